import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { describe, expect, test } from 'vitest';
import { demoApp } from '#test/support/demo-app.ts';
import { recordedSpans } from '#test/support/recorded-spans.ts';

const recorded = recordedSpans();
const lines: Record<string, unknown>[] = [];
const { send, token, graphql, logIn } = await demoApp({
  tracing: recorded.tracing,
  logLevel: 'info',
  logStream: { write: (line) => void lines.push(JSON.parse(line)) },
});
const owner = await token('owner@acme.test');
const headers = { authorization: `Bearer ${owner}`, 'x-rowseal-workspace': 'acme' };
// The first request that names the workspace asks what its slug is of.
await send({ url: '/v1/me', headers });
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

/** The spans of what is done, by name, once that of the request has ended. */
async function spansOf(act: () => Promise<unknown>): Promise<ReadableSpan[]> {
  recorded.taken();
  await act();
  const all: ReadableSpan[] = [];
  await expect.poll(() => all.push(...recorded.taken()) && all.some(({ kind }) => kind === 1)).toBe(true);
  return all;
}

const shape = (spans: ReadableSpan[]) => {
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  return Object.fromEntries(spans.map((span) => [span.name, names.get(span.parentSpanContext?.spanId ?? '')]));
};

describe('the spans of a request', () => {
  test('lead from the request to the batch and to its statement', async () => {
    const spans = await spansOf(() => send({ url: '/v1/me', headers }));
    expect(shape(spans)).toEqual({
      'GET /v1/me': undefined,
      'gateway batch': 'GET /v1/me',
      SELECT: 'gateway batch',
    });
    expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
  });

  test('of GraphQL too, after its body has been read', async () => {
    const query = '{ allNotes(first: 2) { nodes { title } } }';
    for (const _ of ['usual', 'quick']) {
      const spans = await spansOf(() => graphql(query, { token: owner, workspace: 'acme' }));
      expect(shape(spans)).toEqual({
        'POST /graphql': undefined,
        'gateway batch': 'POST /graphql',
        SELECT: 'gateway batch',
      });
      const [statement] = spans.filter(({ name }) => name === 'SELECT');
      expect(statement?.attributes).toMatchObject({
        'db.system.name': 'postgresql',
        'rowseal.statement': expect.stringMatching(/^[0-9a-f]{16}$/),
      });
    }
  });

  test('name the function of the database that a login takes', async () => {
    const spans = await spansOf(() => logIn('owner@acme.test'));
    const names = shape(spans);
    expect(Object.keys(names)).toContain('POST /v1/auth/token');
    const calls = Object.entries(names).filter(([name]) => name.startsWith('issuer '));
    expect(calls.length).toBeGreaterThan(1);
    for (const [, parent] of calls) expect(parent).toBe('POST /v1/auth/token');
  });

  test('say what a request is by its route, and what the log calls it', async () => {
    const [span] = (
      await spansOf(() => send({ url: '/v1/auth/sessions/secret-id?token=secret', method: 'DELETE' }))
    ).filter(({ kind }) => kind === 1);
    expect(span?.name).toBe('DELETE /v1/auth/sessions/:id');
    expect(Object.keys(span?.attributes ?? {}).sort()).toEqual(
      ['http.request.method', 'http.response.status_code', 'http.route', 'rowseal.request.id'].sort(),
    );
    const line = lines.find(({ reqId, msg }) => msg === 'request' && reqId === span?.attributes['rowseal.request.id']);
    expect(line).toMatchObject({ traceId: span?.spanContext().traceId, status: 401 });
  });

  test('fail by a SQLSTATE, and not by a message', async () => {
    const spans = await spansOf(() =>
      send({ url: '/v1/me', headers: { ...headers, 'x-rowseal-workspace': 'nowhere' } }),
    );
    const batch = spans.find(({ name }) => name === 'gateway batch');
    expect(batch?.attributes).toMatchObject({ 'error.type': 'RS004', 'rowseal.batch.stage': 'bound' });
    for (const { events, status } of spans) {
      expect(events).toEqual([]);
      expect(status.message).toBeUndefined();
    }
  });
});

describe('a client that names its own trace', () => {
  const traceparent = `00-${TRACE}-${PARENT}-01`;
  const serverSpan = async (act: () => Promise<unknown>) => (await spansOf(act)).find(({ kind }) => kind === 1);

  // The control of what follows.
  test('is linked to: whether we sample is for us to say', async () => {
    const span = await serverSpan(() => send({ url: '/healthz', headers: { traceparent } }));
    expect(span?.parentSpanContext).toBeUndefined();
    expect(span?.spanContext().traceId).not.toBe(TRACE);
    expect(span?.links.map(({ context }) => context)).toMatchObject([{ traceId: TRACE, spanId: PARENT }]);
    expect(span?.links[0]?.context.traceState).toBeUndefined();
  });

  test('is gone on with by setting, and its decision to sample is kept', async () => {
    const following = recordedSpans(true, false);
    const app = await demoApp({ tracing: following.tracing, graphql: false });
    await app.send({ url: '/healthz', headers: { traceparent } });
    await expect.poll(() => following.taken().map((span) => span.parentSpanContext?.spanId)).toEqual([PARENT]);
    await app.send({ url: '/healthz', headers: { traceparent: traceparent.replace(/1$/, '0') } });
    await app.send({ url: '/healthz' });
    expect(following.taken()).toEqual([]);
  });

  test.each([
    ['SQL', `00-${TRACE}-${PARENT}-01*/; drop table x --`],
    ['an end of a comment', `00-${TRACE.replace('0af', '*/;')}-${PARENT}-01`],
    ['capitals', traceparent.toUpperCase()],
    ['zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['another version', `01-${TRACE}-${PARENT}-01`],
    ['more', `${traceparent}-more`],
    ['a line more', `${traceparent} `],
    ['other flags', `00-${TRACE}-${PARENT}-ff`],
    ['two', `${traceparent}, ${traceparent}`],
    ['nothing', ''],
  ])('by %s is ignored', async (_, odd) => {
    const span = await serverSpan(() => send({ url: '/healthz', headers: { traceparent: odd } }));
    expect(span?.links).toEqual([]);
    expect(span?.parentSpanContext).toBeUndefined();
  });
});
