import type { FastifyInstance, FastifyPluginAsync, FastifyPluginOptions, RawServerDefault } from 'fastify';
import fp from 'fastify-plugin';
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { openapi } from './openapi.ts';
import { parse } from './schemas.ts';

/** A plugin whose routes say in zod what they take and what they answer. */
export type Routes<Options extends FastifyPluginOptions> = FastifyPluginAsync<
  Options,
  RawServerDefault,
  ZodTypeProvider
>;

/** The `schema.security` of a route for bearers of a token. */
export const BEARER = [{ bearer: [] }];

/** The `schema.security` of a route that reads the refresh cookie, where there is one. */
export const REFRESH_COOKIE = [{ refreshCookie: [] }, {}];

/** The `schema.security` of a route for OAuth clients; what is not sent by HTTP Basic is in the form. */
export const CLIENT = [{ client: [] }, {}];

/**
 * Makes the zod schemas of routes their contract: requests are parsed by them, answers hold what they name and nothing else, and the
 * OpenAPI document is generated from them.
 */
export const contract = fp(async (app: FastifyInstance, options: { publicUrl: string }) => {
  app.setValidatorCompiler<z.ZodType>(({ schema }) => (value) => {
    try {
      // Fastify gives null where there is no body; one that says null does not get here.
      return { value: parse(schema, value ?? undefined) };
    } catch (error) {
      return { error: error as Error };
    }
  });
  app.setSerializerCompiler(serializerCompiler);
  await app.register(openapi, options);
});
