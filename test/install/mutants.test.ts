import { beforeAll, describe, expect, test } from 'vitest';
import { installTestKit } from '#server/install/test-kit.ts';
import { freshDatabase } from '#test/support/database.ts';

const { admin, adminUrl } = await freshDatabase({ tap: true });
const isLong = process.env['ROWSEAL_LONG'] === '1';
beforeAll(() => installTestKit(adminUrl));

/** The mutants of a table, with what differs by each. */
async function mutantsOf(making: string, relation: string): Promise<Map<string, string | null>> {
  let found: [string, string | null][] = [];
  const undo = new Error('undo');
  await admin
    .begin(async (sql) => {
      await sql.unsafe(making);
      const rows = await sql<{ mutant: string; difference: string | null }[]>`
        select mutant, difference from rowseal_test.mutants(${relation})`;
      found = rows.map(({ mutant, difference }) => [mutant, difference]);
      // All of them are taken back.
      const again = await sql`select from rowseal_test.leaks(${relation})`;
      expect(again.length).toBeLessThan(2);
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  return new Map(found);
}

const equivalent = (mutants: Map<string, string | null>) =>
  [...mutants].filter(([, difference]) => difference === null).map(([mutant]) => mutant);

const table = (key = 'ws, id', workspace = 'ws uuid not null default rowseal.workspace_id()') => `
  create schema if not exists tenant; grant usage on schema tenant to rowseal_user;
  create table tenant.t (${workspace}, id uuid not null default rowseal.uuidv7(), author uuid not null default rowseal.user_id(),
    title text, primary key (${key}));
  grant select, insert, update, delete on tenant.t to rowseal_user;`;

/** What no persona can tell: rules for roles outside requests, and a plan that was made there. */
const OUTSIDE = [
  'rowseal_backup lets every row through',
  'rowseal_outside has no USING',
  'rowseal_outside has no WITH CHECK',
  'rowseal_outside lets every row through',
  'rowseal_still_outside is dropped',
];

describe('a step that weakens a table is told by what personas reach then', () => {
  test('where the owner of a row alone changes it, and the workspace can be written', async () => {
    const mutants = await mutantsOf(
      `${table()} select rowseal.protect('tenant.t', 'ws', 'notes:read', 'notes:write', owner => 'author', override => 'members:write')`,
      'tenant.t',
    );
    expect(mutants.get('rowseal_rows_delete lets every row through')).toMatch(/^delete of .* reaches workspace$/);
    expect(mutants.get('rowseal_rows_update lets every row through')).toMatch(/^update of .* reaches workspace$/);
    expect(mutants.get('rowseal_gate_insert is dropped')).toMatch(/^insert of .* reaches everything$/);
    expect(mutants.get('rowseal_gate_update has no WITH CHECK')).toBe('tenant.t moves rows to another workspace');
    expect(mutants.get('rowseal_guard is dropped')).toMatch(/by an expression that changes/);
    expect(mutants.get('row-level security is not forced')).toMatch(/does not bind its owner/);
    expect(equivalent(mutants)).toEqual([
      ...OUTSIDE.slice(0, 1),
      'rowseal_gate_update has no USING',
      ...OUTSIDE.slice(1),
    ]);
  });

  const FORMS: [string, string, string, RegExp][] = [
    [
      'of private rows',
      `${table('ws, author, id')} select rowseal.protect('tenant.t', 'ws', 'notes:read', 'notes:write', owner => 'author', owned => '{select,insert,update,delete}')`,
      'rowseal_rows_select lets every row through',
      /^select of .* reaches workspace$/,
    ],
    [
      'that asks for an assurance',
      `${table()} select rowseal.protect('tenant.t', 'ws', 'notes:read', 'notes:write', assured => '{delete}', assurance => 2)`,
      'rowseal_gate_delete asks for no proof',
      /^delete of who proved less reaches workspace$/,
    ],
    [
      'that asks for a fresh proof',
      `${table()} select rowseal.protect('tenant.t', 'ws', 'notes:read', 'notes:write', assured => '{delete}', assurance => 2, fresh => '5 minutes')`,
      'rowseal_gate_delete asks for no fresh proof',
      /^delete of who proved it earlier reaches workspace$/,
    ],
    [
      'of tenants with a key',
      `${table('ws, id', 'ws bigint not null')} select rowseal.protect('tenant.t', 'ws', 'notes:read', 'notes:write')`,
      'rowseal_gate_select asks for no scope',
      /^select of all but notes:read reaches workspace$/,
    ],
    [
      'of rows that are hidden',
      `${table()} select rowseal.protect('tenant.t', 'ws', 'notes:read', 'notes:write', missing => 'hide')`,
      'rowseal_gate_select asks for no scope',
      /^select of all but notes:read reaches workspace$/,
    ],
    [
      'with a policy of its own',
      `${table()} select rowseal.protect('tenant.t', 'ws', 'notes:read', 'notes:write');
       create policy mine on tenant.t as restrictive for delete using (author = (select rowseal.user_id()) or rowseal.has_scope('members:write'))`,
      'mine is dropped',
      /^delete of .* reaches workspace$/,
    ],
  ];
  test.each(isLong ? FORMS : [])('%s', async (_, making, mutant, difference) => {
    const mutants = await mutantsOf(making, 'tenant.t');
    expect(mutants.get(mutant)).toMatch(difference);
    expect(equivalent(mutants)).toEqual(expect.arrayContaining(OUTSIDE));
  });
});
