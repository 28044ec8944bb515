import type postgres from 'postgres';
import { activeTraceparent } from '../observability/active-trace.ts';

/** Who calls a function of the issuing door. */
export interface Caller {
  /** The client's address. */
  ip: string;
  /** What logs call the request; undefined: the call is of none. */
  reqId?: string | undefined;
}

/**
 * The client's address and the request as two arguments, for a function that names the request by itself where it writes an event.
 *
 * @param caller - who calls; ip undefined: nobody said.
 */
export function addressAndRequest({ ip, reqId }: { ip?: string | undefined; reqId?: string | undefined }) {
  return { address: ip ?? null, request: reqId ?? null };
}

/**
 * The client's address as an argument of a function of the issuing door. It takes the request along, which the audit events of the call name, and where
 * that is sampled its place in its trace, which the jobs of the call name.
 *
 * @param sql - connections of rowseal_issuer.
 * @param caller - who calls; ip undefined: nobody said.
 */
export function fromRequest(
  sql: postgres.Sql<{ seconds: number }>,
  { ip, reqId }: { ip?: string | undefined; reqId?: string | undefined },
) {
  const traceparent = activeTraceparent();
  if (traceparent === undefined) return sql`rowseal_private.from_request(${ip ?? null}, ${reqId ?? null})`;
  return sql`rowseal_private.from_traced_request(${ip ?? null}, ${reqId ?? null}, ${traceparent})`;
}
