import { inTransaction, openAdministrator } from './administrator.ts';

/** A table that is protected less than it was, by one step. */
export interface Mutant {
  relation: string;
  mutant: string;
  /** What personas reach by it, and did not before; null: nothing of what is tried. */
  difference: string | null;
}

/** The functions of rowseal_test that a command needs. */
export interface InstalledTestKit {
  /** Each step by which a protected table can be weakened; all of them are taken back. */
  mutants(): Promise<Mutant[]>;
  /** Weakens a table, for every connection, until `restore`. */
  weaken(mutant: Mutant): Promise<void>;
  /** Takes back what `weaken` has done, here or in a process that broke off. */
  restore(): Promise<void>;
  /** Who reaches what, a line each. */
  matrix(): Promise<string[]>;
  /** In which cells two matrices differ, a sentence each. */
  differences(expected: string, found: string): Promise<string[]>;
  close(): Promise<void>;
}

/**
 * Opens the test kit of a database.
 *
 * @param adminUrl - a superuser's connection string, or one of a login that may SET ROLE to the owners of tables and has the kit.
 * @throws Error with a sentence for the operator where the kit is not installed.
 */
export async function openTestKit(adminUrl: string): Promise<InstalledTestKit> {
  const admin = await openAdministrator(adminUrl);
  const [found] = await admin`select pg_catalog.to_regproc('rowseal_test.mutants') is not null as installed`;
  if (!found?.['installed']) {
    await admin.end();
    throw new Error('this database does not have the test kit: npx rowseal test-kit install');
  }
  return {
    mutants: async () =>
      inTransaction(
        admin,
        () =>
          admin<Mutant[]>`
            select rowseal_test.name_of(relation) as relation, mutant, difference from rowseal_test.mutants()`,
      ),
    weaken: async ({ relation, mutant }) => {
      await admin`select rowseal_test.weaken(${relation}::regclass, ${mutant})`;
    },
    restore: async () => {
      await admin`select rowseal_test.restore()`;
    },
    matrix: async () => {
      const lines = await admin<{ line: string }[]>`select rowseal_test.matrix() as line`;
      return lines.map(({ line }) => line);
    },
    differences: async (expected, found) => {
      const cells = await admin<
        { cell: string }[]
      >`select rowseal_test.matrix_differences(${expected}, ${found}) as cell`;
      return cells.map(({ cell }) => cell);
    },
    close: () => admin.end({ timeout: 1 }),
  };
}
