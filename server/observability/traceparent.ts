/** Where a span stands: what W3C Trace Context calls trace-id, parent-id and trace-flags. */
export interface TracePlace {
  traceId: string;
  spanId: string;
  /** 1: sampled. */
  traceFlags: number;
}

/** Version 00, in full: what a client says is repeated to collectors and to the database, and so it has this form or is ignored. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-(0[01])$/;

/**
 * Reads the header `traceparent` (https://www.w3.org/TR/trace-context/#traceparent-header). `tracestate`, which may hold anything, is never read.
 *
 * @param header - as it came.
 * @returns undefined where it is missing, sent twice, or of any other form.
 */
export function readTraceparent(header: string | string[] | undefined): TracePlace | undefined {
  const [, traceId, spanId, flags] = (typeof header === 'string' && TRACEPARENT.exec(header)) || [];
  if (traceId === undefined || spanId === undefined) return undefined;
  return { traceId, spanId, traceFlags: flags === '01' ? 1 : 0 };
}

/**
 * Writes it.
 *
 * @param place - of a span; its ids may be a client's.
 * @returns undefined where it is not sampled, or an id is not what it has to be.
 */
export function traceparentOf({ traceId, spanId, traceFlags }: TracePlace): string | undefined {
  const written = `00-${traceId}-${spanId}-01`;
  return (traceFlags & 1) === 1 && TRACEPARENT.test(written) ? written : undefined;
}
