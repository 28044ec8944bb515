import { describe, expect, onTestFinished, test } from 'vitest';
import { createAccessTokens } from '#server/credentials/access-tokens.ts';
import { openKeyStore } from '#server/credentials/key-store.ts';
import { openIssuer } from '#server/database/issuer.ts';
import type { SealedClaims } from '#server/database/sealed-claims.ts';
import { parseUrl } from '#server/database/url.ts';
import { firstRefreshToken } from '#test/bench/installation.ts';
import { closeAfterFile } from '#test/support/closing.ts';
import { demoApp, PUBLIC_URL, serverOn } from '#test/support/demo-app.ts';
import { recordEvents, sealAll } from '#test/support/events.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { PGBOUNCER, startPgBouncer } from '#test/support/pgbouncer.ts';
import { type Listener, listen, portOf } from '#test/support/streams.ts';

// How often, with ROWSEAL_LONG=1 (npm run test:long); a sample of them otherwise. Of standbys: replicas.test.ts.
const TRIALS = Number(process.env['ROWSEAL_TRIALS'] ?? (process.env['ROWSEAL_LONG'] === '1' ? 10_000 : 30));
const CONNECTIONS = 8;
/** Streams that are open at once. */
const STREAMS = 100;
/** Sessions that are opened at once: before their access tokens expire they have been used. */
const SESSIONS = 200;

const world = await demoApp();
const { db } = world;
const apps = [world.app, ...(await pooledApp())];
const urls = await Promise.all(apps.map(async (app) => `http://127.0.0.1:${await portOf(app)}`));
const [owner] = await db.admin<{ id: string; workspace: string }[]>`
  select account.id, workspace.id as workspace from rowseal.users as account, rowseal.workspaces as workspace
   where account.email = 'owner@acme.test' and workspace.slug = 'acme'`;
const issuer = openIssuer(db.issuerUrl, TEST_MASTER_KEY, { max: 1 });
const keys = await openKeyStore(issuer, TEST_MASTER_KEY);
const tokens = createAccessTokens(keys, issuer.clock, PUBLIC_URL);
closeAfterFile(async () => {
  keys.close();
  await issuer.close();
});

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

interface Opened {
  id: string;
  access: string;
  refresh: string;
}

/** Opens sessions of the owner of acme, one after the other as they are asked for. */
async function* sessions(count: number): AsyncGenerator<Opened, void> {
  for (let left = count; left > 0; left -= SESSIONS) {
    const rows = await db.admin<(Omit<SealedClaims, 'exp'> & { exp: string; secret: Buffer })[]>`
      select opened.*, made.secret
        from generate_series(1, ${Math.min(left, SESSIONS)}::integer) as n
       cross join lateral (select rowseal_private.random_bytes(32 + 0 * n) as secret offset 0) as made
       cross join lateral rowseal_private.open_session(
               ${owner?.id ?? ''}, null, null, null, 'trials',
               refresh_digest => sha256(made.secret), proofs => jsonb_build_object('password', now())
             ) as opened`;
    const iat = Math.floor(issuer.clock.now() / 1000);
    for (const { secret, exp, ...claims } of rows)
      yield {
        id: claims.sid,
        access: await tokens.sign({ ...claims, exp: Number(exp), iat }),
        refresh: firstRefreshToken(claims.sub, claims.sid, secret),
      };
  }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}`, 'x-rowseal-workspace': 'acme' });
const anywhere = () => urls[Math.floor(Math.random() * urls.length)] ?? '';
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

const logOut = ({ refresh }: Opened) =>
  ask('/v1/auth/logout', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ refresh_token: refresh }),
  });

/** Uses a credential over many connections while it is revoked: what each was answered to a request that began after the answer to the revocation. */
async function lastAnswers(token: string, revoke: () => Promise<{ status: number }>): Promise<number[]> {
  let isRevoked = false;
  const hammer = async (n: number) => {
    for (;;) {
      const isLast = isRevoked;
      const { status, body } = await use(token, n);
      if (isLast) return status;
      // 429: many tokens that are no more have come from here.
      if (![200, 401, 429].includes(status)) throw new Error(`${status} ${body}`);
    }
  };
  const hammering = Promise.all(Array.from({ length: CONNECTIONS }, (_, n) => hammer(n)));
  expect((await revoke()).status).toBe(204);
  isRevoked = true;
  return hammering;
}

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
      const end = (path: string) => ask(path, { method: 'DELETE', headers: bearer(access) });
      if (trials % 3 === 0) {
        const made = await ask('/v1/tokens', {
          method: 'POST',
          headers: { ...bearer(access), 'content-type': 'application/json' },
          body: JSON.stringify({ name: 'a trial', expires_at: new Date(Date.now() + 3_600_000).toISOString() }),
        });
        const { id, token } = JSON.parse(made.body) as { id: string; token: string };
        const answers = await lastAnswers(token, () => end(`/v1/tokens/${id}`));
        expect(answers.map((status) => (status === 429 ? 401 : status))).toEqual(REFUSED);
      } else if (trials % 3 === 1) {
        expect(await lastAnswers(session.access, () => end(`/v1/auth/sessions/${session.id}`))).toEqual(REFUSED);
      } else expect(await lastAnswers(session.access, () => logOut(session))).toEqual(REFUSED);
    }
    console.log(`${trials} trials`);
  }, 7_200_000);

  test('the control: who goes on with another session is served', async () => {
    const two: Opened[] = [];
    for await (const session of sessions(2)) two.push(session);
    const [kept, ended] = two as [Opened, Opened];
    expect(await lastAnswers(kept.access, () => logOut(ended))).toEqual(Array(CONNECTIONS).fill(200));
  });
});

test(`no stream tells what happens after the answer to a revocation, ${TRIALS} times, and none begins`, async () => {
  await sealAll(db.admin);
  let isOver = false;
  onTestFinished(() => {
    isOver = true;
  });
  const sealing = (async () => {
    while (!isOver) await sealAll(db.admin);
  })();
  const watched = await listen(apps[0] as (typeof apps)[number], {
    token: await world.token('owner@acme.test'),
    workspace: 'acme',
  });
  const all: string[] = [];
  const trial = async (session: Opened, listener: Listener) => {
    expect((await logOut(session)).status).toBe(204);
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
