import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { type LogStream, loggerOptions } from '../observability/logging.ts';
import { RequestEnds, type RequestObserver } from '../observability/request-events.ts';
import { loggerWhenNeeded } from '../observability/request-log.ts';
import { malformedRequests, unroutableRequests } from './problem-handler.ts';
import { withoutBase } from './public-url.ts';
import type { Headers } from './security-headers.ts';

const LARGEST_BODY = 100_000;

/** In milliseconds: a request has to arrive in good time; an idle connection is kept for longer than proxies do. For answers see deadline.ts. */
const TIMEOUTS = {
  requestTimeout: 30_000,
  connectionTimeout: 60_000,
  keepAliveTimeout: 72_000,
  http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 },
  // Closing counts as well, and waits for requests to end.
  pluginTimeout: 120_000,
};

/** What Fastify is opened with. */
export interface FastifyOptions {
  /** pino's level; left out: `info`. */
  logLevel?: string;
  logStream?: LogStream;
  /** Addresses and networks of proxies that are believed what they say of a client's address. */
  trustedProxies?: string[];
  /** The path of the public URL. */
  base: string;
  /** Of every answer. */
  headers: Headers;
  /** Told of the end of each request. */
  observers: readonly RequestObserver[];
}

/** Instead of Fastify's own compilers of JSON schemas, which are a tenth of a start: route-contract.ts brings those of zod, before any route. */
function notYet(): never {
  throw new Error('a route with a schema was added before the contract of routes');
}

/**
 * Fastify with the limits, the log and the answers to what it cannot route that every server of ours has; without routes and hooks.
 *
 * @param options - see {@link FastifyOptions}.
 */
export function openFastify({ logLevel = 'info', logStream, ...options }: FastifyOptions): FastifyInstance {
  const { headers, base, observers } = options;
  return Fastify({
    ...TIMEOUTS,
    schemaController: { compilersFactory: { buildValidator: () => notYet, buildSerializer: () => notYet } },
    logger: loggerOptions(logLevel, logStream),
    logController: new RequestEnds(observers),
    childLoggerFactory: loggerWhenNeeded,
    bodyLimit: LARGEST_BODY,
    // What a client calls its request is its own affair.
    genReqId: () => randomUUID(),
    trustProxy: options.trustedProxies ?? false,
    rewriteUrl: withoutBase(base),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: malformedRequests(headers),
    frameworkErrors: unroutableRequests(headers),
  });
}
