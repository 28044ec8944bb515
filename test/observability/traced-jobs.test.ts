import { trace } from '@opentelemetry/api';
import { createLocalJWKSet } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { openWorkspaces } from '#server/adapters/pg.ts';
import { startWorker } from '#server/worker/worker.ts';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';
import { TEST_MASTER_KEY } from '#test/support/master-key.ts';
import { recordedSpans } from '#test/support/recorded-spans.ts';

const recorded = recordedSpans();
const { db, send, token } = await demoApp({ graphql: false });

test('each job of the worker is a trace of its own, which says which attempt it is and the code of a failure', async () => {
  const task = async (payload: unknown) => {
    if ((payload as { fails: boolean }).fails) throw Object.assign(new Error('secret'), { code: 'EPROBE' });
  };
  const worker = await startWorker(
    db.workerUrl,
    TEST_MASTER_KEY,
    () => {},
    { probe: task },
    undefined,
    undefined,
    undefined,
    recorded.tracing,
  );
  onTestFinished(() => worker.stop());
  const add = (fails: boolean) =>
    db.admin.unsafe(`select graphile_worker_rowseal.add_job('probe', '{"fails": ${fails}}', max_attempts => 1)`);
  await add(false);
  await add(true);
  const spans: ReturnType<typeof recorded.taken> = [];
  const probes = () => {
    spans.push(...recorded.taken());
    return spans.filter(({ name }) => name === 'job probe');
  };
  await expect.poll(() => probes().length).toBe(2);
  expect(probes().map((span) => [span.kind, span.parentSpanContext, span.attributes['rowseal.job.attempt']])).toEqual([
    [4, undefined, 1],
    [4, undefined, 1],
  ]);
  expect(new Set(probes().map((span) => span.spanContext().traceId)).size).toBe(2);
  expect(
    probes()
      .map(({ status }) => status.code)
      .sort(),
  ).toEqual([0, 2]);
  expect(JSON.stringify(probes().map(({ attributes, status, events }) => [attributes, status, events]))).not.toContain(
    'secret',
  );
});

test('a job is linked to the sampled request that caused it, and its payload is gone when it has ended', async () => {
  const traced = await demoApp({ graphql: false, tracing: recorded.tracing }, undefined, db);
  const worker = await startWorker(
    db.workerUrl,
    TEST_MASTER_KEY,
    () => {},
    { mail: async () => {} },
    undefined,
    undefined,
    undefined,
    recorded.tracing,
  );
  onTestFinished(() => worker.stop());
  const spans: ReturnType<typeof recorded.taken> = [];
  const forget = async (by: typeof send, times: number) => {
    await by({ method: 'POST', url: '/v1/auth/password/forgot', payload: { email: 'owner@acme.test' } });
    await expect
      .poll(() => {
        spans.push(...recorded.taken());
        return spans.filter(({ name }) => name === 'job mail').length;
      })
      .toBe(times);
    return spans.filter(({ name }) => name === 'job mail').at(-1);
  };
  const job = await forget(traced.send, 1);
  const request = spans.find(({ name }) => name === 'POST /v1/auth/password/forgot');
  const linked = request?.spanContext().traceId;
  expect(linked).toMatch(/^[0-9a-f]{32}$/);
  expect(job?.links.map((link) => link.context.traceId)).toEqual([linked]);
  expect(job?.spanContext().traceId).not.toBe(linked);
  expect(job?.parentSpanContext).toBeUndefined();
  await expect
    .poll(() => db.admin`select from graphile_worker_rowseal._private_jobs where payload::text like '%traceparent%'`)
    .toHaveLength(0);
  // The control: of a request that is not traced nothing is known.
  expect((await forget(send, 2))?.links).toEqual([]);
});

test('withWorkspace has a span below that of the application, where it is asked for, and none where it is not', async () => {
  trace.setGlobalTracerProvider({ getTracer: () => recorded.tracer });
  onTestFinished(() => trace.disable());
  const keys = createLocalJWKSet((await send({ url: '/v1/jwks.json' })).body);
  const member = await token('member@acme.test');
  const run = async (traces: boolean) => {
    const pool = openWorkspaces({ databaseUrl: db.gatewayUrl, issuer: PUBLIC_URL, keys, traces });
    try {
      recorded.taken();
      await recorded.tracer.startActiveSpan('a request of the application', async (span) => {
        await pool.withWorkspace(member, 'acme', (tx) => tx.query('select from app.notes'));
        await pool.withWorkspace(member, 'acme', (tx) => tx.query('select 1 / 0')).catch(() => {});
        span.end();
      });
      return recorded.taken();
    } finally {
      await pool.close();
    }
  };
  const spans = await run(true);
  expect(spans.map(({ name, status }) => [name, status.code])).toEqual([
    ['withWorkspace', 0],
    ['withWorkspace', 2],
    ['a request of the application', 0],
  ]);
  expect(spans[0]?.parentSpanContext?.spanId).toBe(spans[2]?.spanContext().spanId);
  expect((await run(false)).map(({ name }) => name)).toEqual(['a request of the application']);
});
