import type { FastifyRequest, FastifyServerOptions } from 'fastify';
import { addressOf } from '../http/client-address.ts';
import type { RequestEnd, RequestObserver } from './request-events.ts';
import type { Tracing } from './tracing.ts';

/** How much is logged: pino's levels. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where the log goes, line by line. */
export interface LogStream {
  write(line: string): void;
}

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

/** Members that hold what nobody should read. */
const PRIVATE = [
  'access_token',
  'authorization',
  'body',
  'code',
  'cookie',
  'headers',
  'id_token',
  'new_password',
  'password',
  'query',
  'refresh_token',
  'secret',
  'set-cookie',
  'token',
  'url',
];

const REDACTED = '[redacted]';

/** What a credential looks like in a line: our own tokens, JWTs, an Authorization header's value, a URL's query, a member named so. */
const CREDENTIALS: readonly [pattern: RegExp, replacement: string][] = [
  [/rs[a-z]_[A-Za-z0-9_-]{40,}/g, REDACTED],
  [/eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){2,4}/g, REDACTED],
  [/\b(Bearer|Basic) +[A-Za-z0-9._~+/=-]+/gi, `$1 ${REDACTED}`],
  [/(\/[^\s?"\\]*)\?[^\s"\\]+/g, `$1?${REDACTED}`],
  [/"([\w-]*(?:password|token|secret|cookie|authorization))":"(?:[^"\\]|\\.)*"/gi, `"$1":"${REDACTED}"`],
];

/** Most lines hold nothing of the kind, and one look is cheaper than five. */
const SUSPICIOUS = /rs[a-z]_|eyJ|bearer|basic|\?|password|token|secret|cookie|authorization/i;

/**
 * pino's options. Nothing here logs headers, bodies or URLs; should something else come to do so, members that hold credentials and texts that
 * look like credentials are redacted on the way.
 *
 * @param level - what to log.
 * @param stream - where to; left out: standard output.
 */
export function loggerOptions(level: string, stream?: LogStream): NonNullable<FastifyServerOptions['logger']> {
  return {
    level,
    ...(stream ? { stream } : {}),
    redact: { paths: PRIVATE.map((name) => `["${name}"]`), censor: REDACTED },
    serializers: {
      req: ({ method, routeOptions }: FastifyRequest) => ({ method, route: routeOptions.url ?? 'none' }),
      res: ({ statusCode }) => ({ statusCode }),
      err: loggable,
    },
    hooks: { streamWrite: scrub },
  };
}

function scrub(line: string): string {
  if (!SUSPICIOUS.test(line)) return line;
  return CREDENTIALS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}

/** What the line of a request says by setting. */
export interface RequestLines {
  /** Whether it says whose request it was. */
  namesPeople?: boolean | undefined;
  /** Knows the traces of requests. */
  tracing?: Pick<Tracing, 'traceOf'> | undefined;
}

/**
 * Makes what writes the one line of a request.
 *
 * @param lines - see {@link RequestLines}.
 */
export function requestLogger({ namesPeople, tracing }: RequestLines): RequestObserver {
  return ({ request, route, status, seconds }) => {
    const { id: reqId, method } = request;
    const ms = Math.round(seconds * 1e5) / 100;
    const who = namesPeople ? whoOf(request, status) : undefined;
    const traceId = tracing?.traceOf(request);
    const line = { reqId, traceId, method, route, status, ms, ip: addressOf(request), ...who };
    request.server.log.info(line, 'request');
  };
}

/** Whose request it was; nobody of a token that was refused, which names whom it likes. */
function whoOf({ entry, pageEntry }: FastifyRequest, status: RequestEnd['status']) {
  const acting = entry ?? pageEntry;
  if (!acting) return undefined;
  const { sub: user, sid, user_id, token_id } = acting;
  if (sid !== undefined) return { user, credential: sid };
  return status === 401 ? undefined : { user: user_id, credential: token_id };
}
