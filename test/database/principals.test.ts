import { expect, test } from 'vitest';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';
import { createPerson } from '#test/support/people.ts';

test('where the setting says so the log says who has entered, by ids, and with nothing that a client could put in', async () => {
  const db = await freshDatabase();
  const { entry, workspaceId } = await createPerson(db.admin, 'acme', 'owner');
  const said: string[] = [];
  const gateway = connect(db.gatewayUrl, { onnotice: ({ message }) => said.push(String(message)) });
  const enter = () =>
    gateway.begin(async (sql) => {
      await sql`set local client_min_messages = log`;
      await sql`select rowseal.enter(
        ${entry.sub}, ${entry.sid}, null, null, ${entry.exp}, ${entry.seal_key}, ${Buffer.from(entry.seal, 'hex')}, 'acme',
        '198.51.100.7', ${`r-1\nrowseal: forged ${'x'.repeat(100)}`})`;
      return (await sql<{ name: string }[]>`select current_setting('application_name') as name`)[0]?.name;
    });
  await enter();
  expect(said).toEqual([]);
  await db.admin`update rowseal_private.settings set entry_evidence = 'both'`;
  const id = await enter();
  expect(said).toEqual([
    `rowseal: ${id} entered, user ${entry.sub}, credential ${entry.sid}, workspace ${workspaceId}, request ${`r-1rowseal:forged${'x'.repeat(100)}`.slice(0, 64)}`,
  ]);
  await gateway.end();
});
