import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { contentSecurityPolicy } from '../http/content-security-policy.ts';

/** Its scripts and styles are files of its own; it shows what this server answers, and talks to nobody else. */
const POLICY = contentSecurityPolicy({
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'form-action': ["'none'"],
});

/** /docs: the reference page of the OpenAPI document, to read and to try; `base` is the path of the public URL. */
export async function docsRoutes(app: FastifyInstance, { base }: { base: string }): Promise<void> {
  app.addHook('onRoute', (route) => {
    Object.assign(route, {
      config: { ...route.config, public: true, contentSecurityPolicy: POLICY },
      schema: { hide: true },
    });
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    indexPrefix: base,
    theme: { title: 'Rowseal API' },
    uiConfig: {
      layout: 'BaseLayout',
      deepLinking: true,
      docExpansion: 'list',
      defaultModelsExpandDepth: 0,
      displayOperationId: true,
      persistAuthorization: false,
    },
  });
}
