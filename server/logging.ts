import type { FastifyRequest } from 'fastify';

/** What of an error may be logged. */
export interface LoggableError {
  [member: string]: unknown;
  type: string;
  message: string;
  stack: string;
  code?: unknown;
}

/**
 * What of an error may be logged. A driver's error carries values of rows and parameters in its other members.
 *
 * @param error - anything thrown.
 */
export function loggable(error: unknown): LoggableError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an Error', stack: '' };
  const { name, message, stack = '' } = error;
  return { type: name, message, stack, code: 'code' in error ? error.code : undefined };
}

/**
 * How Fastify logs requests and errors of its own accord. A request by its route and not by its URL, into which somebody may have put a
 * credential.
 */
export const serializers = {
  req: ({ method, routeOptions, ip }: FastifyRequest) => ({ method, route: routeOptions.url, remoteAddress: ip }),
  err: loggable,
};
