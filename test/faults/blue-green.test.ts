import { readFile } from 'node:fs/promises';
import type postgres from 'postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { installDemo } from '#demo/install.ts';
import { seedDemo } from '#demo/seed.ts';
import { buildApp } from '#server/app.ts';
import { type Embedded, startEmbedded } from '#server/embedded/embedded-postgres.ts';
import { type Doors, ensureDatabase, install } from '#server/install/install.ts';
import { doorUrls } from '#server/install/login-roles.ts';
import { startWorker } from '#server/worker/worker.ts';
import { BINARIES } from '#test/support/cluster.ts';
import { runCommand } from '#test/support/command.ts';
import { connect } from '#test/support/connect.ts';
import { PUBLIC_URL, senderTo } from '#test/support/demo-app.ts';
import { faults, lastHead, recordEvents, sealAll } from '#test/support/events.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { preparedCluster } from '#test/support/own-cluster.ts';
import { splitStatements } from '#test/support/sql-statements.ts';

// The section of docs/operate/upgrades.md, run from its first block to its last on two clusters, with people at work on blue.
const soon = { timeout: 60_000, interval: 100 };
const settings = { wal_level: 'logical', max_connections: '100' };
/** An application's own: a sequence, and no protection. */
const TICKETS = `create table app.tickets (number bigint generated always as identity primary key, subject text not null);
  grant select on app.tickets to rowseal_user`;

const blue = await preparedCluster(['rowseal'], { settings });
// A cluster of its own: copies of one image are one cluster to PostgreSQL.
const green = await startEmbedded({ ...BINARIES, settings });
afterAll(() => Promise.all([blue.stop(), green.stop()]));

/** The blocks of the section, each with where it is run and in which language. */
const page = await readFile('docs/operate/upgrades.md', 'utf8');
const section = page.slice(page.indexOf('## Blue and green'));
const BLOCKS = [...section.matchAll(/^```(\w+)\n(?:--|#) (on [^\n]*)\n(.*?)^```/gms)].map(
  ([, language = '', where = '', text = '']) => ({ language, where, text }),
);
let at = 0;

const admins = { blue: connect(blue.url('rowseal')), green: undefined as postgres.Sql | undefined };
const onGreen = () => {
  admins.green ??= connect(green.url('rowseal'), { max: 1 });
  return admins.green;
};
afterAll(() => Promise.all([admins.blue.end(), admins.green?.end()]));
const environment = (cluster: Embedded) => ({
  DATABASE_URL: cluster.url('rowseal'),
  ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
});

async function command(cluster: Embedded, line: string): Promise<void> {
  const args = line.replace('npx rowseal ', '').split(' ');
  const { code, output } = await runCommand(environment(cluster), ...args);
  // A demo is no installation that was set up with care.
  if (!['doctor', 'findings'].includes(args[0] ?? '')) expect(code, `${line}\n${output}`).toBe(0);
  expect(output, line).not.toMatch(/^rowseal: |fails +recovery/m);
}

/** Runs the next block, which has to hold a text, where it says. What it prints for green is run there. */
async function step(part: string): Promise<Record<string, unknown>[]> {
  const { language, where, text } = BLOCKS[at++] ?? { language: '', where: '', text: '' };
  expect(text).toContain(part);
  if (language === 'sh') {
    for (const line of text.trim().split('\n')) await command(where.includes('blue') ? blue : green, line);
    return [];
  }
  const sql = where.startsWith('on blue') ? admins.blue : onGreen();
  let rows: Record<string, unknown>[] = [];
  for (const statement of splitStatements(
    text.replace(/connection '.*'$/m, `connection 'host=${blue.socketDir} dbname=rowseal user=rowseal_copy'`),
  ))
    rows = await sql.unsafe(statement.text);
  if (where.includes('prints')) for (const row of rows) await onGreen().unsafe(String(Object.values(row)[0]));
  return rows;
}

async function serverAt(doors: Doors) {
  const app = await buildApp({
    ...doors,
    graphql: false,
    masterKey: TEST_MASTER_KEY,
    publicUrl: PUBLIC_URL,
    development: false,
    logLevel: 'silent',
    isLagging: () => false,
  });
  afterAll(() => app.close());
  const send = senderTo(app);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}`, 'x-rowseal-workspace': 'acme' });
  const post = (url: string, payload: object, headers = {}) => send({ method: 'POST', url, payload, headers });
  return {
    logIn: async (email = 'owner@acme.test') =>
      (await post('/v1/auth/token', { provider: 'password', transport: 'body', email, password: DEMO_PASSWORD })).body,
    refresh: (token: string) => post('/v1/auth/refresh', { refresh_token: token }),
    logOut: (token: string) => post('/v1/auth/logout', { refresh_token: token }),
    forget: (email: string) => post('/v1/auth/password/forgot', { email }),
    me: async (token: string) => {
      const { status, body } = await send({ url: '/v1/me', headers: bearer(token) });
      return status === 200 ? 'served' : body.code;
    },
    makeToken: async (access: string) => {
      const expires_at = new Date(Date.now() + 86_400_000).toISOString();
      return (await post('/v1/tokens', { name: 'script', expires_at }, bearer(access))).body;
    },
    endToken: (access: string, id: string) =>
      send({ method: 'DELETE', url: `/v1/tokens/${id}`, headers: bearer(access) }),
  };
}

const doors = await install({ adminUrl: blue.url('rowseal'), masterKey: TEST_MASTER_KEY });
await installDemo(blue.url('rowseal'));
await seedDemo(blue.url('rowseal'), doors);
await admins.blue.unsafe(TICKETS);
await admins.blue`insert into app.tickets (subject) select 'Ticket ' || n from generate_series(1, 5) as n`;
const old = await serverAt(doors);

/** Who is signed in on blue, and what was revoked there, before it is copied and after. */
let before: Awaited<ReturnType<typeof people>>;
let meanwhile: Awaited<ReturnType<typeof people>>;
let blueHead = '';

async function people() {
  const living = await old.logIn();
  const ended = await old.logIn('member@acme.test');
  const rotated = await old.logIn('viewer@acme.test');
  const successor = (await old.refresh(rotated.refresh_token)).body;
  const token = await old.makeToken(living.access_token);
  const endedToken = await old.makeToken(living.access_token);
  return { living, ended, successor, token, endedToken };
}

async function revoke({ living, ended, endedToken }: Awaited<ReturnType<typeof people>>): Promise<void> {
  expect((await old.logOut(ended.refresh_token)).status).toBe(204);
  expect((await old.endToken(living.access_token, endedToken.id)).status).toBe(204);
}

describe('green, beside blue', () => {
  test('is prepared, and copies everything while blue serves', async () => {
    before = await people();
    await oldMonth();
    await sealAll(admins.blue);
    expect(await step('lacks_a_key')).toEqual([]);
    await step('create publication');
    await ensureDatabase(green.url(), 'rowseal');
    await step('npx rowseal migrate');
    await installDemo(green.url('rowseal'));
    await onGreen().unsafe(TICKETS);
    await step('create table if not exists');
    await step('create subscription');
    await copied();
    await step('analyze');
  });

  test('follows what is changed on blue', async () => {
    await revoke(before);
    meanwhile = await people();
    await revoke(meanwhile);
    await admins.blue`insert into app.tickets (subject) values ('Ticket 6')`;
    await admins.blue`update rowseal.users set name = 'Renamed' where email = 'viewer@acme.test'`;
    expect((await old.forget('owner@acme.test')).status).toBe(202);
    await sealAll(admins.blue);
    blueHead = await lastHead(admins.blue);
  });
});

describe('the switch', () => {
  test('leaves nothing behind: every row is the same on both, each sequence goes on, and blue only reads', async () => {
    await step('npx rowseal maintenance on');
    const wait = BLOCKS[at]?.text ?? '';
    const withoutSlot = admins.blue.unsafe(wait.replace("slot_name = 'rowseal_green'", "slot_name = 'gone'"));
    await expect(withoutSlot).rejects.toThrow('There is no slot');
    await step('confirmed_flush_lsn');
    const text = BLOCKS[at]?.text ?? '';
    const onBlue = await step('digest');
    const rowsOnGreen = await onGreen().unsafe(text);
    const own = ['rowseal_private.known_place', 'rowseal_private.reading_servers'];
    const differing = onBlue.filter(
      (row, n) => !own.includes(String(row['name'])) && JSON.stringify(row) !== JSON.stringify(rowsOnGreen[n]),
    );
    expect(differing).toEqual([]);
    expect(onBlue.find(({ name }) => name === 'app.notes')?.['n']).not.toBe('0');
    await step('setval');
    expect((await old.refresh(before.living.refresh_token)).body.code).toBe('maintenance');
  });

  test('signs nobody out: sessions, tokens and access tokens of blue go on, and nothing that was revoked', async () => {
    const early = await serverAt(doorsOf(green));
    expect(await early.me(before.living.access_token)).toBe('recovery_needed');
    await step('drop subscription');
    await step('npx rowseal recover --nothing-lost');
    const fresh = await serverAt(doorsOf(green));
    // Maintenance has come along with the rest.
    expect(await fresh.me(before.living.access_token)).toBe('served');
    expect((await fresh.refresh(before.living.refresh_token)).body.code).toBe('maintenance');
    await step('npx rowseal maintenance off');
    for (const { living, ended, successor, token, endedToken } of [before, meanwhile]) {
      expect(await fresh.me(living.access_token)).toBe('served');
      expect(await fresh.me(token.token)).toBe('served');
      expect((await fresh.refresh(living.refresh_token)).status).toBe(200);
      expect((await fresh.refresh(successor.refresh_token)).status).toBe(200);
      expect((await fresh.refresh(ended.refresh_token)).status).toBe(401);
      expect(await fresh.me(ended.access_token)).toBe('session_ended');
      expect(await fresh.me(endedToken.token)).toBe('invalid_token');
    }
  });

  test('lets green take what is new: logins, tokens, rows whose number a sequence gives, and jobs', async () => {
    const fresh = await serverAt(doorsOf(green));
    const { access_token } = await fresh.logIn('member@acme.test');
    expect((await fresh.makeToken(access_token)).token).toContain('rsp_');
    const [ticket] = await onGreen()`insert into app.tickets (subject) values ('Ticket 7') returning number`;
    expect(ticket?.['number']).toBe('7');
    expect((await fresh.forget('member@acme.test')).status).toBe(202);
    const mailed: unknown[] = [];
    const worker = await startWorker(doorsOf(green).workerUrl, TEST_MASTER_KEY, () => {}, {
      mail: async (payload) => void mailed.push(payload),
    });
    afterAll(() => worker.stop());
    // The first was asked for on blue.
    await expect.poll(() => mailed.length, soon).toBe(2);
  });

  test('keeps the chain of audit events, and a head of blue is found in it', async () => {
    await sealAll(onGreen());
    expect(await faults(onGreen(), blueHead)).toEqual([]);
    expect((await onGreen()`select count(distinct segment)::int as n from rowseal_private.event_batches`)[0]).toEqual({
      n: 2,
    });
    // The control: an event that is changed is found.
    await onGreen()`update rowseal_private.audit_events set details = '{"n": 2}' where details = '{"n": 1}'`;
    expect(await faults(onGreen(), blueHead)).not.toEqual([]);
  });

  test('ends with nothing of it left on blue, where nobody writes', async () => {
    await step('drop publication');
    expect(at).toBe(BLOCKS.length);
    expect(await admins.blue`select from pg_replication_slots`).toHaveLength(0);
    expect((await old.refresh(before.living.refresh_token)).body.code).toBe('maintenance');
  });
});

/** Waits until everything was copied. */
async function copied(): Promise<void> {
  const here = at;
  const left = () => {
    at = here;
    return step('table_not_copied');
  };
  await expect.poll(left, soon).toEqual([]);
}

/** The doors of a cluster, under the passwords that the master key gives. */
const doorsOf = (cluster: Embedded): Doors => doorUrls(cluster.url('rowseal'), TEST_MASTER_KEY);

/** A month that green has no partition for, and an event in it. */
async function oldMonth(): Promise<void> {
  await admins.blue.unsafe(`begin; set local role rowseal_owner;
    create table rowseal_private.audit_events_202601 partition of rowseal_private.audit_events
      for values from ('2026-01-01 00:00+00') to ('2026-02-01 00:00+00'); commit`);
  await admins.blue`
    insert into rowseal_private.audit_events (workspace_id, at, id, kind, details)
    values ('00000000-0000-0000-0000-000000000000', '2026-01-15', rowseal.uuidv7(), 'tested', '{}')`;
  await recordEvents(admins.blue, [{ details: { n: 1 } }]);
}
