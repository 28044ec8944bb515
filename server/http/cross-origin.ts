import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { Problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Sets or uses the refresh cookie: refused to pages of origins that are not on the list; the form of a page, to all but our own. */
    cookie?: boolean;
    /** false: opened in a browser, and never read by a page of another origin. */
    cors?: boolean;
  }
}

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
    methods: ['GET', 'POST', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'x-rowseal-workspace'],
    exposedHeaders: ['retry-after', 'www-authenticate'],
    maxAge: 600,
  };
  const pages = new Set<string>();
  // A preflight has no route of its own, only the path that it asks about.
  const isPage = ({ routeOptions, method, url }: FastifyRequest) =>
    pages.has(method === 'OPTIONS' ? (url.split('?')[0] ?? '') : (routeOptions.url ?? ''));
  app.addHook('onRoute', ({ url, config, schema }) => {
    if (config?.cors === false || schema?.hide) pages.add(url);
  });
  await app.register(cors, {
    delegator: (request, done) => done(null, isPage(request) ? { origin: false } : shared),
  });
  app.addHook('onRequest', async (request) => {
    const { config, schema } = request.routeOptions;
    if (config.cookie && !isAllowed(request, schema?.hide ? [own] : allowed)) throw new Problem('origin_not_allowed');
  });
});

function isAllowed({ headers }: FastifyRequest, allowed: string[]): boolean {
  const { origin, 'sec-fetch-site': site, cookie } = headers;
  if (origin !== undefined) return allowed.includes(origin);
  if (site !== undefined) return site === 'same-origin';
  // Every browser says where a POST comes from: what does not is no browser, and has no business with a cookie.
  return cookie === undefined;
}
