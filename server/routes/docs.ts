import type { FastifySwaggerUiOptions } from '@fastify/swagger-ui';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { lazily } from '../database/lazily.ts';
import { contentSecurityPolicy } from '../http/content-security-policy.ts';

/** Its scripts and styles are files of its own; it shows what this server answers, and talks to nobody else. */
const POLICY = contentSecurityPolicy({
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'form-action': ["'none'"],
});

const PAGE: FastifySwaggerUiOptions = {
  routePrefix: '/docs',
  theme: { title: 'Rowseal API' },
  uiConfig: {
    layout: 'BaseLayout',
    deepLinking: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: 0,
    displayOperationId: true,
    persistAuthorization: false,
  },
};

/** What swagger-ui has addresses for. */
const PATHS = ['', '/', '/json', '/yaml', '/static/index.html', '/static/swagger-initializer.js', '/static/*'];
/** Of a connection or of the server around, not of an answer. */
const NOT_PASSED_ON = ['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding'];

/**
 * /docs: the reference page of the OpenAPI document, to read and to try. What shows it is loaded when somebody reads it.
 *
 * @param app - the server.
 * @param options - base: the path of the public URL.
 */
export async function docsRoutes(app: FastifyInstance, { base }: { base: string }): Promise<void> {
  const page = lazily(() =>
    app.describing(async (describing) => {
      const { default: swaggerUi } = await import('@fastify/swagger-ui');
      await describing.register(swaggerUi, { ...PAGE, indexPrefix: base });
    }),
  );
  app.addHook('onClose', async () => void (await page.begun)?.close());
  const config = { public: true, contentSecurityPolicy: POLICY };
  for (const path of PATHS) {
    app.get(`/docs${path}`, { config, schema: { hide: true } }, async (request, reply) => {
      const { statusCode, headers, rawPayload } = await (await page.get()).inject({
        url: request.url,
        headers: asked(request),
      });
      if (statusCode >= 400) return reply.callNotFound();
      for (const [name, value] of Object.entries(headers)) {
        if (value !== undefined && !NOT_PASSED_ON.includes(name)) reply.header(name, value);
      }
      return reply.code(statusCode).send(rawPayload);
    });
  }
}

/** What an answer may depend on. */
function asked({ headers }: FastifyRequest): Record<string, string> {
  const names = ['if-modified-since', 'if-none-match', 'range'] as const;
  return Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}
