import type { FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import findMyWay from 'find-my-way';
import { Problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether some route has this path, whatever its methods. */
    hasPath(path: string): boolean;
  }
}

/**
 * Tells a path that is not there (404) from one that has no such method (405), and the methods that it has in Allow (RFC 9110), also to OPTIONS.
 * Preflights of browsers are not its business: CORS answers those.
 */
export const allowedMethods = fp(async (app: FastifyInstance) => {
  const paths = findMyWay();
  const known = (path: string): Set<string> | undefined => paths.find('GET', path)?.store;
  const methodsOf = ({ raw }: FastifyRequest): string[] => {
    const [path = '/'] = (raw.url ?? '/').split('?');
    const methods = known(path);
    return methods ? [...methods, 'OPTIONS'].sort() : [];
  };
  app.decorate('hasPath', (path: string) => known(path) !== undefined);

  app.addHook('onRoute', ({ method, url }) => {
    const methods = [method].flat().filter((name) => name !== 'OPTIONS');
    if (methods.length === 0) return;
    const earlier: Set<string> | undefined = paths.findRoute('GET', url)?.store;
    for (const name of methods) earlier?.add(name);
    if (!earlier) paths.on('GET', url, () => {}, new Set(methods));
  });

  app.addHook('onRequest', (request, reply, done) => {
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] !== undefined) return done();
    const methods = methodsOf(request);
    if (methods.length === 0) throw new Problem('not_found');
    reply.code(204).header('allow', methods.join(', ')).send();
  });

  app.setNotFoundHandler(async (request, reply) => {
    const methods = methodsOf(request);
    if (methods.length === 0 || methods.includes(request.method)) throw new Problem('not_found');
    reply.header('allow', methods.join(', '));
    throw new Problem('method_not_allowed');
  });
});
