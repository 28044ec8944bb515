import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { BatchConnection } from '#server/database/batch-connection.ts';
import { idleTidying } from '#server/database/idle-tidying.ts';
import { freshDatabase } from '#test/support/database.ts';

const db = await freshDatabase();

test('a connection that nobody uses keeps no lock, no cursor and no channel', async () => {
  const client = new pg.Client({ connectionString: db.gatewayUrl });
  await client.connect();
  onTestFinished(() => client.end());
  const kept = async () =>
    (
      await client.query(`
        select (select count(*)::int from pg_locks where pid = pg_backend_pid() and locktype = 'advisory') as locks,
               (select count(*)::int from pg_cursors where is_holdable) as cursors,
               (select count(*)::int from pg_listening_channels()) as channels`)
    ).rows[0];
  await client.query('select pg_advisory_lock(1)');
  await client.query('declare kept cursor with hold for select');
  await client.query('listen rowseal_keys');
  // The control: all of it outlasts its transaction.
  expect(await kept()).toEqual({ locks: 1, cursors: 1, channels: 1 });

  const released = Promise.withResolvers<boolean | undefined>();
  const lent = Object.assign(client, { release: released.resolve });
  const pool = { idleCount: 1, connect: async () => lent };
  const tidying = idleTidying(pool, () => new BatchConnection(client, false), 1);
  onTestFinished(() => tidying.stop());
  tidying.later();
  // It stays open.
  expect(await released.promise).toBe(false);
  expect(await kept()).toEqual({ locks: 0, cursors: 0, channels: 0 });
});
