import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifyPluginAsync, FastifyPluginOptions, RawServerDefault } from 'fastify';
import fp from 'fastify-plugin';
import { jsonSchemaTransform, serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { parse } from './validation.ts';

/** A plugin whose routes say in zod what they take and what they answer. */
export type Routes<Options extends FastifyPluginOptions> = FastifyPluginAsync<
  Options,
  RawServerDefault,
  ZodTypeProvider
>;

/** The two ways to say who one is, as OpenAPI names them; a route's `schema.security` refers to them. */
export const BEARER = [{ bearer: [] }];

/**
 * Makes the zod schemas of routes their contract: requests are parsed by them, answers hold what they name and nothing else, and the
 * OpenAPI 3.1 document is generated from them.
 */
export const contract = fp(async (app: FastifyInstance, { publicUrl }: { publicUrl: string }) => {
  app.setValidatorCompiler<z.ZodType>(({ schema }) => (value) => {
    try {
      // Fastify says null where there is no body.
      return { value: parse(schema, value ?? undefined) };
    } catch (error) {
      return { error: error as Error };
    }
  });
  app.setSerializerCompiler(serializerCompiler);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Rowseal',
        version: '1',
        description: 'Auth for multi-tenant applications on PostgreSQL. Errors are RFC 9457 problem documents.',
      },
      servers: [{ url: publicUrl }],
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description: 'An access token (RFC 9068) or a personal access token (rsp_…).',
          },
        },
      },
    },
    transform: jsonSchemaTransform,
  });
});
