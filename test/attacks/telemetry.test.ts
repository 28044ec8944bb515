import { describe, expect, test } from 'vitest';
import { startCollector } from '#test/support/collector.ts';
import { freshDatabase } from '#test/support/database.ts';
import { collectCredentials, credentialsIn, sendEverywhere } from '#test/support/every-request.ts';
import { startServer } from '#test/support/server-process.ts';

const collector = await startCollector();
const db = await freshDatabase({ seeded: true });
const server = await startServer(db, {
  ROWSEAL_TELEMETRY: 'otlp',
  ROWSEAL_TRACE_RATIO: '1',
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  OTEL_SERVICE_NAME: 'attacked',
});

/** What a request holds besides credentials that nobody should read anywhere else. */
const PERSONAL = {
  address: 'owner@acme.test',
  unknown: 'somebody.private@example.test',
  agent: 'agent-of-a-person/1.0',
};

describe('what is exported of requests with credentials in every place', async () => {
  const credentials = await collectCredentials(server);
  const sent = await sendEverywhere(server, Object.values(credentials));
  const odd = {
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    tracestate: `leak=${credentials['refresh_token']}`,
    baggage: `token=${credentials['access_token']}`,
    'user-agent': PERSONAL.agent,
  };
  for (const email of [PERSONAL.address, PERSONAL.unknown]) {
    const body = JSON.stringify({ provider: 'password', email, password: credentials['password'] });
    const headers = { 'content-type': 'application/json', ...odd };
    sent.push(JSON.stringify({ headers, body }));
    await fetch(`${server.url}/v1/auth/token?email=${email}`, { method: 'POST', headers, body });
  }
  server.process.kill('SIGTERM');
  await server.exited;
  const exported = Buffer.concat(['/v1/traces', '/v1/metrics'].map(collector.received));

  test('is much: spans of requests, batches, statements and functions, and metrics', () => {
    const traces = collector.received('/v1/traces').toString('latin1');
    for (const name of ['POST /v1/auth/token', 'gateway batch', 'issuer ', 'SELECT', 'rowseal.request.id', 'attacked'])
      expect(traces).toContain(name);
    expect(traces.split('rowseal.request.id').length).toBeGreaterThan(500);
    const metrics = collector.received('/v1/metrics').toString('latin1');
    for (const name of ['rowseal_http_requests_total', 'rowseal_gateway_batch_duration_seconds', 'process_cpu'])
      expect(metrics).toContain(name);
  });

  test('holds no piece of a credential, in any notation', () => {
    expect(credentialsIn(exported, credentials)).toEqual([]);
  });

  test('holds no address, neither of mail nor of the network, no path and no agent', () => {
    const text = exported.toString('latin1');
    for (const each of [...Object.values(PERSONAL), '127.0.0.1', '01a20bd8-1955-73aa-94a0-197ff9c5213f'])
      expect(text.includes(each), each).toBe(false);
    expect(text).not.toMatch(/\w@\w+\.\w/);
  });

  test('the search would find each: the control', () => {
    expect(credentialsIn(sent.join('\n'), credentials)).toEqual(Object.keys(credentials));
    for (const each of Object.values(PERSONAL)) expect(sent.join('\n')).toContain(each);
  });
});

test('a collector that is away costs no request, and the operator is told once', async () => {
  const without = await startServer(db, {
    ROWSEAL_TELEMETRY: 'otlp',
    ROWSEAL_TRACE_RATIO: '1',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:secret-of-collector@127.0.0.1:1',
    OTEL_EXPORTER_OTLP_TIMEOUT: '300',
    ROWSEAL_GRAPHQL: 'off',
  });
  for (let n = 0; n < 50; n++) expect((await fetch(`${without.url}/healthz`)).status).toBe(200);
  without.process.kill('SIGTERM');
  expect(await without.exited).toBe(0);
  expect(without.output().split('telemetry does not reach').length).toBe(2);
  expect(without.output()).not.toContain('secret-of-collector');
});
