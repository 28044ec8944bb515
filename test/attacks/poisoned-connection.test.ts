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
const WHO = 'select rowseal.user_id() as user_id, pg_backend_pid() as pid';

async function expectVictimUnharmed(): Promise<number> {
  const { rows } = await run(victim, WHO, 'who');
  expect(rows[0].user_id).toBe(victim.entry.sub);
  return rows[0].pid;
}

test('the names of prepared statements cannot be listed', async () => {
  await expectVictimUnharmed();
  await expect(run(attacker, 'select * from pg_prepared_statements')).rejects.toMatchObject({ code: '42501' });
  await expectVictimUnharmed();
});

test('two statements in one are refused', async () => {
  await expect(run(attacker, 'select 1; select 2')).rejects.toMatchObject({ code: '42601' });
  await expectVictimUnharmed();
});

test.each([
  ['removes all prepared statements', 'deallocate all'],
  ['plants a context for the session', `select set_config('rowseal.context', 'planted', false)`],
  ['discards all', 'select pg_terminate_backend(pg_backend_pid())'],
])('a user who %s costs the next one a connection and nothing else', async (_, attack) => {
  const before = await expectVictimUnharmed();
  await run(attacker, attack).catch(() => {});
  expect(await expectVictimUnharmed()).not.toBe(before);
});

test.each([
  ['changes the search path', `select set_config('search_path', 'evil, public', false)`],
  ['turns row security off', `select set_config('row_security', 'off', false)`],
  ['takes a session lock', 'select pg_advisory_lock(42)'],
  ['prepares a statement', `prepare who as select 'evil'`],
])('a user who %s does not change who the next one is', async (_, attack) => {
  await run(attacker, attack).catch(() => {});
  await expectVictimUnharmed();
});
