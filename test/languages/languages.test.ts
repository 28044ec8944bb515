import { createServer, connect as dial } from 'node:net';
import { decodeJwt, decodeProtectedHeader, generateKeyPair, SignJWT } from 'jose';
import { afterAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { installNotes } from '#demo/install.ts';
import { seedDemo } from '#demo/seed.ts';
import { buildApp } from '#server/app.ts';
import { install } from '#server/install/install.ts';
import { connect } from '#test/support/connect.ts';
import { exampleFiles, LANGUAGES, startDriver } from '#test/support/languages.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { preparedCluster } from '#test/support/own-cluster.ts';
import { freePort } from '#test/support/rowseal-process.ts';
import { needlesOf, searcher } from '#test/support/secret-search.ts';
import { everythingLogged } from '#test/support/server-log.ts';

// A server of its own, which logs all that it can of what applications send it.
let log = '';
const cluster = await preparedCluster(['rowseal'], {
  settings: { log_statement: 'all', log_min_duration_statement: '0', log_line_prefix: '<%u> ' },
  onLog: (text) => {
    log += text;
  },
});
const admin = connect(cluster.url('rowseal'));
afterAll(async () => {
  await admin.end();
  await cluster.stop();
});
const adminUrl = cluster.url('rowseal');
const doors = await install({ adminUrl, masterKey: TEST_MASTER_KEY });
await installNotes(adminUrl);
await seedDemo(adminUrl, doors);
await admin.unsafe(`
  create role app_web login;
  grant connect on database rowseal to app_web;
  select rowseal.add_request_role('app_web')`);

const port = Number(await freePort());
const issuer = `http://localhost:${port}`;
const app = await buildApp({
  ...doors,
  masterKey: TEST_MASTER_KEY,
  publicUrl: issuer,
  schemas: ['app'],
  development: false,
  logLevel: 'silent',
  isLagging: () => false,
  graphql: false,
});
await app.listen({ port, host: 'localhost' });
afterAll(() => app.close());

// Not every client speaks over a socket of the file system.
const bridge = createServer((client) => {
  const server = dial(`${cluster.socketDir}/.s.PGSQL.5432`);
  client.pipe(server).pipe(client);
  for (const socket of [client, server]) socket.on('error', () => {});
});
const bridgePort = await new Promise<number>((resolve) => {
  bridge.listen(0, '127.0.0.1', () => resolve((bridge.address() as { port: number }).port));
});
afterAll(() => {
  bridge.close();
});
const gatewayUrl = `postgres://app_web@127.0.0.1:${bridgePort}/rowseal?sslmode=disable`;

async function post(url: string, payload: object, headers: Record<string, string> = {}) {
  const answer = await app.inject({ method: 'POST', url, payload, headers });
  return answer.json<Record<string, string>>();
}
const { access_token: access = '' } = await post('/v1/auth/token', {
  ...{ provider: 'password', email: 'member@acme.test', password: DEMO_PASSWORD },
});
const { token: personal = '' } = await post(
  '/v1/tokens',
  { name: 'of a test', expires_at: new Date(Date.now() + 86_400_000).toISOString() },
  { authorization: `Bearer ${access}`, 'x-rowseal-workspace': 'acme' },
);

/** The claims of a token and its seal, which are right, under a key of somebody else. */
async function forged(): Promise<string> {
  const { alg, typ, kid } = decodeProtectedHeader(access);
  const { privateKey } = await generateKeyPair('EdDSA');
  const header = { alg: String(alg), typ: String(typ), kid: String(kid) };
  return new SignJWT(decodeJwt(access)).setProtectedHeader(header).sign(privateKey);
}
const bodyOf = (token: string) => Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
const [, , signature = ''] = access.split('.');
const find = searcher([
  ...needlesOf('the signature', Buffer.from(signature)),
  ...needlesOf('the seal', Buffer.from(String(decodeJwt(access)['seal']), 'hex')),
  ...needlesOf('the personal access token', Buffer.from(personal.slice(-58))),
]);
const found = (text: string) => [...new Set(find(Buffer.from(text)).map(({ what }) => what.split(',')[0]))];

test('every folder of examples/languages is that of a language that is run', () => {
  const folders = new Set(exampleFiles().map((file) => file.split('/')[2]));
  expect([...folders].sort()).toEqual(LANGUAGES.map(({ name }) => name).sort());
});

for (const language of LANGUAGES) {
  const missing = language.missing();
  const lacks = missing === undefined ? '' : `, SKIPPED: ${missing} (npm run test:languages)`;
  describe.skipIf(missing !== undefined)(`the example for ${language.name}${lacks}`, () => {
    const start = () => startDriver(language, { GATEWAY_URL: gatewayUrl, ROWSEAL_ISSUER: issuer });
    let driver: ReturnType<typeof start> | undefined;
    // What a session last ran is shown as long as it is there.
    afterAll(() => driver?.stop());
    const say = (verb: string, token = '', workspace = '') => {
      driver ??= start();
      return driver.say(verb, token, workspace);
    };

    test.each([
      ['an access token', access],
      ['a personal access token', personal],
    ])('shows the rows of one workspace by %s, and of no other', async (_, token) => {
      expect(await say('read', token, 'acme')).toMatch(/^ok \d+ acme$/);
      expect(await say('read', token, 'globex')).toMatch(/^refused RS00[45]$/);
      expect(await say('read', token, 'nowhere')).toMatch(/^refused RS00[45]$/);
    });

    test('leaves nobody on the connection that it gives back, whatever became of the transaction', async () => {
      for (const workspace of ['acme', 'globex']) {
        const before = await say('read', access, 'acme');
        await say('read', access, workspace);
        expect(await say('outside')).toBe('refused RS008');
        // Another token is accepted on it: the same connection, as there is one only.
        expect(await say('read', personal, 'acme')).toBe(before);
      }
    });

    test('believes no token that another key has signed, although its seal is right', async () => {
      const token = await forged();
      const control = await admin.begin(async (sql) => {
        await sql`set local session authorization app_web`;
        await sql`select rowseal.enter_with_payload(${bodyOf(token)}::text::jsonb, 'acme')`;
        return sql`select rowseal.session_id() is not null as entered`;
      });
      expect([...control], 'the control: the database alone cannot tell').toEqual([{ entered: true }]);
      expect(await say('read', token, 'acme')).toMatch(/^refused (?!RS)/);
      expect(await say('read', `${access.slice(0, -6)}AAAAAA`, 'acme')).toMatch(/^refused (?!RS)/);
      expect(await say('read', '', 'acme')).toMatch(/^refused (?!RS)/);
    });

    test('tells PostgreSQL the token as a value: neither its log nor what it shows of sessions has it', async () => {
      await everythingLogged(admin, () => log);
      log = '';
      for (const token of [access, personal]) {
        expect(await say('hold', token, 'acme')).toBe('held');
        const sessions = await admin`select * from pg_stat_activity where usename = 'app_web'`;
        expect(sessions.map(({ query }) => query).join()).toContain('rowseal.enter_with_');
        expect(found(JSON.stringify(sessions))).toEqual([]);
        expect(await say('go')).toMatch(/^ok /);
      }
      await everythingLogged(admin, () => log);
      expect(log).toMatch(/<app_web> LOG: .*rowseal\.enter_with_payload\(/);
      expect(log).toMatch(/<app_web> LOG: .*rowseal\.enter_with_token\(/);
      expect(found(log)).toEqual([]);
    });

    test('is not the usual way of this client, which writes the value into the text: the control', async () => {
      await everythingLogged(admin, () => log);
      log = '';
      expect(await say('careless', personal)).toBe('ok');
      await everythingLogged(admin, () => log);
      expect(found(log)).toEqual(['the personal access token']);
    });
  });
}
