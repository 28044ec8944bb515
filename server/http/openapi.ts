import type { FastifyInstance, RouteOptions } from 'fastify';
import fp from 'fastify-plugin';
import type { OpenAPIV3_1 } from 'openapi-types';
import { lazily } from '../database/lazily.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** A server of the same routes that describes them, and serves none: with `swagger()`, and what else it is given. For its caller to close. */
    describing(more?: (describing: FastifyInstance) => Promise<void>): Promise<FastifyInstance>;
    /** The OpenAPI 3.1 document of this server. */
    openapi(): Promise<OpenAPIV3_1.Document>;
  }
}

/**
 * Describes the routes by their zod schemas, where somebody asks for it: what that takes is a tenth of what a start would load. To be registered before
 * the routes.
 */
export const openapi = fp(async (app: FastifyInstance, { publicUrl }: { publicUrl: string }) => {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => void routes.push(route));
  app.decorate('describing', async (more) => {
    const { describeRoutes } = await import('./openapi-document.ts');
    return describeRoutes(routes, publicUrl, more);
  });
  const document = lazily(async () => {
    const describing = await app.describing();
    const text = describing.swagger() as OpenAPIV3_1.Document;
    await describing.close();
    return text;
  });
  app.decorate('openapi', document.get);
});
