import { z } from 'zod';

/** The environment variables of OpenTelemetry, for the configuration. Where it exports to stands in OTEL_…, which its SDK reads itself. */
export const TELEMETRY_VARIABLES = {
  ROWSEAL_TELEMETRY: z.enum(['off', 'otlp', 'host']).default('off'),
  ROWSEAL_TRACE_RATIO: z.coerce.number().min(0).max(1).default(0.1),
  ROWSEAL_TRACE_PARENT: z.enum(['link', 'follow']).default('link'),
} as const;

/** What is exported by OpenTelemetry. */
export interface TelemetryConfiguration {
  /** off: nothing. otlp: traces and metrics, by an SDK of our own. host: traces, by the SDK that the application has registered. */
  mode: 'off' | 'otlp' | 'host';
  /** The part of requests that are sampled, from 0 to 1. With host, the application's sampler decides. */
  ratio: number;
  /** Whether the trace of a client that names one is gone on with, and not just linked to. */
  followsClients: boolean;
}

/**
 * Reads what is exported.
 *
 * @param data - what {@link TELEMETRY_VARIABLES} have made of the environment.
 */
export function telemetryConfiguration(
  data: z.output<z.ZodObject<typeof TELEMETRY_VARIABLES>>,
): TelemetryConfiguration {
  return {
    mode: data.ROWSEAL_TELEMETRY,
    ratio: data.ROWSEAL_TRACE_RATIO,
    followsClients: data.ROWSEAL_TRACE_PARENT === 'follow',
  };
}
