import './graphile-environment.ts';
import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import fp from 'fastify-plugin';
import { postgraphile } from 'postgraphile';
import { grafserv } from 'postgraphile/grafserv/fastify/v5';
import { type GraphQLError, lexicographicSortSchema, printSchema } from 'postgraphile/graphql';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import type { AccessTokens } from '../credentials/access-tokens.ts';
import type { Webhooks } from '../credentials/webhooks.ts';
import { type Gateway, NO_STATEMENT } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { requireEntry } from '../http/authentication.ts';
import type { OpenStreams } from '../http/open-streams.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Tracing } from '../observability/tracing.ts';
import { openExecution } from '../shortcuts/execution.ts';
import { openShortcuts } from '../shortcuts/open.ts';
import { applicationPreset, requireOwn } from './application-preset.ts';
import { boundedDocuments } from './bounded-documents.ts';
import { maskError, openConstraints } from './database-errors.ts';
import { type Documents, openDocuments, withoutSuggestions } from './documents.ts';
import { GRAPHIQL_FILES_POLICY, graphiqlPage } from './graphiql-page.ts';
import { completeSchema, namesOfEnums } from './names.ts';
import { frequentLabels, type OperationLabels, trustedLabels } from './operation-labels.ts';
import { hasGraphiql, missingForWebSockets } from './optional.ts';
import { pageSize } from './page-size.ts';
import { people } from './people/plugin.ts';
import { type QuickAnswers, quickly } from './quick-answers.ts';
import { graphqlRoute, settleContentTypes } from './route.ts';
import { schemasThatExist } from './schemas.ts';
import { DOCUMENT_DEFAULTS, type DocumentSettings } from './settings.ts';
import { streamRoutes } from './streams/routes.ts';

const LARGEST_REQUEST = 100_000;

declare module 'fastify' {
  interface FastifyRequest {
    /** What the document calls the operation that is executed; null: none is, undefined: it has no name. */
    graphqlOperation: string | null | undefined;
  }
}

/** What the GraphQL endpoint is made of. */
export interface GraphqlOptions extends Omit<DocumentSettings, 'streams'> {
  gateway: Gateway;
  /** For what hands out a secret. */
  issuer: Issuer;
  webhooks: Webhooks;
  tokens: AccessTokens;
  /** Where subscriptions are held. */
  streams: OpenStreams;
  metrics: Metrics;
  /** Told of which operation a request is; left out: nobody is. */
  tracing?: Pick<Tracing, 'named'> | undefined;
  /** Database schemas to expose, which have to be there; left out: {@link DEFAULT_SCHEMA}, where there is one. */
  schemas?: string[] | undefined;
  /** Serves the GraphiQL page at /. */
  development: boolean;
  /** The path of the public URL, where that page is to ask. */
  base: string;
}

/**
 * POST /graphql: PostGraphile over the gateway. Who calls is settled before anything is parsed, what they may ask for before anything is planned,
 * and what they may see, in the database.
 *
 * @throws Error when a schema is not there, or the schemas make no GraphQL schema.
 */
export const graphql = fp(async (app: FastifyInstance, options: GraphqlOptions) => {
  const {
    gateway,
    issuer,
    webhooks,
    metrics,
    schemas,
    development,
    trusted,
    introspection = development,
    base,
  } = options;
  let documents: Documents | undefined;
  let quick: QuickAnswers | undefined;
  const exposed = schemas ?? [DEFAULT_SCHEMA];
  const constraints = openConstraints([...exposed, 'rowseal', 'rowseal_private']);
  const told = { log: app.log, schemas: exposed, constraints };
  const graphiql = development && hasGraphiql();
  // Of a package that is installed for them.
  const trust = trusted && (await import('./trusted-documents.ts')).trustedDocuments(trusted);
  const shortcuts = options.shortcuts === false ? undefined : openShortcuts(metrics, (why) => app.log.warn(why));
  const mask = (error: GraphQLError) => maskError(introspection ? error : withoutSuggestions(error), told);
  const onTaken = (name: string, instead: string) =>
    app.log.warn(`GraphQL has a field ${name} of the application; Rowseal's is called ${instead}`);
  const own = schemaPreset({ gateway, schemas });
  const application = options.preset === undefined ? {} : await applicationPreset(options.preset);
  const beside = [PostGraphileAmberPreset, application, trust ?? {}];
  const preset: GraphileConfig.Preset = {
    // What is not in one of these is not the application's to change.
    extends: beside,
    ...own,
    plugins: [
      ...(own.plugins ?? []),
      constraints.plugin,
      pageSize(options.limits.page),
      boundedDocuments({ documents: () => documents, gateway, shortcuts }),
      ...(options.people === false
        ? []
        : people({ gateway, issuer, webhooks, constraints, page: options.limits.page, beside, onTaken })),
      ...(graphiql ? [graphiqlPage(base)] : []),
    ],
    grafast: {
      context: ({ fastifyv5 }) => (fastifyv5 ? { entry: requireEntry(fastifyv5.request) } : {}),
      explain: false,
    },
    grafserv: {
      graphqlPath: '/graphql',
      graphiql,
      graphiqlPath: '/',
      graphiqlOnGraphQLGET: false,
      graphqlOverGET: false,
      websockets: false,
      watch: false,
      maxRequestLength: LARGEST_REQUEST,
      maskError: mask,
    },
  };

  app.decorateRequest('graphqlOperation', null);
  const labels = trusted ? trustedLabels() : frequentLabels(metrics.operationForgotten);
  app.addHook('onRoute', (route) => {
    if (route.url === '/graphql') {
      const answer = answerAfterEntering(gateway, quick ? quickly(quick, route.handler) : route.handler);
      const handler = measured(options, labels, answer);
      Object.assign(route, { schema: graphqlRoute(trusted !== undefined), preHandler: settleContentTypes, handler });
    }
    // The page itself holds nothing; each request it makes needs a token like any other.
    if (graphiql && (route.url === '/' || route.url.startsWith('/ruru-static/')))
      Object.assign(route, {
        config: { ...route.config, public: true, loopback: true, contentSecurityPolicy: GRAPHIQL_FILES_POLICY },
        schema: { hide: true },
      });
  });
  const instance = postgraphile(preset);
  requireOwn(instance.getResolvedPreset(), preset);
  app.addHook('onClose', () => instance.release());
  const schema = await completeSchema(instance);
  documents = await openDocuments(schema, { ...options, introspection });
  if (shortcuts) {
    const execute = await openExecution({ schema, preset: instance.getResolvedPreset() });
    quick = { gateway, documents, execute, maskError: mask, trusted, tally: shortcuts.tally };
  }
  await instance.createServ(grafserv).addTo(app);
  if (!schema.getSubscriptionType()) return;
  const missing = missingForWebSockets();
  if (missing !== undefined)
    app.log.warn(`Subscriptions are served without WebSocket, which needs packages: ${missing}`);
  const openWebSockets = missing === undefined ? (await import('./streams/websocket.ts')).openWebSockets : undefined;
  const { streams, tokens } = options;
  const served = { schema, documents, trusted, mask, gateway, issuer, tokens, streams, openWebSockets };
  await app.register(streamRoutes, served);
});

/**
 * Has the caller enter before an answer about a document for which no SQL ran: nobody whom the database refuses learns anything of it.
 *
 * @param gateway - to enter through.
 * @param answer - the route's own handler.
 */
function answerAfterEntering(gateway: Gateway, answer: RouteHandlerMethod): RouteHandlerMethod {
  return async function (request, reply) {
    const body = withoutStatuses(await answer.call(this, request, reply));
    const entry = requireEntry(request);
    // A refusal is the answer already.
    if (!gateway.hasEntered(entry) && !gateway.refusal(entry)) await gateway.query(entry, NO_STATEMENT);
    return body;
  };
}

/**
 * Measures operations by their names.
 *
 * @param options - who is told.
 * @param labels - what names are told as.
 * @param answer - the route's own handler.
 */
function measured(
  { metrics, tracing }: Pick<GraphqlOptions, 'metrics' | 'tracing'>,
  labels: OperationLabels,
  answer: RouteHandlerMethod,
): RouteHandlerMethod {
  return async function (request, reply) {
    const began = performance.now();
    try {
      return await answer.call(this, request, reply);
    } finally {
      if (request.graphqlOperation !== null) {
        const label = labels.of(request.graphqlOperation);
        metrics.operationEnded(label, (performance.now() - began) / 1000);
        tracing?.named(request, label);
      }
    }
  };
}

/** The body of an answer without the HTTP status that grafserv leaves in the extensions of its errors. */
function withoutStatuses(body: unknown): unknown {
  const { errors } = (body ?? {}) as { errors?: { extensions?: { statusCode?: number } }[] };
  for (const { extensions } of errors ?? []) delete extensions?.statusCode;
  return body;
}

const DEFAULT_SCHEMA = 'app';

type SchemaOptions = Pick<GraphqlOptions, 'gateway' | 'schemas' | 'people'>;

function schemaPreset({ gateway, schemas }: SchemaOptions): GraphileConfig.Preset {
  return {
    plugins: [schemasThatExist(schemas ?? []), namesOfEnums],
    // Leaving out a table because something of it has no name serves less than it should.
    schema: { dontSwallowErrors: true },
    pgServices: [gateway.service(schemas ?? [DEFAULT_SCHEMA])],
  };
}

/**
 * The GraphQL interface in the schema definition language.
 *
 * @param options - the gateway to introspect through, the database schemas to expose, and whether people are served.
 */
export async function printSchemaOf(options: SchemaOptions): Promise<string> {
  const { gateway } = options;
  const constraints = openConstraints([]);
  const { plugins = [], ...own } = schemaPreset(options);
  const page = DOCUMENT_DEFAULTS.limits.page;
  const beside = [PostGraphileAmberPreset];
  const instance = postgraphile({
    extends: beside,
    ...own,
    plugins: [...plugins, ...(options.people === false ? [] : people({ gateway, constraints, page, beside }))],
  });
  try {
    return `${printSchema(lexicographicSortSchema(await completeSchema(instance)))}\n`;
  } finally {
    await instance.release();
  }
}
