import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { installNotes } from '#demo/install.ts';
import { seedDemo } from '#demo/seed.ts';
import { buildApp } from '#server/app.ts';
import { emailCodes } from '#server/credentials/email-codes.ts';
import { type MasterKeys, masterKeyId } from '#server/credentials/master-keys.ts';
import { reencrypt } from '#server/credentials/reencryption.ts';
import { wrapping } from '#server/credentials/wrapping.ts';
import { letsIn } from '#server/database/drivers.ts';
import { openMaintenance } from '#server/database/maintenance.ts';
import { install } from '#server/install/install.ts';
import { doorUrls } from '#server/install/login-roles.ts';
import { loginRestorer } from '#server/install/restore-logins.ts';
import { startWorker } from '#server/worker/worker.ts';
import { askForPasswords } from '#test/support/asking-for-passwords.ts';
import { fromBase32 } from '#test/support/base32.ts';
import { runCommand } from '#test/support/command.ts';
import { composedMails } from '#test/support/composed-mail.ts';
import { connect } from '#test/support/connect.ts';
import { PUBLIC_URL } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { preparedCluster } from '#test/support/own-cluster.ts';
import { codeOf } from '#test/support/totp.ts';

// The passwords of roles change, which are the cluster's: one of its own, which asks for them.
const OLD = TEST_MASTER_KEY;
const NEW = new Uint8Array(randomBytes(32));
const PREPARED: MasterKeys = { current: OLD, next: NEW };
const SWITCHED: MasterKeys = { current: NEW, former: OLD };
const SESSIONS = 4;
const soon = { timeout: 60_000 };

const cluster = await preparedCluster(['app']);
const adminUrl = cluster.url('app');
const admin = connect(adminUrl, { max: 2 });
await askForPasswords(admin);
const doors = await install({ adminUrl, masterKey: OLD });
await installNotes(adminUrl);
await seedDemo(adminUrl, doors);
await admin`update rowseal_private.settings set email_codes = true`;
await admin`update rowseal_private.throttle_limits set free_attempts = 1000`;
const closing = new Set<{ close(): unknown }>();
afterAll(async () => {
  await Promise.all([...closing].map((each) => each.close()));
  await admin.end();
  await cluster.stop();
});

async function start(masterKey: MasterKeys): Promise<FastifyInstance> {
  const report = () => {};
  const app = await buildApp({
    ...doorUrls(adminUrl, masterKey),
    masterKey,
    publicUrl: PUBLIC_URL,
    graphql: false,
    development: false,
    logLevel: 'silent',
    isLagging: () => false,
    restorePasswords: loginRestorer(adminUrl, masterKey, report),
  });
  closing.add(app);
  return app;
}

const post = (app: FastifyInstance, url: string, payload: object, token?: string) =>
  app.inject({ method: 'POST', url, payload, headers: token ? { authorization: `Bearer ${token}` } : {} });
const logIn = (app: FastifyInstance, email: string) =>
  post(app, '/v1/auth/token', { provider: 'password', transport: 'body', email, password: DEMO_PASSWORD });
const refresh = (app: FastifyInstance, token: string) => post(app, '/v1/auth/refresh', { refresh_token: token });

/** Sessions that are refreshed and used at one server after the other, until it is told to stop; what was answered. */
function traffic(nodes: () => FastifyInstance[], tokens: string[]) {
  const statuses = new Map<string, number>();
  let rounds = 0;
  let isOver = false;
  const busy = new Map<FastifyInstance, number>();
  const using = async <T>(app: FastifyInstance, work: () => Promise<T>) => {
    busy.set(app, (busy.get(app) ?? 0) + 1);
    return work().finally(() => busy.set(app, (busy.get(app) ?? 0) - 1));
  };
  const note = (what: string, status: number) =>
    statuses.set(`${what} ${status}`, (statuses.get(`${what} ${status}`) ?? 0) + 1);
  const loops = tokens.map(async (_, n) => {
    for (let turn = n; !isOver; turn++) {
      const at = nodes();
      const app = at[turn % at.length] as FastifyInstance;
      const answer = await using(app, () => refresh(app, tokens[n] as string));
      note('refresh', answer.statusCode);
      if (answer.statusCode !== 200) break;
      const { access_token, refresh_token } = answer.json();
      // Each third answer is lost: the client asks again at once, elsewhere.
      if (turn % 3 === 0) continue;
      tokens[n] = refresh_token;
      const headers = { authorization: `Bearer ${access_token}` };
      const used = await using(app, () => app.inject({ url: '/v1/me', headers }));
      note('me', used.statusCode);
      rounds += 1;
      await sleep(5);
    }
  });
  return {
    /** Nobody waits for an answer of a server that requests no longer go to. */
    left: (app: FastifyInstance) => expect.poll(() => busy.get(app) ?? 0, soon).toBe(0),
    more: async () => {
      const then = rounds;
      await expect.poll(() => rounds, soon).toBeGreaterThan(then + 3 * SESSIONS);
    },
    stop: async () => {
      isOver = true;
      await Promise.all(loops);
      return [...statuses.keys()].sort();
    },
  };
}

/** Sets an authenticator app up; its secret. */
async function enrol(app: FastifyInstance, email: string, confirmAt = app): Promise<Buffer> {
  const { access_token } = (await logIn(app, email)).json();
  const begun = (await post(app, '/v1/auth/factors/totp', {}, access_token)).json();
  const secret = fromBase32(begun.secret);
  const confirmed = await post(
    confirmAt,
    `/v1/auth/factors/totp/${begun.id}/confirm`,
    { code: codeOf(secret) },
    access_token,
  );
  expect(confirmed.statusCode, confirmed.body).toBe(200);
  return secret;
}

/** Signs in with the password and a code of the app; the status. */
async function withApp(app: FastifyInstance, email: string, secret: Buffer): Promise<number> {
  await admin`update rowseal_private.totp_factors set last_step = 0`;
  const { challenge } = (await logIn(app, email)).json();
  const code = codeOf(secret);
  return (await post(app, '/v1/auth/token', { provider: 'totp', challenge, code, transport: 'body' })).statusCode;
}

/** Has a code mailed at one server, and signs in with it at another; the status. The worker opens it with its own keys. */
async function withMailedCode(asked: FastifyInstance, used: FastifyInstance, email: string, masterKey: MasterKeys) {
  await admin`delete from rowseal_private.email_codes`;
  const { browser_secret } = (await post(asked, '/v1/auth/email-codes', { email, transport: 'body' })).json();
  const mails = await composedMails(admin);
  const jwe = mails.findLast((each) => each.recipient === email && each.variables['code_jwe'])?.variables['code_jwe'];
  const code = await emailCodes(masterKey).open(email, String(jwe));
  const given = { provider: 'email_code', browser_secret, code, transport: 'body' };
  return (await post(used, '/v1/auth/token', given)).statusCode;
}

const storedJwes = async () => {
  const rows = await admin<{ purpose: string; jwe: string }[]>`
    select 'signing-key' as purpose, private_jwe as jwe from rowseal_private.signing_keys where private_jwe is not null
    union all select 'event-key', private_jwe from rowseal_private.event_keys
    union all select 'client-secret', client_secret_jwe from rowseal_private.identity_providers
    union all select 'totp-secret', secret_jwe from rowseal_private.totp_factors`;
  return [...rows];
};
/** How many of the stored secrets somebody opens with a dump and a key. */
async function openedWith(key: Uint8Array): Promise<number> {
  const opened = (await storedJwes()).map(({ purpose, jwe }) =>
    wrapping(key, purpose)
      .open(jwe, z.looseObject({}), { sealed: 'refused', moved: 'refused' }, () => true)
      .then(
        () => 1,
        () => 0,
      ),
  );
  return (await Promise.all(opened)).reduce<number>((sum, one) => sum + one, 0);
}

test('the master key is replaced while two servers serve: nothing refused, no session lost, and the old key opens nothing', async () => {
  const env = (more: Record<string, string>) => ({ DATABASE_URL: adminUrl, ...more });
  const base64 = (key: Uint8Array) => Buffer.from(key).toString('base64');
  let nodes = [await start(OLD), await start(OLD)];
  const [ada, bob, idle] = ['owner@acme.test', 'viewer@acme.test', 'member@acme.test'] as const;
  const atOld = nodes[0] as FastifyInstance;
  const asleep = (await logIn(atOld, idle)).json().refresh_token as string;
  const tokens: string[] = [];
  for (let n = 0; n < SESSIONS; n++) tokens.push((await logIn(atOld, idle)).json().refresh_token);
  const load = traffic(() => nodes, tokens);
  await load.more();

  /** Another server takes the place of one, as in a rolling deployment. */
  const replace = async (index: number, masterKey: MasterKeys) => {
    const former = nodes[index] as FastifyInstance;
    const fresh = await start(masterKey);
    nodes = nodes.map((each, n) => (n === index ? fresh : each));
    await load.more();
    await load.left(former);
    closing.delete(former);
    await former.close();
    await load.more();
  };

  // Keys everywhere: one server knows the old key alone.
  await replace(1, PREPARED);
  const adas = await enrol(nodes[1] as FastifyInstance, ada, nodes[0]);
  expect(await withApp(nodes[0] as FastifyInstance, ada, adas)).toBe(200);
  expect(await withMailedCode(nodes[0] as FastifyInstance, nodes[1] as FastifyInstance, idle, PREPARED)).toBe(200);
  expect(await withMailedCode(nodes[1] as FastifyInstance, nodes[0] as FastifyInstance, idle, OLD)).toBe(200);
  await replace(0, PREPARED);
  expect(await openedWith(OLD)).toBe((await storedJwes()).length);

  // Then the new one encrypts, and passwords are derived from it, at one server after the other.
  const worker = await startWorker(doorUrls(adminUrl, PREPARED).workerUrl, PREPARED, () => {});
  await install({ adminUrl, masterKey: SWITCHED });
  expect(await letsIn(doorUrls(adminUrl, NEW).gatewayUrl)).toBe(true);
  // The control: who knows the old key alone is refused from here on.
  expect(await letsIn(doorUrls(adminUrl, OLD).gatewayUrl)).toBe(false);
  // A server that was not told yet opens connections by the other password, and does not set the old one back.
  const prepared = openMaintenance(doorUrls(adminUrl, PREPARED).workerUrl);
  expect((await prepared.signingKeys()).length).toBeGreaterThan(1);
  await prepared.close();
  await install({ adminUrl, masterKey: PREPARED });
  expect(await loginRestorer(adminUrl, PREPARED, () => {})()).toBe(true);
  expect(await letsIn(doorUrls(adminUrl, NEW).gatewayUrl)).toBe(true);
  await replace(0, SWITCHED);
  const bobs = await enrol(nodes[0] as FastifyInstance, bob, nodes[1]);
  for (const node of nodes) {
    expect(await withApp(node, ada, adas)).toBe(200);
    expect(await withApp(node, bob, bobs)).toBe(200);
  }
  expect(await withMailedCode(nodes[0] as FastifyInstance, nodes[1] as FastifyInstance, idle, PREPARED)).toBe(200);
  expect(await withMailedCode(nodes[1] as FastifyInstance, nodes[0] as FastifyInstance, idle, SWITCHED)).toBe(200);
  await replace(1, SWITCHED);
  await worker.stop();

  const both = env({ ROWSEAL_MASTER_KEY: base64(NEW), ROWSEAL_FORMER_MASTER_KEY: base64(OLD) });
  const status = await runCommand(both, 'keys', 'status');
  expect(status.output).toMatch(/^totp secret +former +1$/m);
  expect(status.output).toMatch(/^password of issuer +current +1$/m);
  expect(status.output).toMatch(/The former master key is still needed: for \d+ secrets and 0 passwords$/);

  // The worker encrypts everything anew.
  const reencrypting = await startWorker(doorUrls(adminUrl, SWITCHED).workerUrl, SWITCHED, () => {});
  await admin`select graphile_worker_rowseal.add_job('reencrypt_secrets')`;
  await expect.poll(() => openedWith(NEW), soon).toBe((await storedJwes()).length);
  await reencrypting.stop();
  await load.more();
  expect((await runCommand(both, 'keys', 'status')).output).toMatch(/The former master key is not needed any more$/);
  const [noted] = await admin`
    select details from rowseal_private.audit_events where kind = 'secrets_reencrypted' order by at desc limit 1`;
  expect(noted?.['details'].key_id).toBe(masterKeyId(NEW));

  // The old key goes.
  await replace(0, NEW);
  await replace(1, NEW);
  for (const [email, secret] of [
    [ada, adas],
    [bob, bobs],
  ] as const)
    expect(await withApp(nodes[0] as FastifyInstance, email, secret)).toBe(200);
  await load.more();
  expect(await load.stop()).toEqual(['me 200', 'refresh 200']);
  for (const token of [...tokens, asleep])
    expect((await refresh(nodes[0] as FastifyInstance, token)).statusCode).toBe(200);
  expect((await runCommand(env({ ROWSEAL_MASTER_KEY: base64(NEW) }), 'keys', 'list')).code).toBe(0);

  // Who has a dump of today, and the old key: nothing opens, and no login role is reached.
  expect(await openedWith(OLD)).toBe(0);
  expect(await letsIn(doorUrls(adminUrl, OLD).workerUrl)).toBe(false);
  await expect(start(OLD)).rejects.toThrow();
  expect(await letsIn(doorUrls(adminUrl, NEW).gatewayUrl)).toBe(true);
}, 600_000);

test('a server that is given the new key alone too early does not start, and changes nothing', async () => {
  const another = new Uint8Array(randomBytes(32));
  const marks = () =>
    admin`select rolname, shobj_description(oid, 'pg_authid') from pg_roles where rolname ~ '^rowseal_' order by 1`;
  const then = await marks();
  await expect(install({ adminUrl, masterKey: another })).rejects.toThrow('another ROWSEAL_MASTER_KEY');
  expect(await marks()).toEqual(then);
});

test('a secret that no key opens stays as it is, is counted, and stops no other', async () => {
  const stranger = await wrapping(randomBytes(32), 'totp-secret').wrap({});
  const [factor] = await admin<{ user_id: string; secret_jwe: string }[]>`
    select user_id, secret_jwe from rowseal_private.totp_factors order by user_id limit 1`;
  if (!factor) throw new Error('nobody has a factor');
  await admin`update rowseal_private.totp_factors set secret_jwe = ${stranger} where user_id = ${factor.user_id}`;
  const newest = new Uint8Array(randomBytes(32));
  await install({ adminUrl, masterKey: { current: newest, former: NEW } });
  const maintenance = openMaintenance(doorUrls(adminUrl, newest).workerUrl);
  const { replaced, unopened } = await reencrypt(maintenance, { current: newest, former: NEW });
  expect([replaced, unopened]).toEqual([(await storedJwes()).length - 1, 1]);
  expect(await reencrypt(maintenance, { current: newest, former: NEW })).toEqual({ replaced: 0, unopened: 1 });
  await maintenance.close();
  const env = { DATABASE_URL: adminUrl, ROWSEAL_MASTER_KEY: Buffer.from(newest).toString('base64') };
  expect((await runCommand(env, 'keys', 'status')).output).toMatch(
    /1 secrets are under a key that is not configured here/,
  );
  expect((await runCommand(env, 'keys', 'reencrypt')).output).toContain('1 secret cannot be opened with any key');
  await admin`update rowseal_private.totp_factors set secret_jwe = ${factor.secret_jwe} where user_id = ${factor.user_id}`;
});
