import { describe, expect, onTestFinished, test } from 'vitest';
import { openGateway } from '#server/database/gateway.ts';
import { parseUrl } from '#server/database/url.ts';
import { closeAfterFile } from '#test/support/closing.ts';
import { demoApp, serverOn } from '#test/support/demo-app.ts';
import { recordEvents, sealAll } from '#test/support/events.ts';
import { createPerson } from '#test/support/people.ts';
import { PGBOUNCER, startPgBouncer } from '#test/support/pgbouncer.ts';
import { CONNECTIONS, lastAnswers, type Opened, sessionsOf, TRIALS } from '#test/support/revocation-trials.ts';
import { type Listener, listen, portOf } from '#test/support/streams.ts';

/** Streams that are open at once. */
const STREAMS = 100;

const world = await demoApp();
const { db } = world;
const apps = [world.app, ...(await pooledApp())];
const urls = await Promise.all(apps.map(async (app) => `http://127.0.0.1:${await portOf(app)}`));
const [owner] = await db.admin<{ id: string; workspace: string }[]>`
  select account.id, workspace.id as workspace from rowseal.users as account, rowseal.workspaces as workspace
   where account.email = 'owner@acme.test' and workspace.slug = 'acme'`;
const sessions = await sessionsOf(db.admin, db.issuerUrl, owner?.id ?? '');

/** A second server, behind a pooler where there is one: there a caller enters by a statement before the request's own. */
async function pooledApp() {
  const sockets = parseUrl(db.adminUrl).hosts[0]?.address ?? '';
  if (!PGBOUNCER || !sockets.startsWith('/')) return [];
  const pooler = await startPgBouncer(sockets, 10);
  closeAfterFile(() => pooler.stop());
  const over = (url: string) => {
    const { user, database } = parseUrl(url);
    return `postgres://${user}@127.0.0.1:${pooler.port}/${database}?sslmode=disable`;
  };
  return [(await serverOn({ ...db, gatewayUrl: over(db.gatewayUrl), issuerUrl: over(db.issuerUrl) })).app];
}

async function twoSessions(): Promise<[Opened, Opened]> {
  const two: Opened[] = [];
  for await (const session of sessions(2)) two.push(session);
  return two as [Opened, Opened];
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}`, 'x-rowseal-workspace': 'acme' });
const anywhere = () => urls[Math.floor(Math.random() * urls.length)] ?? '';
const ALL_TITLES = '{ allNotes { nodes { title } } }';
const NOTES = JSON.stringify({ query: '{ allNotes(first: 1) { nodes { title } } }' });

async function ask(path: string, request: RequestInit): Promise<{ status: number; body: string }> {
  const answer = await fetch(`${anywhere()}${path}`, request);
  return { status: answer.status, body: await answer.text() };
}

/** Uses a credential, by REST or by GraphQL. */
const use = (token: string, n: number) =>
  n % 2 === 0
    ? ask('/v1/me', { headers: bearer(token) })
    : ask('/graphql', {
        method: 'POST',
        headers: { ...bearer(token), 'content-type': 'application/json' },
        body: NOTES,
      });

async function logOut({ refresh }: Opened): Promise<number> {
  const answer = await ask('/v1/auth/logout', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refresh_token: refresh }),
  });
  return answer.status;
}

/** What each connection was answered to its first request that began after the answer to the revocation. */
const hammered = (token: string, revoke: () => Promise<number>) =>
  lastAnswers(async (connection) => {
    const { status, body } = await use(token, connection);
    // 429: many tokens that are no more have come from here.
    if (![200, 401, 429].includes(status)) throw new Error(`${status} ${body}`);
    return status;
  }, revoke);

/** Its function is run when a statement is planned, and refuses who has not entered. */
const POLICY_FOR_WHO_ENTERED = `
  create or replace function app.me() returns uuid language plpgsql stable as $$
  begin
    perform rowseal.require_scope('notes:read'), pg_advisory_xact_lock_shared(77);
    return rowseal.user_id();
  end $$;
  grant execute on function app.me() to rowseal_user;
  drop policy if exists own on app.notes;
  create policy own on app.notes as restrictive for select using (author_id = app.me())`;

const REFUSED = Array(CONNECTIONS).fill(401);

describe('no request that begins after a revocation was answered succeeds', () => {
  test(`${TRIALS} times, while ${CONNECTIONS} connections go on: sessions that are signed out or ended from elsewhere, and tokens`, async () => {
    let trials = 0;
    let elsewhere: Opened | undefined;
    for await (const session of sessions(TRIALS)) {
      // Every hundredth is the one from which the others are ended.
      if (trials++ % 100 === 0 || !elsewhere) {
        elsewhere = session;
        continue;
      }
      const { access } = elsewhere;
      const end = async (path: string) => (await ask(path, { method: 'DELETE', headers: bearer(access) })).status;
      if (trials % 3 === 0) {
        const made = await ask('/v1/tokens', {
          method: 'POST',
          headers: { ...bearer(access), 'content-type': 'application/json' },
          body: JSON.stringify({ name: 'a trial', expires_at: new Date(Date.now() + 3_600_000).toISOString() }),
        });
        const { id, token } = JSON.parse(made.body) as { id: string; token: string };
        const answers = await hammered(token, () => end(`/v1/tokens/${id}`));
        expect(answers.map((status) => (status === 429 ? 401 : status))).toEqual(REFUSED);
      } else if (trials % 3 === 1) {
        expect(await hammered(session.access, () => end(`/v1/auth/sessions/${session.id}`))).toEqual(REFUSED);
      } else expect(await hammered(session.access, () => logOut(session))).toEqual(REFUSED);
    }
    console.log(`${trials} trials`);
  }, 7_200_000);

  test('the control: who goes on with another session is served', async () => {
    const [kept, ended] = await twoSessions();
    expect(await hammered(kept.access, () => logOut(ended))).toEqual(Array(CONNECTIONS).fill(200));
  });
});

describe.each(apps.map((app, place) => [place === 0 ? 'direct' : 'pooled', app] as const))(
  'over a %s connection',
  (_, app) => {
    test('what a request reads is no newer than what its caller was checked against', async () => {
      const read = async (token: string) =>
        (await app.inject({ method: 'POST', url: '/graphql', headers: bearer(token), payload: { query: ALL_TITLES } }))
          .body;
      const [caller, other] = await twoSessions();
      // By now a pooler has shown whether statements may have names.
      for (let n = 0; n < 5; n++) await Promise.all(Array.from({ length: 10 }, () => read(caller.access)));
      const title = crypto.randomUUID();
      let answer: Promise<string> | undefined;
      await db.admin.begin(async (sql) => {
        await sql`lock table app.notes in access exclusive mode`;
        answer = read(caller.access);
        const waiting = () => sql`select from pg_locks where relation = 'app.notes'::regclass and not granted`;
        await expect.poll(async () => (await waiting()).length, { timeout: 30_000 }).toBe(1);
        expect(await logOut(caller)).toBe(204);
        await sql`
        insert into app.notes (workspace_id, author_id, title)
        values (${owner?.workspace ?? ''}, ${owner?.id ?? ''}, ${title})`;
      });
      expect(await answer).not.toContain(title);
      // The control: who is checked afterwards reads it.
      expect(await read(other.access)).toContain(title);
    });
  },
);

describe('what a request reads is no newer than what its caller was checked against either', () => {
  const statement = { name: 'titles', text: 'select title from app.notes', values: [] };
  const lockNotes = 'lock table app.notes in access exclusive mode';
  test.each([
    ['where the backend has lost the name of its statement', 'deallocate all', lockNotes],
    ['where its statement is planned for those alone who have entered', 'select', 'select pg_advisory_xact_lock(77)'],
  ])('%s', async (_, before, lock) => {
    await db.admin.unsafe(POLICY_FOR_WHO_ENTERED);
    const { entry } = await createPerson(db.admin, 'acme', 'owner');
    const gateway = openGateway(db.gatewayUrl, { max: 1 });
    onTestFinished(() => gateway.close());
    const read = () =>
      gateway.query({ ...entry }, statement).then(
        ({ rows }) => JSON.stringify(rows),
        ({ code }) => code,
      );
    for (let n = 0; n < 2; n++) expect(await read()).toBe('[]');
    await gateway.query({ ...entry }, { text: before, values: [] });
    let answer: Promise<string> | undefined;
    await db.admin.begin(async (sql) => {
      await sql.unsafe(lock);
      answer = read();
      const waiting = () =>
        sql`select from pg_locks where database = (select oid from pg_database where datname = ${db.name}) and not granted`;
      await expect.poll(async () => (await waiting()).length, { timeout: 30_000 }).toBe(1);
      await db.admin`select rowseal_private.revoke_session(${entry.sub}, ${entry.sid}, 'signed_out')`;
      await sql`insert into app.notes (workspace_id, author_id, title) values (${owner?.workspace ?? ''}, ${owner?.id ?? ''}, 'later')`;
    });
    expect(await answer).toBe('RS002');
    expect(await read()).toBe('RS002');
  });
});

test(`no stream tells what happens after the answer to a revocation, ${TRIALS} times, and none begins`, async () => {
  await sealAll(db.admin);
  // The control hears all of them.
  await db.admin`update rowseal_private.settings set access_token_lifetime = '1 hour'`;
  let isOver = false;
  onTestFinished(() => {
    isOver = true;
  });
  // As the worker does: what is being written meanwhile is not passed over.
  const sealing = (async () => {
    while (!isOver) await db.admin`select rowseal_private.seal_events()`;
  })();
  const watched = await listen(apps[0] as (typeof apps)[number], {
    token: await world.token('owner@acme.test'),
    workspace: 'acme',
  });
  const all: string[] = [];
  const trial = async (session: Opened, listener: Listener) => {
    expect(await logOut(session)).toBe(204);
    const [id = ''] = await recordEvents(db.admin, [{ workspaceId: owner?.workspace ?? '', kind: 'tested' }]);
    all.push(id);
    const late = await listen(apps.at(-1) as (typeof apps)[number], { token: session.access, workspace: 'acme' });
    expect([(await late.closed).reason, late.heard]).toEqual(['session_ended', []]);
    // Or the check of a second was late, on a busy machine.
    expect(['session_ended', 'unavailable']).toContain((await listener.closed).reason);
    expect(listener.heard.map(({ event }) => event?.rowId)).not.toContain(id);
  };
  let batch: Promise<void>[] = [];
  let opened = 0;
  for await (const session of sessions(TRIALS)) {
    const app = apps[opened++ % apps.length] as (typeof apps)[number];
    const listener = await listen(app, { token: session.access, workspace: 'acme' });
    expect(listener.heard.length).toBeGreaterThan(0);
    batch.push(trial(session, listener));
    if (batch.length === STREAMS) {
      await Promise.all(batch);
      batch = [];
    }
  }
  await Promise.all(batch);
  await sealAll(db.admin);
  // The control: who was not shut out was told each of them.
  await watched.until(({ heard }) => heard.length > all.length);
  expect(watched.heard.flatMap(({ event }) => (event?.kind === 'tested' ? [event.rowId] : [])).sort()).toEqual(
    all.sort(),
  );
  watched.close();
  isOver = true;
  await sealing;
  console.log(`${opened} trials of streams`);
}, 7_200_000);
