import { lazily } from '../database/lazily.ts';
import type { Tracing } from '../observability/tracing.ts';

/** Does a job within a span of what the application traces, or without one. */
export type Traced = <T>(job: () => Promise<T>) => Promise<T>;

/**
 * The spans of `withWorkspace`, by the OpenTelemetry API of the application and the SDK that it has registered. A span says that a transaction ran, for how
 * long, and the code that it failed with.
 *
 * @param isOn - whether there are any; then `@opentelemetry/api` has to be installed.
 */
export function spansOf(isOn: boolean): Traced {
  if (!isOn) return (job) => job();
  const loading = lazily(load);
  return async (job) => {
    const tracing = await loading.get();
    return tracing.within('withWorkspace', { 'db.system.name': 'postgresql' }, () => job());
  };
}

async function load(): Promise<Tracing> {
  try {
    const { trace } = await import('@opentelemetry/api');
    const { openTracing } = await import('../observability/opentelemetry.ts');
    return openTracing(trace.getTracer('rowseal'), false);
  } catch (cause) {
    throw new Error('traces of withWorkspace need another package: npm install @opentelemetry/api', { cause });
  }
}
