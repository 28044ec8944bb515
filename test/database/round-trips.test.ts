import { afterAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { installNotes } from '#demo/install.ts';
import { seedDemo } from '#demo/seed.ts';
import { buildApp } from '#server/app.ts';
import { install } from '#server/install/install.ts';
import { oauthClient } from '#test/support/api-oauth.ts';
import { connect } from '#test/support/connect.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { preparedCluster } from '#test/support/own-cluster.ts';
import { everythingLogged } from '#test/support/server-log.ts';

// A server of its own, because what it logs is the evidence: each line carries the virtual transaction it belongs to.
let log = '';
const cluster = await preparedCluster(['rowseal'], {
  settings: { log_min_duration_statement: '0', log_line_prefix: '<%u %v> ' },
  onLog: (text) => {
    log += text;
  },
});
const admin = connect(cluster.url());
afterAll(async () => {
  await admin.end();
  await cluster.stop();
});
const adminUrl = cluster.url('rowseal');
const doors = await install({ adminUrl, masterKey: TEST_MASTER_KEY });
await installNotes(adminUrl);
await seedDemo(adminUrl, doors);
const app = await buildApp({
  ...doors,
  masterKey: TEST_MASTER_KEY,
  publicUrl: 'http://localhost:4000',
  schemas: ['app'],
  development: false,
  logLevel: 'silent',
  isLagging: () => false,
});
afterAll(() => app.close());

const login = await app.inject({
  method: 'POST',
  url: '/v1/auth/token',
  payload: { provider: 'password', email: 'owner@acme.test', password: DEMO_PASSWORD },
});
const headers = { authorization: `Bearer ${login.json().access_token}`, 'x-rowseal-workspace': 'acme' };

/** What a role's backends logged during a request: the virtual transaction and the protocol step of each line. */
async function loggedDuring(
  role: 'rowseal_gateway' | 'rowseal_issuer',
  request: () => Promise<unknown>,
): Promise<{ transaction: string; step: string; text: string }[]> {
  await everythingLogged(admin, () => log);
  log = '';
  await request();
  await everythingLogged(admin, () => log);
  const lines = /^<(\w+) ([^>]*)> LOG: {2}duration: [0-9.]+ ms {2}(\w+) ?[^:]*: (.*)$/gm;
  return [...log.matchAll(lines)]
    .filter(([, user]) => user === role)
    .map(([, , transaction = '', step = '', text = '']) => ({ transaction, step, text }));
}

const loggedBy = (query: string) =>
  loggedDuring('rowseal_gateway', async () => {
    const answer = await app.inject({ method: 'POST', url: '/graphql', headers, payload: { query } });
    expect(answer.json().errors).toBeUndefined();
  });

test.each([
  ['a query', '{ allNotes(first: 5) { nodes { title } } }', 1],
  [
    'a mutation that reads back what it made',
    'mutation { createNote(input: { note: { title: "x" } }) { note { title } } }',
    1,
  ],
])('%s takes one transaction and one round trip a SQL step', async (_, query, steps) => {
  await loggedBy(query);
  const lines = await loggedBy(query);
  const executed = lines.filter(({ step }) => step === 'execute');
  // Entered and queried in the same virtual transaction, without BEGIN or COMMIT: an implicit transaction ends at its one Sync, and each
  // Sync is one round trip.
  expect(lines.filter(({ text }) => /^\s*(begin|commit|rollback|savepoint)/i.test(text))).toEqual([]);
  expect(new Set(lines.map(({ transaction }) => transaction)).size).toBe(steps);
  expect(executed).toHaveLength(3 * steps);
  for (let i = 0; i < executed.length; i += 3) {
    expect(executed[i]?.text).toMatch(/^reset all/);
    expect(executed[i + 1]?.text).toMatch(/^call rowseal\.enter_batch\(/);
    expect(executed[i + 2]?.transaction).toBe(executed[i]?.transaction);
  }
});

test('a statement that is known is not parsed again; ours always are, so that nothing can stand in their place', async () => {
  const query = '{ allNotes(first: 4) { nodes { title } } }';
  await loggedBy(query);
  const parsed = (await loggedBy(query)).filter(({ step }) => step === 'parse');
  expect(parsed.map(({ text }) => text.split('(')[0])).toEqual(['reset all', 'call rowseal.enter_batch']);
});

test('no bound parameter reaches the log', async () => {
  await loggedBy('{ allNotes(first: 5) { nodes { title } } }');
  expect(log).not.toMatch(/parameters|Parameters/);
});

describe('the authorization server authenticates its client, and answers, in one statement', async () => {
  const database = connect(adminUrl);
  afterAll(() => database.end());
  const client = await oauthClient(database);
  const asked = (url: string, fields: Record<string, string>) =>
    app.inject({
      method: 'POST',
      url,
      headers: { authorization: client.authorization, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    });
  const session = await app.inject({
    method: 'POST',
    url: '/v1/auth/token',
    payload: { provider: 'password', transport: 'body', email: 'owner@acme.test', password: DEMO_PASSWORD },
  });
  const grant = (await asked('/v1/oauth/token', await client.redemption(session.json().refresh_token))).json();
  let { refresh_token } = grant;
  const authorization = `Bearer ${grant.access_token}`;

  test.each([
    [
      'a refresh of a grant',
      async () => {
        const answer = await asked('/v1/oauth/token', { grant_type: 'refresh_token', refresh_token });
        ({ refresh_token } = answer.json());
        return answer;
      },
    ],
    ['an introspection', () => asked('/v1/oauth/introspect', { token: grant.access_token })],
    ['an introspection of a refresh token', () => asked('/v1/oauth/introspect', { token: refresh_token })],
    ['userinfo', () => app.inject({ url: '/v1/oauth/userinfo', headers: { authorization } })],
  ])('%s', async (_, request) => {
    const succeed = async () => expect((await request()).statusCode).toBe(200);
    await succeed();
    const lines = await loggedDuring('rowseal_issuer', succeed);
    const ours = lines.filter(({ text }) => !text.includes('rowseal_private.list_signing_keys'));
    expect(ours.filter(({ step }) => step === 'execute')).toHaveLength(1);
    expect(await loggedDuring('rowseal_gateway', succeed)).toEqual([]);
  });
});
