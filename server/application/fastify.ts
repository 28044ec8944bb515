import type { FastifyInstance } from 'fastify';
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
