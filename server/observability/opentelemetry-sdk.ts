import { setTimeout as sleep } from 'node:timers/promises';
import { context, DiagLogLevel, diag, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { VERSION } from '../manifest.ts';
import { metricProducer } from './metric-producer.ts';
import type { Metrics } from './metrics.ts';

const REPORT_EVERY_MS = 60_000;
/** A collector that is away is tried again for longer than a stop may take. */
const LONGEST_STOP_MS = 3_000;

/** What is exported, and who hears of failures. */
export interface SdkOptions {
  /** The part of requests that are sampled. */
  ratio: number;
  metrics: Pick<Metrics, 'samples'>;
  report: (message: string) => void;
}

/**
 * OpenTelemetry's SDK, exporting by OTLP over HTTP to where OTEL_EXPORTER_OTLP_… says. Of the machine and the process, whose command line may hold
 * anything, it tells nothing but what OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME say.
 *
 * @param options - see {@link SdkOptions}.
 * @returns stop: exports what there is, and stops.
 */
export function openSdk({ ratio, metrics, report }: SdkOptions): { tracer: Tracer; stop(): Promise<void> } {
  reportFailures(report);
  // Where the application has one already, that one stays.
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const own = resourceFromAttributes({ 'service.name': 'rowseal', 'service.version': VERSION });
  const resource = own.merge(detectResources({ detectors: [envDetector] }));
  const traces = new TracerProvider({
    resource,
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(),
    metricProducers: [metricProducer(metrics.samples)],
  });
  const meters = new MeterProvider({ resource, readers: [reader] });
  return {
    tracer: traces.getTracer('rowseal', VERSION),
    stop: async () => {
      const done = Promise.allSettled([traces.shutdown(), meters.shutdown()]);
      await Promise.race([done, sleep(LONGEST_STOP_MS, undefined, { ref: false })]);
    },
  };
}

function reportFailures(report: (message: string) => void): void {
  let silentUntil = 0;
  const fail = () => {
    if (performance.now() < silentUntil) return;
    silentUntil = performance.now() + REPORT_EVERY_MS;
    report('telemetry does not reach its collector: see OTEL_EXPORTER_OTLP_ENDPOINT');
  };
  const nothing = () => {};
  diag.setLogger(
    { error: fail, warn: nothing, info: nothing, debug: nothing, verbose: nothing },
    { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true },
  );
}
