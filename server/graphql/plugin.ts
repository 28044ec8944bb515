import './graphile-environment.ts';
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { postgraphile } from 'postgraphile';
import { isSafeError } from 'postgraphile/grafast';
import { grafserv } from 'postgraphile/grafserv/fastify/v5';
import { GraphQLError, lexicographicSortSchema, printSchema } from 'postgraphile/graphql';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import type { Gateway } from '../database/gateway.ts';
import { requireEntry } from '../http/authentication.ts';
import { problemOf, titleOf } from '../http/problem.ts';
import { loggable } from '../observability/logging.ts';
import { GRAPHIQL_FILES_POLICY, graphiqlPolicy } from './graphiql-policy.ts';
import { GRAPHQL_ROUTE, settleContentTypes } from './route.ts';

const LARGEST_REQUEST = 100_000;

/** What the GraphQL endpoint is made of. */
export interface GraphqlOptions {
  gateway: Gateway;
  /** Database schemas to expose. */
  schemas: string[];
  /** Serves the GraphiQL page at /. */
  development: boolean;
}

/** POST /graphql: PostGraphile over the gateway. Who calls is settled before anything is parsed; what they may see, in the database. */
export const graphql = fp(async (app: FastifyInstance, { gateway, schemas, development }: GraphqlOptions) => {
  const preset: GraphileConfig.Preset = {
    extends: [schemaPreset({ gateway, schemas })],
    plugins: development ? [graphiqlPolicy] : [],
    grafast: {
      context: ({ fastifyv5 }) => (fastifyv5 ? { entry: requireEntry(fastifyv5.request) } : {}),
      explain: false,
    },
    grafserv: {
      graphqlPath: '/graphql',
      graphiql: development,
      graphiqlPath: '/',
      graphiqlOnGraphQLGET: false,
      graphqlOverGET: false,
      websockets: false,
      watch: false,
      maxRequestLength: LARGEST_REQUEST,
      maskError: (error) => maskError(app, error),
    },
  };

  app.addHook('onRoute', (route) => {
    if (route.url === '/graphql') Object.assign(route, { schema: GRAPHQL_ROUTE, preHandler: settleContentTypes });
    // The page itself holds nothing; each request it makes needs a token like any other.
    if (development && (route.url === '/' || route.url.startsWith('/ruru-static/')))
      Object.assign(route, {
        config: { ...route.config, public: true, contentSecurityPolicy: GRAPHIQL_FILES_POLICY },
        schema: { hide: true },
      });
  });
  const instance = postgraphile(preset);
  await instance.createServ(grafserv).addTo(app);
  app.addHook('onClose', () => instance.release());
});

type SchemaOptions = Pick<GraphqlOptions, 'gateway' | 'schemas'>;

function schemaPreset({ gateway, schemas }: SchemaOptions): GraphileConfig.Preset {
  return { extends: [PostGraphileAmberPreset], pgServices: [gateway.service(schemas)] };
}

/**
 * The GraphQL interface in the schema definition language.
 *
 * @param options - the gateway to introspect through, and the database schemas to expose.
 */
export async function printSchemaOf(options: SchemaOptions): Promise<string> {
  const instance = postgraphile(schemaPreset(options));
  try {
    return `${printSchema(lexicographicSortSchema(await instance.getSchema()))}\n`;
  } finally {
    await instance.release();
  }
}

/** Gives an error that came from below its problem code, and nothing of its text. */
function maskError(app: FastifyInstance, error: GraphQLError): GraphQLError {
  const { originalError } = error;
  if (!originalError || originalError instanceof GraphQLError || isSafeError(originalError)) return error;
  const { code } = problemOf(originalError);
  if (code === 'internal') app.log.error({ error: loggable(originalError) }, 'GraphQL field failed');
  const { nodes = null, source = null, positions = null, path = null } = error;
  return new GraphQLError(titleOf(code), { nodes, source, positions, path, extensions: { code } });
}
