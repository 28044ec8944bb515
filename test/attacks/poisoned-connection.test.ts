import { afterAll, beforeAll, expect, test } from 'vitest';
import { openGateway } from '#server/database/gateway.ts';
import { freshDatabase } from '#test/support/database.ts';
import { createPerson, type Person } from '#test/support/people.ts';

// One user's request runs arbitrary SQL; the next user gets the same connection.
const db = await freshDatabase();
const gateway = openGateway(db.gatewayUrl, { max: 1 });
afterAll(() => gateway.close());

let attacker: Person;
let victim: Person;

beforeAll(async () => {
  attacker = await createPerson(db.admin, 'evil', 'owner');
  victim = await createPerson(db.admin, 'acme', 'owner');
});

const run = (person: Person, text: string, name?: string) =>
  gateway.query({ ...person.entry }, name === undefined ? { text, values: [] } : { text, values: [], name });
const REPLACE_ALL = `do $$ declare name text; begin
  for name in select prepared.name from pg_prepared_statements as prepared loop
    execute format('deallocate %I', name);
    execute format('prepare %I as select gen_random_uuid() as user_id, 0 as pid', name);
  end loop;
end $$`;
const WHO = 'select rowseal.user_id() as user_id, pg_backend_pid() as pid';

async function expectVictimUnharmed(): Promise<number> {
  const { rows } = await run(victim, WHO, 'who');
  expect(rows[0].user_id).toBe(victim.entry.sub);
  return rows[0].pid;
}

test('two statements in one are refused', async () => {
  await expect(run(attacker, 'select 1; select 2')).rejects.toMatchObject({ code: '42601' });
  await expectVictimUnharmed();
});

test.each([
  ['removes all prepared statements', 'deallocate all'],
  ['puts another statement under each name', REPLACE_ALL],
  ['ends the connection', 'select pg_terminate_backend(pg_backend_pid())'],
  ['leaves a transaction open', 'begin'],
  ['has the next transaction read only', 'set default_transaction_read_only = on'],
  ['has the next transaction serializable', 'set default_transaction_isolation = serializable'],
])('a user who %s costs the next one a connection and nothing else', async (_, attack) => {
  const before = await expectVictimUnharmed();
  await run(attacker, attack).catch(() => {});
  await expectVictimUnharmed();
  expect(await expectVictimUnharmed()).not.toBe(before);
});

test.each([
  ['plants a context for the session', `select set_config('rowseal.context', 'planted', false)`],
  ['changes the search path', `select set_config('search_path', 'evil, public', false)`],
  ['turns row security off', `select set_config('row_security', 'off', false)`],
  ['takes a session lock', 'select pg_advisory_lock(42)'],
  ['prepares a statement', `prepare who as select 'evil'`],
])('a user who %s does not change who the next one is', async (_, attack) => {
  await run(attacker, attack).catch(() => {});
  await expectVictimUnharmed();
});
