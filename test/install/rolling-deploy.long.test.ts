import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { VERSION } from '#server/manifest.ts';
import { connect } from '#test/support/connect.ts';
import { ownCluster } from '#test/support/own-cluster.ts';
import { makeOwner } from '#test/support/owner-installer.ts';
import { runnableCopy } from '#test/support/package-copy.ts';
import { freePort, type Run, ready, startRowseal } from '#test/support/rowseal-process.ts';

// Processes of this version and of later ones, on one database, as in a deploy that replaces one server after the other.
const FUNCTION = 'db/functions/scopes/is_scope.sql';
const next = await runnableCopy({ version: '99.0.0' });
await next.edit(FUNCTION, (sql) => `${sql}\ncomment on function rowseal.is_scope(text) is 'as 99.0.0 has it';\n`);
await next.edit(
  'migrations/current/999-column.sql',
  () => 'alter table rowseal.workspaces add column if not exists colour text;\n',
);
const breaking = await runnableCopy({ version: '100.0.0', contract: 9, oldestContract: 9 });
await breaking.edit(
  'migrations/current/999-column.sql',
  () => 'alter table rowseal.workspaces add column if not exists colour text;\n',
);

const cluster = await ownCluster();
const root = connect(cluster.url());
const running = new Set<Run>();
afterAll(async () => {
  for (const run of running) run.process.kill('SIGKILL');
  await Promise.all([...running].map(({ exited }) => exited));
  await root.end();
  await cluster.stop();
});
await root`create database app`;
const admin = connect(cluster.url('app'));
afterAll(() => admin.end());

const withAdministrator = { DATABASE_URL: cluster.url('app') };
const bare = `postgres://localhost/app?host=${encodeURIComponent(cluster.socketDir)}`;
const withDoors = { ROWSEAL_GATEWAY_URL: bare, ROWSEAL_ISSUER_URL: bare, ROWSEAL_WORKER_URL: bare };
const ROWSEAL_MASTER_KEY = randomBytes(32).toString('base64');
const common = {
  ROWSEAL_MASTER_KEY,
  ROWSEAL_RATE_LIMIT: '0',
  ROWSEAL_PUBLIC_URL: 'http://rowseal.test',
  HOST: '127.0.0.1',
};

function run(env: Record<string, string>, args: string[], main?: string): Run {
  const started = startRowseal({ ...common, ...env }, args, '/', main);
  running.add(started);
  return started;
}

/** A server, once it is ready. */
async function serve(env: Record<string, string>, main?: string, ...args: string[]) {
  const port = await freePort();
  const started = run({ ...env, PORT: port }, args, main);
  await ready(started);
  const post = async (to: string, body: object, token?: string) => {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (token) Object.assign(headers, { authorization: `Bearer ${token}`, 'x-rowseal-workspace': 'acme' });
    const answer = await fetch(`http://127.0.0.1:${port}${to}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
  };
  return {
    post,
    output: started.output,
    logIn: (email = 'member@acme.test') =>
      post('/v1/auth/token', { provider: 'password', transport: 'body', email, password: DEMO_PASSWORD }),
    refresh: (refresh_token: string) => post('/v1/auth/refresh', { refresh_token }),
    notes: (token: string) => post('/graphql', { query: '{ allNotes(first: 1) { nodes { title } } }' }, token),
    stop: async () => {
      started.process.kill('SIGTERM');
      await started.exited;
    },
  };
}
type Server = Awaited<ReturnType<typeof serve>>;

async function ended(env: Record<string, string>, args: string[], main?: string) {
  const started = run(env, args, main);
  return { code: await started.exited, output: started.output().trim() };
}

const isNew = async () => {
  const [found] = await admin`
    select obj_description('rowseal.is_scope(text)'::regprocedure, 'pg_proc') = 'as 99.0.0 has it' as here,
           exists (select from information_schema.columns where table_schema = 'rowseal' and column_name = 'colour') as column`;
  return found?.['here'] === true && found?.['column'] === true;
};

/** Uses a server until it is told to stop; the statuses that it answered with. */
function useOf(server: Server): () => Promise<Set<number>> {
  const statuses = new Set<number>();
  let isOver = false;
  const using = (async () => {
    while (!isOver) {
      const first = await server.logIn();
      const second = await server.refresh(first.body.refresh_token ?? 'none');
      const notes = second.body.access_token ? await server.notes(second.body.access_token) : undefined;
      for (const answer of [first, first.status === 200 ? second : undefined, notes])
        if (answer) statuses.add(answer.status);
      await sleep(20);
    }
  })();
  return async () => {
    isOver = true;
    await using;
    return statuses;
  };
}

const MINUTES = 600_000;
let older: Server;
let newer: Server;

test(
  'a newer server installs while an older one serves, which only ever asks to be asked again',
  async () => {
    older = await serve(withAdministrator, undefined, '--demo=on');
    expect(await isNew()).toBe(false);
    const stopUsing = useOf(older);
    newer = await serve(withAdministrator, next.main);
    expect(await isNew()).toBe(true);
    // A statement that waits for the upgrade longer than statements may is 503, with Retry-After.
    expect([...(await stopUsing())].filter((status) => status !== 503)).toEqual([200]);
  },
  MINUTES,
);

test(
  'both serve: what one issues, the other takes, renews and ends',
  async () => {
    for (const [here, there] of [
      [older, newer],
      [newer, older],
    ] as const) {
      const first = await here.logIn();
      expect(first.status).toBe(200);
      const second = await there.refresh(first.body.refresh_token);
      const third = await here.refresh(second.body.refresh_token);
      const token = third.body.access_token;
      for (const server of [here, there]) expect((await server.notes(token)).body.data.allNotes.nodes).toHaveLength(1);
      expect((await there.post('/v1/auth/logout', { refresh_token: third.body.refresh_token })).status).toBe(204);
      expect((await here.notes(token)).status).toBe(401);
    }
  },
  MINUTES,
);

test.each([
  ['an administrator’s URL', withAdministrator],
  ['the doors’ URLs alone', withDoors],
])(
  'an older server that starts with %s takes nothing back, says so, and serves',
  async (_, env) => {
    const again = await serve(env);
    expect(again.output()).toMatch(/Rowseal 99\.0\.0 is installed in the database; this server, .*, keeps using it/);
    expect((await again.logIn()).status).toBe(200);
    await again.stop();
    expect(await isNew()).toBe(true);
  },
  MINUTES,
);

test(
  'an older `rowseal migrate` takes nothing back',
  async () => {
    expect(await ended(withAdministrator, ['migrate'])).toMatchObject({
      code: 0,
      output: expect.stringMatching(/Rowseal 99\.0\.0 is installed, and was kept$/),
    });
    expect(await isNew()).toBe(true);
  },
  MINUTES,
);

test(
  'a newer server that needs a newer database, and may not install it, says what to run',
  async () => {
    const sentence =
      /Rowseal 99\.0\.0 is installed in the database, and 100\.0\.0 needs a newer one: run rowseal migrate$/;
    const soon = { ROWSEAL_WAIT_SECONDS: '0', PORT: await freePort() };
    expect(await ended({ ...withDoors, ...soon }, [], breaking.main)).toMatchObject({
      code: 1,
      output: expect.stringMatching(sentence),
    });
    // Somebody who owns another database, and nothing of this one.
    await makeOwner(root, cluster.url(), { name: 'stranger', database: 'elsewhere' });
    const rightless = { DATABASE_URL: cluster.url('app', 'stranger'), ...withDoors, ...soon };
    const { code, output } = await ended(rightless, [], breaking.main);
    expect(code).toBe(1);
    expect(output).toMatch(/install: .*may not install Rowseal here/);
    expect(output).toMatch(sentence);
    expect((await older.logIn()).status, 'and nothing was changed').toBe(200);
  },
  MINUTES,
);

test(
  'an older server is refused with a sentence, once the database does not serve its contract any more',
  async () => {
    expect(await ended(withAdministrator, ['migrate'], breaking.main)).toMatchObject({
      code: 0,
      output: expect.stringMatching(/Rowseal 100\.0\.0 is installed: /),
    });
    const sentence = new RegExp(
      `Rowseal 100\\.0\\.0 is installed in the database and no longer serves ${VERSION.replaceAll('.', '\\.')}: use 100\\.0\\.0`,
    );
    for (const env of [withAdministrator, withDoors])
      expect(await ended({ ...env, PORT: await freePort() }, [])).toMatchObject({
        code: 1,
        output: expect.stringMatching(sentence),
      });
  },
  MINUTES,
);
