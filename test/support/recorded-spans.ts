import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  InMemorySpanExporter,
  ParentBasedSampler,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { openTracing } from '#server/observability/opentelemetry.ts';
import type { Tracing } from '#server/observability/tracing.ts';
import { closeAfterFile } from './closing.ts';

/** Spans that are kept instead of being exported. */
export interface RecordedSpans {
  tracing: Tracing;
  /** Makes spans of a test's own. */
  tracer: ReturnType<TracerProvider['getTracer']>;
  /** Those that have ended, in that order, since this was asked last. */
  taken(): ReadableSpan[];
}

/**
 * Records spans until the file has ended.
 *
 * @param followsClients - as ROWSEAL_TRACE_PARENT says.
 * @param samples - whether requests are sampled that no other trace decides for.
 */
export function recordedSpans(followsClients = false, samples = true): RecordedSpans {
  const manager = new AsyncLocalStorageContextManager().enable();
  context.setGlobalContextManager(manager);
  closeAfterFile(async () => context.disable());
  const exporter = new InMemorySpanExporter();
  const root = samples ? new AlwaysOnSampler() : new AlwaysOffSampler();
  const spanProcessors = [new SimpleSpanProcessor({ exporter })];
  const tracer = new TracerProvider({ sampler: new ParentBasedSampler({ root }), spanProcessors }).getTracer('test');
  return {
    tracing: openTracing(tracer, followsClients),
    tracer,
    taken: () => {
      const spans = exporter.getFinishedSpans();
      exporter.reset();
      return spans;
    },
  };
}
