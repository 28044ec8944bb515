import { afterAll, describe, expect, test } from 'vitest';
import { openGateway } from '#server/database/gateway.ts';
import { traceparentOf } from '#server/observability/traceparent.ts';
import { freshDatabase } from '#test/support/database.ts';
import { createPerson } from '#test/support/people.ts';
import { recordedSpans } from '#test/support/recorded-spans.ts';

const db = await freshDatabase();
const { tracing, tracer, taken } = recordedSpans();
const gateway = openGateway(db.gatewayUrl, { max: 1, tracing });
afterAll(() => gateway.close());
const ada = await createPerson(db.admin, 'acme', 'owner');

/** What a statement sees of the text that it was sent as, with what it found prepared. */
const SEEN = `select current_query() as text, (select count(*)::int from pg_prepared_statements) as prepared`;

interface Seen {
  text: string;
  prepared: number;
}

const ask = (name?: string) =>
  gateway.one<Seen>({ ...ada.entry }, { text: SEEN, values: [], ...(name === undefined ? {} : { name }) });

const within = (act: () => Promise<Seen>) =>
  tracer.startActiveSpan('request', (span) => act().finally(() => span.end()));

describe('where a batch stands in its trace', () => {
  test('is told to the database in a comment of a statement without a name', async () => {
    const { text } = await within(() => ask());
    const batch = taken().find(({ name }) => name === 'gateway batch');
    const traceparent = batch && traceparentOf(batch.spanContext());
    expect(text).toBe(`/*traceparent='${traceparent}'*/ ${SEEN}`);
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  test('is never in a statement with a name, of which the database keeps one', async () => {
    for (const _ of [1, 2, 3]) {
      const { text, prepared } = await within(() => ask('seen'));
      expect(text).toBe(SEEN);
      expect(prepared).toBe(1);
    }
    expect(taken().filter(({ name }) => name === 'gateway batch')).toHaveLength(3);
  });

  test('is not told where nothing is sampled', async () => {
    expect((await ask()).text).toBe(SEEN);
  });

  test('is told of no ids but hexadecimal ones, whoever made them', () => {
    const place = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
    expect(traceparentOf(place)).toBe('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    expect(traceparentOf({ ...place, traceFlags: 0 })).toBeUndefined();
    expect(traceparentOf({ ...place, traceId: `*/ select 1; /*${'a'.repeat(17)}` })).toBeUndefined();
    expect(traceparentOf({ ...place, spanId: `${place.spanId}\n` })).toBeUndefined();
  });

  test('in a transaction of several statements stands at its start', async () => {
    const entry = { ...ada.entry };
    const { withTransaction } = await clientOf(entry);
    await tracer.startActiveSpan('request', async (span) => {
      await withTransaction();
      span.end();
    });
    const names = taken().map(({ name }) => name);
    expect(names).toEqual(['gateway batch', 'SELECT', 'SELECT', 'request']);
  });
});

/** PostGraphile's way to run several statements in one transaction. */
async function clientOf(entry: typeof ada.entry) {
  const { adaptor } = gateway.service(['app']);
  const withPgClient = await adaptor.createWithPgClient(undefined as never);
  return {
    withTransaction: () =>
      withPgClient(entry, (client) =>
        client.withTransaction(async (inner) => {
          await inner.query({ text: SEEN });
          await inner.query({ text: SEEN });
        }),
      ),
  };
}
