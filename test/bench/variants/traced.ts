import type { FastifyInstance } from 'fastify';
import { buildApp } from '#server/app.ts';
import { createMetrics } from '#server/observability/metrics.ts';
import { openTelemetry } from '#server/observability/telemetry.ts';
import type { ServerSettings } from '#test/bench/installation.ts';
import { named } from './base.ts';

/** The product, exporting to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names the part of requests that BENCH_TRACE_RATIO says. */
export async function build({ gatewayUrl, issuerUrl, masterKey, publicUrl }: ServerSettings): Promise<FastifyInstance> {
  const ratio = process.env['BENCH_TRACE_RATIO'] ?? '';
  const metrics = createMetrics();
  const telemetry = await openTelemetry(
    { mode: 'otlp', ratio: Number(ratio), followsClients: false },
    metrics,
    (message) => console.error(message),
  );
  return buildApp({
    gatewayUrl: named(gatewayUrl, `bench traced ${ratio}`),
    issuerUrl,
    masterKey: Buffer.from(masterKey, 'base64'),
    publicUrl,
    schemas: ['app'],
    development: false,
    logLevel: 'warn',
    metrics,
    tracing: telemetry?.tracing,
  });
}
