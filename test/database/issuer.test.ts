import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { openIssuer } from '#server/database/issuer.ts';
import { freshDatabase } from '#test/support/database.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

const db = await freshDatabase();

test('a connection that ends before its first query ends nothing else', async () => {
  const issuer = openIssuer(db.issuerUrl, TEST_MASTER_KEY, { max: 1 });
  onTestFinished(() => issuer.close());
  const unheard: unknown[] = [];
  const listen = (reason: unknown) => unheard.push(reason);
  process.on('unhandledRejection', listen);

  let isAnswered = false;
  const answered = () => {
    isAnswered = true;
  };
  await db.admin.begin(async (admin) => {
    // Whatever a driver asks of the catalogue for itself waits here.
    await admin`lock table pg_catalog.pg_type in access exclusive mode`;
    const endWhoWaits = async () => {
      await admin`select pg_stat_clear_snapshot()`;
      return admin`
        select pg_terminate_backend(pid, 5000) from pg_stat_activity
         where usename = 'rowseal_issuer' and datname = current_database() and wait_event_type = 'Lock'`;
    };
    issuer.passwordPolicy().then(answered, answered);
    while (!isAnswered && (await endWhoWaits()).length === 0);
  });
  await expect.poll(() => isAnswered).toBe(true);

  process.off('unhandledRejection', listen);
  expect(unheard).toEqual([]);
});

describe('an array of text', async () => {
  const issuer = openIssuer(db.issuerUrl, TEST_MASTER_KEY, { max: 1 });
  afterAll(() => issuer.close());
  await db.admin`update rowseal_private.settings set client_registration_open = true`;
  const register = (redirectUris: string[]) =>
    issuer.oauth.registerClient({
      name: 'Arrays',
      redirectUris,
      authMethod: 'none',
      scope: undefined,
      ip: '192.0.2.1',
    });

  test('arrives as it is', async () => {
    const redirectUris = ['https://a.test/?x=1,2', 'https://b.test/NULL', 'https://c.test/'];
    const { client_id } = await register(redirectUris);
    const [client] = await db.admin`select redirect_uris from rowseal_private.oauth_clients where id = ${client_id}`;
    expect(client?.['redirect_uris']).toEqual(redirectUris);
  });

  test.each(['NULL', '"', '\\', '{}', '', ',', '"},{"'])('may hold %j, which SQL evaluates', async (value) => {
    expect(await register([value])).toMatchObject({ status: 'invalid_redirect_uri' });
  });
});
