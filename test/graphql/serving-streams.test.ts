import { readFile } from 'node:fs/promises';
import { createClient as sseClient } from 'graphql-sse';
import { createClient as wsClient } from 'graphql-ws';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { createRowseal } from '#server/application/rowseal.ts';
import { parseUrl } from '#server/database/url.ts';
import { DOCUMENT_DEFAULTS } from '#server/graphql/settings.ts';
import { closeAfterFile } from '#test/support/closing.ts';
import { demoApp, serverOn } from '#test/support/demo-app.ts';
import { recordEvents, sealAll } from '#test/support/events.ts';
import { openFaultProxy } from '#test/support/fault-proxy.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { PGBOUNCER, startPgBouncer } from '#test/support/pgbouncer.ts';
import { EVENTS, listen, messagesIn, portOf } from '#test/support/streams.ts';

const world = await demoApp();
const { db } = world;
const { admin } = db;
const token = await world.token('owner@acme.test');
/** Of the server; no folder where tests are given one. */
const sockets = parseUrl(db.adminUrl).hosts[0]?.address ?? '';
await sealAll(admin);
const [acme] = await admin<{ id: string }[]>`select id from rowseal.workspaces where slug = 'acme'`;
const headers = () => ({
  authorization: `Bearer ${token}`,
  'x-rowseal-workspace': 'acme',
  'content-type': 'application/json',
  accept: 'text/event-stream',
});

/** Something happens in acme, and is sealed. */
async function happen(kind: string): Promise<string | undefined> {
  const [id] = await recordEvents(admin, [{ workspaceId: acme?.id ?? '', kind }]);
  await sealAll(admin);
  return id;
}

describe('a server', () => {
  test('opens as many streams as it may, in all and of one credential', async () => {
    const limited = await serverOn(db, { documents: { ...DOCUMENT_DEFAULTS, streams: { total: 3, each: 2 } } });
    const opened = [];
    for (let n = 0; n < 3; n++) opened.push(await listen(limited.app, { token, workspace: 'acme' }));
    expect(await opened[2]?.closed).toEqual({ code: 1013, reason: 'too_many_attempts' });
    opened.push(await listen(limited.app, { token: await world.token('owner@acme.test'), workspace: 'acme' }));
    const over = await listen(limited.app, { token: await world.token('owner@acme.test'), workspace: 'acme' });
    expect(await over.closed).toEqual({ code: 1013, reason: 'overloaded' });
    expect(opened.map(({ heard }) => heard.length)).toEqual([1, 1, 0, 1]);
    for (const listener of opened) listener.close();
  });

  test('that serves trusted documents alone subscribes to those, by their names', async () => {
    const trusted = await serverOn(db, {
      documents: { ...DOCUMENT_DEFAULTS, trusted: new Map([['watch', 'subscription { workspaceEvents { cursor } }']]) },
    });
    const port = await portOf(trusted.app);
    const first = async (body: object) => {
      const answer = await fetch(`http://127.0.0.1:${port}/graphql/stream`, {
        method: 'POST',
        headers: headers(),
        body: JSON.stringify(body),
      });
      for await (const { data } of messagesIn(answer.body)) return data;
    };
    expect(await first({ id: 'watch' })).toEqual({ data: { workspaceEvents: { cursor: expect.any(String) } } });
    for (const body of [{ query: EVENTS }, { id: 'other' }, { id: 'other', query: EVENTS }, {}])
      expect((await first(body)).errors[0].extensions.code).toBe('document_refused');
  });

  test('that leaves people out of GraphQL has no streams', async () => {
    const { app } = await serverOn(db, { documents: { ...DOCUMENT_DEFAULTS, people: false } });
    expect(app.hasPath('/graphql')).toBe(true);
    expect(app.hasPath('/graphql/stream')).toBe(false);
  });

  test('behind a path serves them there', async () => {
    const below = await serverOn(db, { publicUrl: 'https://example.test/auth' });
    const { body } = await below.send({
      method: 'POST',
      url: '/auth/v1/auth/token',
      payload: { provider: 'password', email: 'owner@acme.test', password: DEMO_PASSWORD },
    });
    const path = '/auth/graphql/stream';
    const listener = await listen(below.app, { token: body.access_token, workspace: 'acme', path });
    expect(listener.heard.length).toBe(1);
    listener.close();
  });

  test.skipIf(!PGBOUNCER || !sockets.startsWith('/'))(
    'behind a pooler, which passes no notices on, streams all the same',
    async () => {
      const pooler = await startPgBouncer(sockets, 5);
      closeAfterFile(() => pooler.stop());
      const over = (url: string) => {
        const { user, database: name } = parseUrl(url);
        return `postgres://${user}@127.0.0.1:${pooler.port}/${name}?sslmode=disable`;
      };
      const pooled = await serverOn({ ...db, gatewayUrl: over(db.gatewayUrl), issuerUrl: over(db.issuerUrl) });
      const own = await world.token('owner@acme.test');
      const listener = await listen(pooled.app, { token: own, workspace: 'acme' });
      const id = await happen('tested');
      await listener.until(({ heard }) => heard.at(-1)?.event?.rowId === id);
      const { sid } = JSON.parse(Buffer.from(own.split('.')[1] ?? '', 'base64url').toString());
      await admin`update rowseal_private.sessions set revoked_at = now() where id = ${sid}`;
      expect(await listener.closed).toEqual({ code: 4401, reason: 'session_ended' });
    },
  );

  test('that stops tells its streams, and does not wait for them', async () => {
    const stopping = await serverOn(db);
    const listener = await listen(stopping.app, { token, workspace: 'acme' });
    const answer = await fetch(`http://127.0.0.1:${await portOf(stopping.app)}/graphql/stream`, {
      method: 'POST',
      headers: headers(),
      body: JSON.stringify({ query: EVENTS }),
    });
    const messages = messagesIn(answer.body);
    expect((await messages.next()).value?.data.data.workspaceEvents.event).toBeNull();
    const closed = stopping.app.close();
    expect(await listener.closed).toEqual({ code: 1013, reason: 'unavailable' });
    expect((await messages.next()).value?.data.errors[0].extensions.code).toBe('unavailable');
    expect((await messages.next()).value?.event).toBe('complete');
    await closed;
  });

  test('whose database is away ends streams with a code to go on from, and serves them again', async () => {
    const proxy = await openFaultProxy(db.gatewayUrl);
    const faulty = await serverOn({
      ...db,
      gatewayUrl: proxy.through(db.gatewayUrl),
      issuerUrl: proxy.through(db.issuerUrl),
    });
    const listener = await listen(faulty.app, { token, workspace: 'acme' });
    await proxy.vanish();
    expect(await listener.closed).toEqual({ code: 1013, reason: 'unavailable' });
    const id = await happen('tested');
    await proxy.heal();
    let resumed = await listen(faulty.app, { token, workspace: 'acme', after: listener.heard[0]?.cursor });
    for (; resumed.heard.length === 0; ) {
      resumed.close();
      resumed = await listen(faulty.app, { token, workspace: 'acme', after: listener.heard[0]?.cursor });
    }
    expect(resumed.heard[0]?.event?.rowId).toBe(id);
    resumed.close();
  });

  test('within an application streams by its handler, and learns that a reader has left', async () => {
    const rowseal = createRowseal({
      gatewayUrl: db.gatewayUrl,
      issuerUrl: db.issuerUrl,
      masterKey: Buffer.from(TEST_MASTER_KEY).toString('base64'),
      publicUrl: 'http://localhost:4000',
      schemas: ['app'],
      worker: false,
      development: false,
      rateLimit: 0,
      logLevel: 'silent',
      isLagging: () => false,
    });
    closeAfterFile(() => rowseal.close());
    const answer = await rowseal.handler(
      new Request('http://localhost:4000/graphql/stream', {
        method: 'POST',
        headers: headers(),
        body: JSON.stringify({ query: EVENTS }),
      }),
    );
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const messages = messagesIn(answer.body);
    expect((await messages.next()).value?.data.data.workspaceEvents.event).toBeNull();
    const id = await happen('tested');
    expect((await messages.next()).value?.data.data.workspaceEvents.event.rowId).toBe(id);
    await messages.return();
  });
});

describe('the example of docs/streams.md', () => {
  const block = async (library: string) => {
    const page = await readFile('docs/streams.md', 'utf8');
    const code = [...page.matchAll(/^```js\n(.*?)^```/gms)].map(([, text = '']) => text);
    const found = code.find((text) => text.includes(`from '${library}'`));
    if (!found) throw new Error(`docs/streams.md has no example of ${library}`);
    return found.replace(/^import .*$/m, '').replace('export async function watch', 'return async function watch');
  };

  test.each([
    ['graphql-ws', wsClient as (options: never) => unknown, 'wss', 'ws'],
    ['graphql-sse', sseClient as (options: never) => unknown, 'https', 'http'],
  ])(
    'goes on over another server where one has stopped, by %s, until its session is revoked',
    async (library, make, from, to) => {
      const own = await world.token('owner@acme.test');
      const first = await serverOn(db);
      const port = await portOf(first.app);
      const client = {
        fetch: (url: string, { workspace, headers: given, ...request }: RequestInit & { workspace: string }) =>
          fetch(url, {
            ...request,
            headers: { ...given, authorization: `Bearer ${own}`, 'x-rowseal-workspace': workspace },
          }),
      };
      const code = (await block(library)).replace(`${from}://accounts.example.com`, `${to}://127.0.0.1:${port}`);
      const createClient = (options: object) => make({ ...options, webSocketImpl: WebSocket } as never);
      const watch = new Function('createClient', 'freshToken', 'client', code)(createClient, () => own, client);
      const seen: string[] = [];
      const watched = watch((event: { rowId: string }) => seen.push(event.rowId)).catch((error: unknown) => error);
      // It has begun once it hears something.
      let ids: (string | undefined)[] = [];
      await expect
        .poll(async () => {
          ids.push(await happen('tested'));
          return seen.length;
        })
        .toBeGreaterThan(0);
      ids = ids.slice(ids.indexOf(seen[0]));
      await first.app.close();
      ids.push(await happen('tested'), await happen('tested'));
      const second = await serverOn(db);
      await second.app.listen({ port, host: '127.0.0.1' });
      await expect.poll(() => seen.length).toBe(ids.length);
      expect(seen).toEqual(ids);
      const { sid } = JSON.parse(Buffer.from(own.split('.')[1] ?? '', 'base64url').toString());
      await admin`update rowseal_private.sessions set revoked_at = now() where id = ${sid}`;
      const ended = await watched;
      expect(JSON.stringify(ended?.reason ?? ended)).toContain('session_ended');
      await second.app.close();
    },
  );
});
