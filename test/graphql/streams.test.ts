import { once } from 'node:events';
import { request as ask } from 'node:http';
import { createClient as sseClient } from 'graphql-sse';
import { createClient as wsClient } from 'graphql-ws';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { recordEvents, sealAll } from '#test/support/events.ts';
import { PERSONAS, personaWorld } from '#test/support/graphql-personas.ts';
import { EVENTS, type Heard, listen, messagesIn, portOf } from '#test/support/streams.ts';

const world = await personaWorld();
const { app, admin, tokens } = world;
const token = tokens.get('owner') ?? '';
const [acme] = await admin<{ id: string }[]>`select id from rowseal.workspaces where slug = 'acme'`;
const headers = (more: Record<string, string> = {}, presented = token): Record<string, string> => ({
  authorization: `Bearer ${presented}`,
  'x-rowseal-workspace': 'acme',
  'content-type': 'application/json',
  accept: 'text/event-stream',
  ...more,
});

/** Something happens in acme, and is sealed. */
async function happen(...kinds: string[]): Promise<string[]> {
  const ids = await recordEvents(
    admin,
    kinds.map((kind) => ({ workspaceId: acme?.id ?? '', kind })),
  );
  await sealAll(admin);
  return ids;
}

const subscribed = async (query = EVENTS, variables: object = {}, given = headers()) =>
  fetch(`http://127.0.0.1:${await portOf(app)}/graphql/stream`, {
    method: 'POST',
    headers: given,
    body: JSON.stringify({ query, variables }),
  });

describe('a subscription to the events of the workspace', () => {
  test('is sent where it begins, and then each event when it is sealed', async () => {
    const listener = await listen(app, { token, workspace: 'acme' });
    expect(listener.heard).toEqual([{ cursor: expect.any(String), event: null }]);
    const [id] = await happen('tested');
    await listener.until(({ heard }) => heard.length > 1);
    expect(listener.heard[1]).toEqual({ cursor: expect.any(String), event: { rowId: id, kind: 'tested' } });
    listener.close();
  });

  test('goes on from a cursor as the list does, with nothing lost and nothing twice', async () => {
    const begun = await listen(app, { token, workspace: 'acme' });
    const from = begun.heard[0]?.cursor;
    begun.close();
    const ids = await happen(...Array.from({ length: 250 }, () => 'tested'));
    const seen: Heard[] = [];
    // It is torn off again and again.
    for (let after = from; seen.length < ids.length; after = seen.at(-1)?.cursor) {
      const listener = await listen(app, { token, workspace: 'acme', after });
      await listener.until(({ heard }) => heard.length >= 60 || seen.length + heard.length >= ids.length);
      seen.push(...listener.heard.slice(0, 60));
      listener.socket.terminate();
    }
    expect(seen.map(({ event }) => event?.rowId)).toEqual(ids);
    const listed = `query ($after: Cursor) { workspace { events(first: 60, after: $after) { edges { cursor node { rowId } } } } }`;
    const { body } = await world.ask('owner', listed, { after: from });
    const edges = body.data.workspace.events.edges as { cursor: string }[];
    expect(edges.map(({ cursor }) => cursor)).toEqual(seen.slice(0, 60).map(({ cursor }) => cursor));
  });

  test('has the fields of an event as the list has them', async () => {
    const fields = 'actorId after at before credentialId details ip kind requestId rowId userId';
    const begun = await listen(app, { token, workspace: 'acme' });
    const after = begun.heard[0]?.cursor;
    begun.close();
    await world.ask('owner', 'mutation { changeWorkspace(input: {name: "Acme of old"}) { clientMutationId } }');
    await sealAll(admin);
    const query = `subscription ($after: Cursor) { workspaceEvents(after: $after) { event { ${fields} } } }`;
    const listener = await listen(app, { token, workspace: 'acme', after, query });
    const { body } = await world.ask(
      'owner',
      `query ($after: Cursor) { workspace { events(after: $after) { nodes { ${fields} } } } }`,
      { after },
    );
    expect(body.data.workspace.events.nodes.length).toBeGreaterThan(0);
    await listener.until(({ heard }) => heard.length >= body.data.workspace.events.nodes.length);
    expect(listener.heard.map(({ event }) => event)).toEqual(body.data.workspace.events.nodes);
    listener.close();
  });

  test('is answered to each persona as the list is, over either transport', async () => {
    const list = async (persona: (typeof PERSONAS)[number]) => {
      const { body } = await world.ask(persona, '{ workspace { events(first: 1) { nodes { kind } } } }');
      return body.code ?? body.errors?.[0].extensions.code ?? 'rows';
    };
    const events = async (persona: (typeof PERSONAS)[number]) => {
      const { authorization: _, ...given } = headers();
      const presented = tokens.get(persona);
      const answer = await subscribed(EVENTS, {}, presented === undefined ? given : headers({}, presented));
      if (!answer.headers.get('content-type')?.startsWith('text/event-stream'))
        return ((await answer.json()) as { code: string }).code;
      for await (const { data } of messagesIn(answer.body)) return data.errors?.[0].extensions.code ?? 'rows';
      return 'nothing';
    };
    const socket = async (persona: (typeof PERSONAS)[number]) => {
      const listener = await listen(app, { token: tokens.get(persona) ?? '', workspace: 'acme' });
      listener.close();
      const error = listener.messages[1]?.payload as { extensions: { code: string } }[] | undefined;
      if (listener.heard.length > 0) return 'rows';
      const result = listener.messages[1]?.payload as { errors?: { extensions: { code: string } }[] } | undefined;
      return result?.errors?.[0]?.extensions.code ?? error?.[0]?.extensions.code ?? (await listener.closed).reason;
    };
    const told = [];
    for (const persona of PERSONAS)
      told.push([persona, await list(persona), await events(persona), await socket(persona)]);
    const expected = told.map(([persona, listed]) => [
      persona,
      listed,
      listed,
      persona === 'nobody' ? 'invalid_token' : listed,
    ]);
    expect(told).toEqual(expected);
    expect(new Set(told.map(([, listed]) => listed)).size).toBeGreaterThan(3);
  });

  test('is what forty subscribers hear at once, and the metrics count them', async () => {
    await expect.poll(() => app.metrics.text()).toMatch(/^rowseal_streams 0$/m);
    const listeners = [];
    for (let n = 0; n < 40; n++) listeners.push(await listen(app, { token, workspace: 'acme' }));
    expect(await app.metrics.text()).toMatch(/^rowseal_streams 40$/m);
    const [id] = await happen('tested');
    await Promise.all(listeners.map((listener) => listener.until(({ heard }) => heard.at(-1)?.event?.rowId === id)));
    expect(new Set(listeners.map(({ heard }) => JSON.stringify(heard))).size).toBe(1);
    for (const listener of listeners) listener.close();
    await expect.poll(() => app.metrics.text()).toMatch(/^rowseal_streams 0$/m);
    expect(await app.metrics.text()).toMatch(/^rowseal_streams_ended_total\{reason="left"\} [1-9]/m);
  });

  test('ends at once when its client says so, and the connection stays', async () => {
    const listener = await listen(app, { token, workspace: 'acme' });
    listener.send({ type: 'complete', id: '1' });
    listener.send({ type: 'subscribe', id: '2', payload: { query: EVENTS } });
    await listener.until(({ messages }) => messages.some(({ id }) => id === '2'));
    await happen('tested');
    await listener.until(({ messages }) => messages.filter(({ id }) => id === '2').length > 1);
    expect(listener.messages.filter(({ id }) => id === '1').length).toBe(1);
    listener.close();
  });
});

describe('clients of others', () => {
  test('graphql-ws subscribes', async () => {
    const url = `ws://127.0.0.1:${await portOf(app)}/graphql/stream`;
    const client = wsClient({ url, webSocketImpl: WebSocket, connectionParams: () => ({ token, workspace: 'acme' }) });
    const events = client.iterate<{ workspaceEvents: Heard }>({ query: EVENTS });
    expect((await events.next()).value?.data?.workspaceEvents.event).toBeNull();
    const [id] = await happen('tested');
    expect((await events.next()).value?.data?.workspaceEvents.event).toEqual({ rowId: id, kind: 'tested' });
    await events.return?.();
    await client.dispose();
  });

  test('graphql-sse subscribes', async () => {
    const url = `http://127.0.0.1:${await portOf(app)}/graphql/stream`;
    const client = sseClient({ url, headers: { authorization: `Bearer ${token}`, 'x-rowseal-workspace': 'acme' } });
    const events = client.iterate<{ workspaceEvents: Heard }>({ query: EVENTS });
    expect((await events.next()).value?.data?.workspaceEvents.event).toBeNull();
    const [id] = await happen('tested');
    expect((await events.next()).value?.data?.workspaceEvents.event).toEqual({ rowId: id, kind: 'tested' });
    await events.return?.();
    client.dispose();
  });

  test('a HTTP client that offers another protocol with its request is served all the same', async () => {
    const port = await portOf(app);
    const body = JSON.stringify({ query: '{ __typename }' });
    const sent = ask({
      port,
      host: '127.0.0.1',
      path: '/graphql',
      method: 'POST',
      headers: {
        ...headers({ accept: 'application/json' }),
        'content-length': body.length,
        connection: 'Upgrade, HTTP2-Settings',
        upgrade: 'h2c',
        'http2-settings': 'AAMAAABkAAQCAAAAAAIAAAAA',
      },
    });
    sent.end(body);
    const [answer] = await once(sent, 'response');
    answer.resume();
    expect(answer.statusCode).toBe(200);
  });
});

describe('what is served at /graphql/stream', () => {
  test.each([
    ['a query', '{ __typename }', 'document_refused'],
    [
      'a query beside a subscription',
      `query A { __typename } ${EVENTS.replace('subscription', 'subscription B')}`,
      'document_refused',
    ],
    ['a mutation', 'mutation { changeWorkspace(input: {name: "x"}) { clientMutationId } }', 'document_refused'],
    ['a cursor of another list', EVENTS, 'invalid_input', btoa('["members","1.1"]')],
    ['a cursor that is none', EVENTS, 'invalid_input', btoa('["events","x"]')],
  ])('is not %s', async (_, query, code, after?: string) => {
    const answer = await subscribed(query, { after });
    const messages = [];
    for await (const message of messagesIn(answer.body)) messages.push(message);
    expect(messages[0]?.data.errors[0].extensions.code).toBe(code);
    expect(messages.at(-1)?.event).toBe('complete');
  });

  test('is not what /graphql serves', async () => {
    const { status, body } = await world.ask('owner', EVENTS);
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'document_refused']);
    // Nor once it is known.
    await (await subscribed()).body?.cancel();
    expect((await world.ask('owner', EVENTS)).body.errors[0].extensions.code).toBe('document_refused');
  });

  test('is a WebSocket, and GET without one is told so', async () => {
    const answer = await fetch(`http://127.0.0.1:${await portOf(app)}/graphql/stream`);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'invalid_input']);
  });
});
