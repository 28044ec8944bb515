import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { commandLine } from '#server/cli/command-line.ts';
import { createLifecycle } from '#server/cli/lifecycle.ts';
import { evaluate } from '#server/install/sql-suite.ts';
import { installTestKit } from '#server/install/test-kit.ts';
import { freshDatabase } from '#test/support/database.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

const { admin, adminUrl } = await freshDatabase({ tap: true });
const DEMO_SUITE = path.resolve(import.meta.dirname, '../../demo/sql-tests');
const scratch = await mkdtemp(path.join(tmpdir(), 'rowseal-testing-'));
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** `rowseal test` with some arguments: what it printed, and what it failed with. */
async function tested(...args: string[]): Promise<{ printed: string[]; failure: string | undefined }> {
  const env = { DATABASE_URL: adminUrl, ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64') };
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await commandLine(env, createLifecycle()).parseAsync(['test', ...args], { from: 'user' });
    return { printed: log.mock.calls.map(String), failure: undefined };
  } catch (error) {
    return { printed: log.mock.calls.map(String), failure: (error as Error).message };
  } finally {
    log.mockRestore();
  }
}

/** How notes are protected. */
const protection = () =>
  admin`select policyname, qual, with_check, relforcerowsecurity, relrowsecurity
    from pg_policies join pg_class on pg_class.oid = 'app.notes'::regclass where tablename = 'notes' order by 1`;

test('a database without the kit is named', async () => {
  expect((await tested(DEMO_SUITE)).failure).toBe(
    'this database does not have the test kit: npx rowseal test-kit install',
  );
});

describe('with the kit', () => {
  beforeAll(() => installTestKit(adminUrl));

  test('the suite of the demo notices every mutant of its table, and the table is as before', async () => {
    const before = await protection();
    const { printed, failure } = await tested(DEMO_SUITE, '--mutants', '--matrix', path.join(DEMO_SUITE, 'matrix.txt'));
    expect(failure).toBeUndefined();
    expect(printed.slice(0, 2)).toEqual([
      `${DEMO_SUITE}/matrix.txt: who reaches what has not changed`,
      '5 tests passed',
    ]);
    const names = (kind: string) =>
      printed
        .filter((line) => line.startsWith(kind))
        .map((line) => line.slice(11).replace(/ \(.*/, '').replace('app.notes: ', ''));
    expect(names('UNNOTICED')).toEqual([]);
    expect(names('noticed')).toEqual([
      'row-level security is disabled',
      'row-level security is not forced',
      ...['delete', 'insert', 'select', 'update'].flatMap((command) => [
        `rowseal_gate_${command} asks for no scope`,
        `rowseal_gate_${command} is dropped`,
      ]),
      'rowseal_guard is dropped',
    ]);
    // Outside requests, and where two policies hold the same: nothing that a persona does differs.
    expect(names('equivalent')).toEqual([
      'rowseal_backup lets every row through',
      'rowseal_gate_update has no USING',
      'rowseal_gate_update has no WITH CHECK',
      'rowseal_outside has no USING',
      'rowseal_outside has no WITH CHECK',
      'rowseal_outside lets every row through',
      'rowseal_still_outside is dropped',
    ]);
    expect(await protection()).toEqual(before);
  });

  test.runIf(process.env['ROWSEAL_LONG'] === '1')(
    'a suite that looks at too little fails with the mutants that it does not notice',
    async () => {
      const before = await protection();
      const weak = path.join(scratch, 'weak.mjs');
      await writeFile(weak, program("select 1 / (select relrowsecurity::int from pg_class where relname = 'notes')"));
      const { failure, printed } = await tested('--mutants', '--command', `node ${weak}`);
      expect(failure).toMatch(/^the suite does not notice 10 mutants: app\.notes: row-level security is not forced; /);
      expect(failure).toContain('app.notes: rowseal_gate_delete asks for no scope');
      expect(failure).toContain('app.notes: rowseal_guard is dropped');
      expect(printed).toContain(
        'UNNOTICED  app.notes: rowseal_gate_delete asks for no scope (delete of all but notes:write reaches workspace)',
      );
      expect(printed.filter((line) => line.startsWith('noticed'))).toHaveLength(1);
      expect(await protection()).toEqual(before);
    },
  );

  test('a suite that fails anyway says which test, and no mutant is tried', async () => {
    await writeFile(
      path.join(scratch, 'failing.sql'),
      "begin; set local search_path = tap; select plan(2); select ok(true, 'holds'); select ok(false, 'does not'); rollback;",
    );
    expect(await tested(scratch, '--mutants')).toEqual({
      printed: ['  failing.sql: does not'],
      failure: 'the suite fails',
    });
    await writeFile(path.join(scratch, 'failing.sql'), 'begin; select 1/0; rollback;');
    expect((await tested(scratch)).printed).toEqual(['  failing.sql: 22012 division by zero']);
    await writeFile(path.join(scratch, 'failing.sql'), '\\set ON_ERROR_STOP on\n');
    expect((await tested(scratch)).failure).toMatch(/failing\.sql has commands of psql: .* --command$/);
  });

  test('a table that a run before left weakened is restored first', async () => {
    const before = await protection();
    await admin`select rowseal_test.weaken('app.notes', 'rowseal_gate_delete is dropped')`;
    expect(await protection()).not.toEqual(before);
    expect((await tested(DEMO_SUITE)).failure).toBeUndefined();
    expect(await protection()).toEqual(before);
  });

  test('who reaches what is written once, and compared from then on, cell by cell', async () => {
    const file = path.join(scratch, 'matrix.txt');
    const args = [DEMO_SUITE, '--matrix', file];
    expect((await tested(...args)).printed).toEqual([`${file}: written`, '5 tests passed']);
    const committed = await readFile(file, 'utf8');
    expect(committed).toBe(await readFile(path.join(DEMO_SUITE, 'matrix.txt'), 'utf8'));
    await writeFile(file, committed.replace('delete workspace', 'delete own'));
    expect(await tested(...args)).toEqual({
      printed: ['  app.notes: delete of owner reaches workspace, expected: own'],
      failure: `1 cells differ from ${file}; --update writes it`,
    });
    expect((await tested(...args, '--update')).failure).toBeUndefined();
    expect(await readFile(file, 'utf8')).toBe(committed);
  });

  test('with NODE_ENV=production there are no tests', async () => {
    const env = { DATABASE_URL: adminUrl, ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64') };
    const command = commandLine({ ...env, NODE_ENV: 'production' }, createLifecycle());
    await expect(command.parseAsync(['test', DEMO_SUITE], { from: 'user' })).rejects.toThrow(/production/);
  });
});

test('what a pgTAP file prints is read: tests, failures, what is to be done, and a plan that was not kept', () => {
  const read = (...lines: string[]) => evaluate([[{ line: lines.join('\n') }]]);
  expect(read('1..2', 'ok 1 - a', 'ok 2 - b')).toEqual({ tests: 2, problems: [] });
  expect(read('1..2', 'ok 1 - a', 'not ok 2 - b', '# Failed').problems).toEqual(['b']);
  expect(read('1..1', 'not ok 1 - a # TODO later').problems).toEqual([]);
  expect(read('1..3', 'ok 1 - a').problems).toEqual(['3 tests were planned, 1 ran']);
  expect(read('ok 1 - a').problems).toEqual(['it has no plan']);
});

/** A program that runs a query as a suite would, and fails where the query does. */
function program(query: string): string {
  const driver = path.resolve(import.meta.dirname, '../../node_modules/pg/lib/index.js');
  return `import pg from ${JSON.stringify(driver)};
    const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await client.connect();
    await client.query(${JSON.stringify(query)});
    await client.end();`;
}
