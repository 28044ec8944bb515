import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { atOnce } from './at-once.ts';
import { Problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Sets or uses the refresh cookie: refused to pages of origins that are not on the list; the form of a page, to all but our own. */
    cookie?: boolean;
    /** Refused to pages of origins that are not on the list, though no cookie is used. */
    listedOrigins?: boolean;
    /** false: opened in a browser, and never read by a page of another origin. any: read by pages of every origin, which send no cookies. */
    cors?: false | 'any';
  }
}

const READ_BY_CLIENTS = ['deprecation', 'etag', 'retry-after', 'sunset', 'www-authenticate', 'x-request-id'];
/** What browser instrumentation adds to requests: W3C Trace Context and Baggage, Sentry, and an id of the caller's. */
const TRACING = ['traceparent', 'tracestate', 'baggage', 'sentry-trace', 'x-request-id'];

/** What an origin gets that nobody has listed: answers to requests that hold no cookie. */
const OF_ANYBODY: FastifyCorsOptions = {
  origin: '*',
  methods: ['GET', 'POST'],
  // MCP's clients name their protocol wherever they ask.
  allowedHeaders: ['authorization', 'content-type', 'mcp-protocol-version'],
  exposedHeaders: READ_BY_CLIENTS,
  maxAge: 600,
};

/**
 * CORS, and the defence of cookies against other sites' pages (CSRF), from one list of origins. A browser says where a request comes from in
 * Origin and Sec-Fetch-Site, which no page can forge.
 */
export const origins = fp(async (app: FastifyInstance, { own, others }: { own: string; others: string[] }) => {
  const allowed = [own, ...others];
  const shared: FastifyCorsOptions = {
    // As a function it says nothing at all to others; given the list, it would tell them that credentials are welcome.
    origin: (origin, answer) => answer(null, origin !== undefined && allowed.includes(origin)),
    credentials: true,
    methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: [
      'authorization',
      'content-type',
      'x-rowseal-workspace',
      'idempotency-key',
      'if-match',
      'mcp-protocol-version',
      ...TRACING,
    ],
    exposedHeaders: READ_BY_CLIENTS,
    maxAge: 600,
  };
  const pages = new Set<string>();
  const forAnybody = new Set<string>();
  // A preflight has no route of its own, only the path that it asks about.
  const pathOf = ({ routeOptions, method, url }: FastifyRequest) =>
    method === 'OPTIONS' ? (url.split('?')[0] ?? '') : (routeOptions.url ?? '');
  app.addHook('onRoute', ({ url, config, schema }) => {
    if (config?.cors === false || (schema?.hide && !config?.listedOrigins)) pages.add(url);
    if (config?.cors === 'any') forAnybody.add(url);
  });
  app.addHook(
    'onRequest',
    atOnce((request, reply) => {
      // Listed origins are answered otherwise: no cache may give one the answer of another.
      if (forAnybody.has(pathOf(request))) reply.header('vary', 'Origin');
    }),
  );
  await app.register(cors, {
    delegator: (request, done) => {
      const path = pathOf(request);
      const { origin } = request.headers;
      if (pages.has(path)) return done(null, { origin: false });
      const isListed = origin !== undefined && allowed.includes(origin);
      return done(null, forAnybody.has(path) && !isListed ? OF_ANYBODY : shared);
    },
  });
  app.addHook(
    'onRequest',
    atOnce((request) => {
      const { config, schema } = request.routeOptions;
      const origins = schema?.hide && !config.listedOrigins ? [own] : allowed;
      if ((config.cookie || config.listedOrigins) && !isAllowed(request, origins))
        throw new Problem('origin_not_allowed');
    }),
  );
});

function isAllowed({ headers }: FastifyRequest, allowed: string[]): boolean {
  const { origin, 'sec-fetch-site': site, cookie } = headers;
  if (origin !== undefined) return allowed.includes(origin);
  if (site !== undefined) return site === 'same-origin';
  // Every browser says where a POST comes from: what does not is no browser, and has no business with a cookie.
  return cookie === undefined;
}
