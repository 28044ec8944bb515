import { setTimeout as sleep } from 'node:timers/promises';
import { createLocalJWKSet } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { openWorkspaces } from '#server/adapters/pg.ts';
import { startWorker } from '#server/worker/worker.ts';
import { oauthClient, tokensOf } from '#test/support/api-oauth.ts';
import { runCommand } from '#test/support/command.ts';
import { connect } from '#test/support/connect.ts';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';

// What every operation of REST answers meanwhile: documented-errors.test.ts.
const world = await demoApp();
const { db, send } = world;
const env = { DATABASE_URL: db.adminUrl, ROWSEAL_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64') };
const keys = createLocalJWKSet((await send({ url: '/v1/jwks.json' })).body);

const NOTES = '{ allNotes(first: 1) { nodes { id } } }';
const WRITE = 'mutation { createNote(input: { note: { title: "x" } }) { note { id } } }';
const acme = (token: string) => ({ token, workspace: 'acme' });
const inBody = { transport: 'body' };
const refresh = (token: string) => send({ method: 'POST', url: '/v1/auth/refresh', payload: { refresh_token: token } });
const change = (token: string) =>
  send({ method: 'PATCH', url: '/v1/me', headers: { authorization: `Bearer ${token}` }, payload: { name: 'Ada' } });

/** Maintenance mode, until the test has finished; every server knows. */
async function maintained(token: string, ...flags: string[]): Promise<string> {
  onTestFinished(async () => void (await runCommand(env, 'maintenance', 'off')));
  const { code, output } = await runCommand(env, 'maintenance', 'on', ...flags);
  expect(code, output).toBe(0);
  // Refused at once, and within a second by its name.
  expect((await change(token)).status).toBe(503);
  await expect.poll(async () => (await change(token)).body.code).toBe('maintenance');
  return output;
}

test('people enter and read through every door, and what writes is told when to try again', async () => {
  const { access_token: token, refresh_token: first } = (await world.logIn('owner@acme.test', inBody)).body;
  const script = (
    await send({
      method: 'POST',
      url: '/v1/tokens',
      headers: { authorization: `Bearer ${token}`, 'x-rowseal-workspace': 'acme' },
      payload: { name: 'script', expires_at: new Date(Date.now() + 86_400_000).toISOString() },
    })
  ).body.token;
  const pool = openWorkspaces({ databaseUrl: db.gatewayUrl, issuer: PUBLIC_URL, keys });
  onTestFinished(() => pool.close());
  const own = (text: string) => pool.withWorkspace(token, 'acme', async (tx) => (await tx.query(text)).rows);

  expect(await maintained(token, '--retry-after', '40')).toBe(
    'Requests only read from now on; no transaction that began before is open; no worker is at work',
  );
  expect((await change(token)).headers['retry-after']).toBe('40');
  for (const credential of [token, script]) {
    expect((await world.me(credential)).status).toBe(200);
    expect((await world.graphql(NOTES, acme(credential))).body.data.allNotes.nodes).toHaveLength(1);
    const { errors } = (await world.graphql(WRITE, acme(credential))).body;
    expect(errors[0].extensions).toMatchObject({ code: 'maintenance', retryAfter: 40 });
  }
  expect(await own('select id from app.notes limit 1')).toHaveLength(1);
  await expect(own(`insert into app.notes (title) values ('x')`)).rejects.toMatchObject({ code: '25006' });
  const oauth = await send({
    method: 'POST',
    url: '/v1/oauth/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'grant_type=authorization_code&code=rsc_x&client_id=app_x',
  });
  expect([oauth.status, oauth.body.error, oauth.headers['retry-after']]).toEqual([
    503,
    'temporarily_unavailable',
    '40',
  ]);
  expect((await send({ url: '/sign-in', headers: { accept: 'text/html' } })).status).toBe(200);
  expect((await send({ url: '/readyz' })).status).toBe(200);
  expect((await refresh(first)).body.code).toBe('maintenance');

  expect(await runCommand(env, 'maintenance', 'off')).toEqual({ code: 0, output: 'Requests write again' });
  expect((await change(token)).status).toBe(204);
  // What was refused has used nothing up.
  expect((await refresh(first)).status).toBe(200);
});

test('a grant reads on, and is neither refreshed nor used up', async () => {
  const client = await oauthClient(db.admin);
  const form = (url: string, payload: Record<string, string>) =>
    send({
      method: 'POST',
      url,
      headers: { authorization: client.authorization, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(payload).toString(),
    });
  const { refresh_token: session } = (await world.logIn('owner@acme.test', inBody)).body;
  const granted = tokensOf(await form('/v1/oauth/token', await client.redemption(session)));
  const again = { grant_type: 'refresh_token', refresh_token: granted.refreshToken };
  await maintained(await world.token('owner@acme.test'));
  expect((await form('/v1/oauth/introspect', { token: granted.accessToken })).body.active).toBe(true);
  const refused = await form('/v1/oauth/token', again);
  expect([refused.status, refused.body.error]).toEqual([503, 'temporarily_unavailable']);
  await runCommand(env, 'maintenance', 'off');
  expect((await form('/v1/oauth/token', again)).status).toBe(200);
});

test('nobody learns by a login whether a password is right', async () => {
  await maintained(await world.token('owner@acme.test'));
  const [right, wrong, unknown] = await Promise.all([
    world.logIn('owner@acme.test'),
    world.logIn('owner@acme.test', {}, 'another password altogether'),
    world.logIn('nobody@acme.test', {}, DEMO_PASSWORD),
  ]);
  const shown = (answer: typeof right) => ({ ...answer.body, status: answer.status, instance: undefined });
  expect(shown(right)).toMatchObject({ status: 503, code: 'maintenance' });
  expect([shown(wrong), shown(unknown)]).toEqual([shown(right), shown(right)]);
});

test('the worker rests, and does afterwards what waited', async () => {
  const done: unknown[] = [];
  const said: string[] = [];
  const tell = async (payload: unknown) => void done.push(payload);
  const worker = await startWorker(db.workerUrl, TEST_MASTER_KEY, (message) => said.push(message), { tell });
  onTestFinished(() => worker.stop());
  const add = (n: number) => db.admin.unsafe(`select graphile_worker_rowseal.add_job('tell', '{"n": ${n}}')`);
  await add(1);
  await expect.poll(() => done).toEqual([{ n: 1 }]);
  await db.admin`select rowseal_audit.set_maintenance(true)`;
  await expect.poll(() => said.join()).toContain('the worker rests');
  await expect.poll(worker.isReady).toBe(true);
  await add(2);
  // A worker that does not rest is notified of it, and has done it long since.
  await sleep(1000);
  expect(done).toEqual([{ n: 1 }]);
  await db.admin`select rowseal_audit.set_maintenance(false)`;
  await expect.poll(() => done).toEqual([{ n: 1 }, { n: 2 }]);
});

/** A worker with a job in hand, which ends when it is told to. */
async function workerWithJob(said: string[]) {
  const job = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const slow = async () => {
    begun.resolve();
    await job.promise;
    said.push('the job has ended');
  };
  const worker = await startWorker(db.workerUrl, TEST_MASTER_KEY, (message) => said.push(message), { slow });
  onTestFinished(() => worker.stop());
  onTestFinished(async () => void (await runCommand(env, 'maintenance', 'off')));
  onTestFinished(() => job.resolve());
  await db.admin.unsafe(`select graphile_worker_rowseal.add_job('slow', '{}')`);
  await begun.promise;
  return { endJob: job.resolve };
}
const workInHand = async () =>
  (await db.admin<{ work: string }[]>`select work from rowseal_audit.work_in_hand() as work`).map(({ work }) => work);

test('maintenance begins once the worker has ended the job in hand, and says that it rests', async () => {
  const said: string[] = [];
  const { endJob } = await workerWithJob(said);
  expect(await workInHand()).toEqual([
    expect.stringMatching(/^job \d+ \(slow\)$/),
    expect.stringMatching(/^worker of process \d+$/),
  ]);
  const begun = runCommand(env, 'maintenance', 'on').then(({ output }) => {
    said.push('the command has ended');
    return output;
  });
  await sleep(2000);
  expect(said).toEqual([]);
  endJob();
  expect(await begun).toContain('no worker is at work');
  expect(said).toEqual(['the job has ended', 'maintenance mode: the worker rests', 'the command has ended']);
  expect(await workInHand()).toEqual([]);
  await runCommand(env, 'maintenance', 'off');
  // The control: it is seen at work again.
  await expect.poll(workInHand).toEqual([expect.stringMatching(/^worker of process \d+$/)]);
});

test('maintenance begins once a transaction has ended that a worker began in the mode and gave up', async () => {
  const { endJob } = await workerWithJob([]);
  /** When the command last asked for something, as the database has it. */
  const askedFor = async (name: string) =>
    (
      await db.admin<{ at: string }[]>`
        select query_start::text as at from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and query like ${`%from rowseal_audit.${name}()%`}`
    ).map(({ at }) => at);
  const begun = runCommand(env, 'maintenance', 'on');
  // It has noted by then which transactions were open when the mode began.
  await expect.poll(() => askedFor('work_in_hand')).not.toEqual([]);
  const open = await db.admin.reserve();
  onTestFinished(() => open.release());
  await open`begin`;
  await open`select`;
  endJob();
  const asked = new Set<string>();
  const waiting = expect.poll(async () => {
    for (const at of await askedFor('open_transactions')) asked.add(at);
    return asked.size;
  });
  // Of a command that does not wait for it the answer would be there by the second time.
  const waits = waiting.toBeGreaterThan(3).then(() => 'it waits');
  expect(await Promise.race([waits, begun])).toBe('it waits');
  await open`commit`;
  expect((await begun).output).toBe(
    'Requests only read from now on; no transaction that began before is open; no worker is at work',
  );
});

test('a worker shows that it works before it asks whether it may: of it and an operator one sees the other', async () => {
  const worker = connect(db.workerUrl);
  onTestFinished(() => worker.end());
  const held = await db.admin.reserve();
  onTestFinished(() => held.release());
  await held`begin`;
  await held`lock table rowseal_private.settings in access exclusive mode`;
  const asking = worker`select graphile_worker_rowseal.show_work(true) as rest`.execute();
  await expect.poll(workInHand, { timeout: 10_000 }).toEqual([expect.stringMatching(/^worker of process \d+$/)]);
  await held`commit`;
  expect(await asking).toEqual([{ rest: null }]);
});

test('a job that does not end within the time is named', async () => {
  // Of a worker that was killed: nobody ends it.
  await db.admin.unsafe(`select graphile_worker_rowseal.add_job('orphan', '{}', job_key => 'orphan')`);
  await db.admin`update graphile_worker_rowseal._private_jobs set locked_at = now(), locked_by = 'gone' where key = 'orphan'`;
  onTestFinished(
    async () => void (await db.admin`delete from graphile_worker_rowseal._private_jobs where key = 'orphan'`),
  );
  onTestFinished(async () => void (await runCommand(env, 'maintenance', 'off')));
  expect((await runCommand(env, 'maintenance', 'on')).output).toMatch(
    /^Requests only read from now on; no transaction that began before is open; still at work: job \d+ \(orphan\)$/,
  );
});

test('a prepared transaction, which no session holds, may still write', async (context) => {
  const [setting] = await db.admin<{ most: string }[]>`select current_setting('max_prepared_transactions') as most`;
  if (setting?.most === '0') context.skip('max_prepared_transactions is 0');
  const open = () => db.admin`select id from rowseal_audit.open_transactions() as id where id like 'prepared %'`;
  expect(await open()).toEqual([]);
  await db.admin.begin(async (sql) => {
    await sql`create table public.prepared ()`;
    await sql.prepare('in maintenance');
  });
  onTestFinished(async () => void (await db.admin`rollback prepared 'in maintenance'`));
  expect(await open()).toEqual([{ id: 'prepared in maintenance' }]);
});

test('an operator is told what may still write, and what is no time to wait', async () => {
  const open = await db.admin.reserve();
  onTestFinished(() => open.release());
  await open`begin`;
  await open`select`;
  const waiting = runCommand(env, 'maintenance', 'on');
  await expect.poll(async () => (await db.admin`select rowseal_private.maintenance() as at`)[0]?.['at']).toBe(30);
  await open`commit`;
  expect((await waiting).output).toContain('no transaction that began before is open');
  expect((await runCommand(env, 'maintenance', 'off')).output).toBe('Requests write again');
  expect((await runCommand(env, 'maintenance', 'off')).output).toBe('Requests write, as before');
  for (const wrong of ['0', 'soon', '100000'])
    expect((await runCommand(env, 'maintenance', 'on', '--retry-after', wrong)).output).toContain('1 to 86400 seconds');
});
