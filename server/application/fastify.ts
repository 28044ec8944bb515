import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PageRequest } from '../adapters/page-token.ts';
import type { Rowseal } from './rowseal.ts';

/**
 * Rowseal as a plugin of Fastify, which closes it with the application. Its routes are wildcards, which every route of the application comes before.
 *
 * @param app - of the application.
 * @param options - `rowseal`.
 * @example
 * await app.register(rowsealFastify, { rowseal });
 */
export async function rowsealFastify(app: FastifyInstance, { rowseal }: { rowseal: Rowseal }): Promise<void> {
  const { basePath } = rowseal;
  // What is registered here counts for these routes alone: Rowseal reads its bodies itself.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.addHook('onReady', () => rowseal.ready());
  app.addHook('onClose', () => rowseal.close());
  const urls = basePath === '' ? ['/*'] : [basePath, `${basePath}/*`, `/.well-known/:document${basePath}`];
  for (const url of urls) {
    app.all(url, async (request, reply) => {
      const [pathname = '/'] = request.raw.url?.split('?') ?? [];
      if (!(await rowseal.owns(pathname))) return reply.callNotFound();
      reply.hijack();
      return rowseal.node(request.raw, reply.raw);
    });
  }
}

/**
 * Continues the session of a browser before a page of the application is rendered, as a hook: {@link Rowseal.continueSession}. What Rowseal answers itself
 * it leaves alone.
 *
 * @param rowseal - of the application.
 * @example
 * app.addHook('onRequest', rowsealPages(rowseal));
 */
export function rowsealPages(rowseal: Rowseal) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const [pathname = '/'] = request.raw.url?.split('?') ?? [];
    if (request.headers.cookie === undefined || (await rowseal.owns(pathname))) return;
    // Which proxies are believed what they say of it is Rowseal's own configuration.
    const { cookie, setCookies } = await rowseal.continueSession(pageRequest(request), {
      ip: request.socket.remoteAddress,
    });
    request.headers.cookie = cookie;
    if (setCookies.length === 0) return;
    // No cache in between keeps a token.
    reply.header('set-cookie', setCookies).header('cache-control', 'private, no-store');
  };
}

/**
 * A request of Fastify as `authenticate` and `pageToken` read one.
 *
 * @param request - for a page.
 */
export function pageRequest({ method, headers }: FastifyRequest): PageRequest {
  return { method, headers: { get: (name) => (headers[name] === undefined ? null : String(headers[name])) } };
}
