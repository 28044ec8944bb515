import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { OpenAPIV3_1 } from 'openapi-types';
import { COMPONENTS, INFO, JSON_SCHEMA_OPTIONS, TAGS } from './openapi-components.ts';
import { STATUS_CODES } from './problem.ts';

type Document = OpenAPIV3_1.Document;
type Operation = OpenAPIV3_1.OperationObject;
type Schemas = NonNullable<OpenAPIV3_1.ComponentsObject['schemas']>;

/**
 * A server of the same routes that describes them as OpenAPI 3.1, from their zod schemas, and serves none of them.
 *
 * @param routes - as they were added to the server.
 * @param publicUrl - where that is.
 * @param more - what else the describing server gets, such as pages that show the document.
 */
export async function describeRoutes(
  routes: readonly RouteOptions[],
  publicUrl: string,
  more?: (describing: FastifyInstance) => Promise<void>,
): Promise<FastifyInstance> {
  const describing = Fastify({
    exposeHeadRoutes: false,
    schemaController: {
      compilersFactory: { buildValidator: () => () => served, buildSerializer: () => () => JSON.stringify },
    },
  });
  await describing.register(swagger, documentOptions(publicUrl));
  for (const { method, url, schema, config = {} } of routes) {
    if (method !== 'HEAD' && !schema?.hide)
      describing.route({ method, url, config, handler: served, ...(schema ? { schema } : {}) });
  }
  await more?.(describing);
  await describing.ready();
  return describing;
}

/** None of these routes is asked. */
function served(): never {
  throw new Error('a route that is only described was asked');
}

function documentOptions(publicUrl: string): FastifyDynamicSwaggerOptions {
  const options = { zodToJsonConfig: JSON_SCHEMA_OPTIONS };
  const addSchemas = createJsonSchemaTransformObject(options);
  return {
    openapi: {
      openapi: '3.1.0',
      info: INFO,
      servers: [{ url: publicUrl }],
      tags: TAGS,
      components: COMPONENTS,
    },
    stripBasePath: false,
    convertConstToEnum: false,
    transform: createJsonSchemaTransform(options),
    transformObject: (documented) => complete(addSchemas(documented) as Document),
  };
}

/** Adds what holds of every operation of a kind, and what zod has no words for. */
function complete(document: Document): Document {
  const schemas = document.components?.schemas ?? {};
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(path ?? {}) as Operation[]) completeOperation(operation, schemas);
  }
  const used = referencedFrom(document.paths, schemas);
  const kept = Object.entries(schemas).filter(([name]) => used.has(name));
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(kept) } };
}

function completeOperation(operation: Operation, schemas: Schemas): void {
  operation.security ??= [];
  const takes = (scheme: keyof typeof COMPONENTS.securitySchemes) =>
    operation.security?.some((requirement) => scheme in requirement) ?? false;
  const headers: (keyof typeof COMPONENTS.parameters)[] = takes('bearer') ? ['Workspace'] : [];
  // No other operations have the refusals of these headers.
  if ('422' in (operation.responses ?? {})) headers.push('IdempotencyKey');
  if ('412' in (operation.responses ?? {})) headers.push('IfMatch');
  if (headers.length > 0) {
    operation.parameters = [...(operation.parameters ?? []), ...headers.map((name) => reference('parameters', name))];
  }

  const { requestBody } = operation;
  if (requestBody && 'content' in requestBody) {
    requestBody.required = Object.values(requestBody.content).every(({ schema }) => schema && !('default' in schema));
  }
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    if ('$ref' in response) continue;
    const told = headersOf(status, takes('refreshCookie'));
    if (told) response.headers = Object.fromEntries(told.map((name) => [name, reference('headers', name)]));
    if (response.description === 'Default Response') response.description = describe(status, response, schemas);
  }
}

function headersOf(status: string, takesCookie: boolean): (keyof typeof COMPONENTS.headers)[] | undefined {
  if (status === '401') return ['WWW-Authenticate'];
  if (status === '429' || status === '503') return ['Retry-After'];
  return takesCookie && status.startsWith('2') ? ['Set-Cookie'] : undefined;
}

function describe(status: string, { content }: OpenAPIV3_1.ResponseObject, schemas: Schemas): string {
  const [media] = Object.values(content ?? {});
  const name = media?.schema && '$ref' in media.schema ? nameOf(media.schema.$ref) : undefined;
  return (name && schemas[name]?.description) ?? STATUS_CODES[status] ?? status;
}

const SCHEMAS = '#/components/schemas/';

function reference(kind: keyof OpenAPIV3_1.ComponentsObject, name: string): OpenAPIV3_1.ReferenceObject {
  return { $ref: `#/components/${kind}/${name}` };
}

function nameOf(ref: string): string {
  return ref.slice(SCHEMAS.length);
}

/** The names of the shared schemas that something refers to: each is made for input and for output, and few serve as both. */
function referencedFrom(start: unknown, schemas: Schemas, seen = new Set<string>()): Set<string> {
  JSON.stringify(start, (key, value) => {
    if (key === '$ref' && value.startsWith(SCHEMAS) && !seen.has(nameOf(value))) {
      seen.add(nameOf(value));
      referencedFrom(schemas[nameOf(value)], schemas, seen);
    }
    return value;
  });
  return seen;
}
