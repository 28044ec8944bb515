import { createRequire } from 'node:module';
import { peer } from '../manifest.ts';
import type { Metrics } from './metrics.ts';
import type { TelemetryConfiguration } from './telemetry-variables.ts';
import type { Tracing } from './tracing.ts';

/** What exports: packages that somebody installs who wants it. */
const API = '@opentelemetry/api';
const SDK = [
  API,
  '@opentelemetry/context-async-hooks',
  '@opentelemetry/exporter-metrics-otlp-proto',
  '@opentelemetry/exporter-trace-otlp-proto',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/sdk-trace',
];

/** OpenTelemetry, running. */
export interface Telemetry {
  tracing: Tracing;
  /** Exports what there is, and stops. */
  stop(): Promise<void>;
}

/**
 * Starts what is configured; nothing of OpenTelemetry is loaded where that is nothing.
 *
 * @param configuration - of the process.
 * @param metrics - exported too.
 * @param report - told when nothing reaches the collector.
 * @param find - finds a package, or throws.
 * @throws Error with the command that installs what is missing.
 */
export async function openTelemetry(
  { mode, ratio, followsClients }: TelemetryConfiguration,
  metrics: Pick<Metrics, 'samples'>,
  report: (message: string) => void,
  find: (name: string) => string = createRequire(import.meta.url).resolve,
): Promise<Telemetry | undefined> {
  if (mode === 'off') return undefined;
  requirePackages(mode === 'host' ? [API] : SDK, mode, find);
  const { openTracing } = await import('./opentelemetry.ts');
  if (mode === 'host') {
    const { trace } = await import('@opentelemetry/api');
    return { tracing: openTracing(trace.getTracer('rowseal'), followsClients), stop: async () => {} };
  }
  const { openSdk } = await import('./opentelemetry-sdk.ts');
  const { tracer, stop } = openSdk({ ratio, metrics, report });
  return { tracing: openTracing(tracer, followsClients), stop };
}

function requirePackages(names: readonly string[], mode: string, find: (name: string) => string): void {
  const missing = names.filter((name) => {
    try {
      find(name);
      return false;
    } catch {
      return true;
    }
  });
  if (missing.length > 0)
    throw new Error(`ROWSEAL_TELEMETRY=${mode} needs other packages: npm install ${missing.map(peer).join(' ')}`);
}
