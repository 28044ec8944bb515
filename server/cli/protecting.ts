import type { Question } from './auditing.ts';

/** What a person has given; each is an argument of rowseal.protect. */
export interface ProtectOptions {
  column?: string;
  read?: string;
  write?: string;
  insert?: string;
  update?: string;
  delete?: string;
  owner?: string;
  owned?: string[];
  override?: string;
  parent?: string;
  shared: boolean;
  missing: string;
  keep: string[];
  secret: string[];
  allow: string[];
  assured?: string[];
  assurance?: string;
  fresh?: string;
  dryRun: boolean;
}

/**
 * Protects a table as its owner, and prints the statements that did so, or with dryRun would.
 *
 * @param relation - schema.name.
 */
export const protect =
  (relation: string, given: ProtectOptions): Question =>
  async (sql) => {
    const rows = await sql<{ statement: string }[]>`
      select statement from rowseal.protect(${relation}, ${given.column ?? null}, ${given.read ?? null}, ${given.write ?? null},
        ${given.insert ?? null}, ${given.update ?? null}, ${given.delete ?? null}, ${given.owner ?? null},
        ${list(given.owned ?? ['update', 'delete'])}::text::text[], ${given.override ?? null}, ${given.parent ?? null},
        ${given.shared}, ${given.missing}, ${list(given.keep)}::text::text[]::name[], ${list(given.secret)}::text::text[]::name[],
        ${list(given.allow)}::text::text[], ${given.dryRun}, ${given.assured ? list(given.assured) : null}::text::text[],
        ${given.assurance ?? null}::text::integer, ${given.fresh ?? null}::text::interval) as statement`;
    return { text: rows.map(({ statement }) => `${statement};`).join('\n') };
  };

/** The text of an array, for a connection that asks the database for no types. */
const list = (values: readonly string[]) => `{${values.map((value) => JSON.stringify(value)).join(',')}}`;
