import './graphile-environment.ts';
import type { FastifyBaseLogger } from 'fastify';
import { SafeError } from 'postgraphile/grafast';
import type { NormalizedRequestDigest, RequestDigest } from 'postgraphile/grafserv';
import { type ExecutionResult, GraphQLError, type GraphQLSchema } from 'postgraphile/graphql';
import { type CredentialOptions, openCredentials } from '../adapters/credentials.ts';
import { bearerToken } from '../credentials/presented-entry.ts';
import { deferred } from '../database/deferred.ts';
import { type Entry, type Gateway, NO_STATEMENT, openGateway } from '../database/gateway.ts';
import { type Lazy, lazily } from '../database/lazily.ts';
import { problemOf, titleOf } from '../http/problem.ts';
import { parse, workspaceName } from '../http/schemas.ts';
import { tokenAdmission } from '../http/token-admission.ts';
import { createMetrics } from '../observability/metrics.ts';
import { boundedDocuments } from './bounded-documents.ts';
import { maskError, openConstraints } from './database-errors.ts';
import { type Documents, openDocuments, withoutSuggestions } from './documents.ts';
import { namesOfEnums } from './names.ts';
import { pageSize } from './page-size.ts';
import { schemasThatExist } from './schemas.ts';
import { DOCUMENT_DEFAULTS, type DocumentLimits } from './settings.ts';

export type { DocumentLimits } from './settings.ts';

const LARGEST_REQUEST = 100_000;

/** What a server of one's own is told. */
export interface Options extends CredentialOptions {
  /** Connection string of rowseal_gateway, or of a role that rowseal.add_request_role admitted. */
  databaseUrl: string;
  /** Connections to open at most; left out: 10. */
  max?: number;
  /** Schemas of the database to serve, which have to be there; left out: app. */
  schemas?: string[];
  /** How much a document may ask for; what is left out is as on Rowseal's own server. */
  limits?: Partial<DocumentLimits>;
  /** Bytes of memory for documents and their plans. */
  cacheBytes?: number;
  /** Answers `__schema` and `__type`, and suggests names; left out: no. */
  introspection?: boolean;
  /** What is known of a request besides its headers: the client's address, which credentials with networks need, and what logs call the request. */
  known?: (request: Partial<Grafast.RequestContext>) => { ip?: string; requestId?: string };
  /** Told of failures of fields that are nobody's fault outside; left out: they are printed. */
  onError?: (error: unknown) => void;
}

/** GraphQL as Rowseal's own server has it, for a server of one's own. */
export interface RowsealPreset {
  /** To be extended: `postgraphile({ extends: [PostGraphileAmberPreset, preset] })`. */
  preset: GraphileConfig.Preset;
  /** Closes the connections once they are given back. */
  close(): Promise<void>;
}

/**
 * Makes the preset: callers by their Authorization header, each step over the gateway in one round trip, the limits of documents, and error codes.
 * Where a preset of the application replaces a part of it, a query runs as its caller or is refused: as somebody else, never.
 *
 * @param options - see {@link Options}.
 */
export function openPreset(options: Options): RowsealPreset {
  const { databaseUrl, max = 10, schemas = ['app'], introspection = false, onError = console.error } = options;
  const { cacheBytes = DOCUMENT_DEFAULTS.cacheBytes } = options;
  const limits = { ...DOCUMENT_DEFAULTS.limits, ...options.limits };
  const gateway = openGateway(databaseUrl, { max });
  const constraints = openConstraints(schemas);
  const log = { error: onError } as unknown as FastifyBaseLogger;
  const kept = openedOnce((schema) =>
    openDocuments(schema, { limits, cacheBytes, introspection, metrics: createMetrics() }),
  );
  const mask = (error: GraphQLError) =>
    maskError(introspection ? error : withoutSuggestions(error), { log, schemas, constraints });
  return {
    preset: {
      plugins: [
        schemasThatExist(schemas),
        namesOfEnums,
        constraints.plugin,
        pageSize(limits.page),
        callers(gateway, options, kept),
        boundedDocuments({ documents: () => kept.documents }),
      ],
      // Leaving out a table because something of it has no name serves less than it should.
      schema: { dontSwallowErrors: true },
      pgServices: [gateway.service(schemas)],
      grafast: { explain: false },
      grafserv: { graphqlOverGET: false, websockets: false, maxRequestLength: LARGEST_REQUEST, maskError: mask },
    },
    close: () => gateway.close(),
  };
}

/** Documents of the schema that PostGraphile made last. */
interface KeptDocuments {
  /** There, once {@link ready} has been awaited. */
  readonly documents: Documents | undefined;
  made(schema: GraphQLSchema): void;
  ready(): Promise<Documents>;
}

function openedOnce(open: (schema: GraphQLSchema) => Promise<Documents>): KeptDocuments {
  const first = deferred<void>();
  let opening: Lazy<Documents> | undefined;
  let documents: Documents | undefined;
  return {
    get documents() {
      return documents;
    },
    made: (made) => {
      [opening, documents] = [lazily(() => open(made)), undefined];
      first.resolve();
    },
    ready: async () => {
      await first.promise;
      documents = await (opening as Lazy<Documents>).get();
      return documents;
    },
  };
}

/**
 * Settles with the database who calls before the body is read and a document is parsed, and tells nothing of a document to those whom it refuses. What
 * a framework has read of a body beforehand is not this server's to keep it from.
 */
function callers(gateway: Gateway, options: Options, kept: KeptDocuments): GraphileConfig.Plugin {
  const credentials = openCredentials(options);
  const { admit } = tokenAdmission(gateway);
  const known = new WeakMap<RequestDigest, Promise<Entry>>();

  async function admitted(request: NormalizedRequestDigest): Promise<Entry> {
    const token = bearerToken(request.getHeader('authorization'));
    const named = request.getHeader('x-rowseal-workspace');
    const { ip, requestId } = options.known?.(request.requestContext) ?? {};
    const wanted = named === undefined ? undefined : parse(workspaceName, named);
    const entry = await credentials.entryOf(token, { wanted, ip, request_id: requestId });
    await admit(entry);
    // How the request's own statements fare is told by an entry of its own.
    return { ...entry };
  }

  function callerOf(request: NormalizedRequestDigest): Promise<Entry> {
    const caller = known.get(request) ?? admitted(request).catch(refuse);
    known.set(request, caller);
    return caller;
  }

  /** Before an answer about a document for which no SQL ran. */
  async function enter(entry: Entry): Promise<void> {
    if (!gateway.hasEntered(entry) && !gateway.refusal(entry)) await gateway.query(entry, NO_STATEMENT).catch(refuse);
  }

  return {
    name: 'RowsealCallers',
    schema: {
      hooks: {
        finalize(schema) {
          kept.made(schema);
          return schema;
        },
      },
    },
    grafserv: {
      middleware: {
        processRequest(next, { requestDigest }) {
          const { getBody } = requestDigest;
          requestDigest.getBody = async () => {
            await callerOf(requestDigest as NormalizedRequestDigest);
            return getBody.call(requestDigest);
          };
          return next();
        },
        async processGraphQLRequestBody(next, { body, request }) {
          if (!request) throw new SafeError(titleOf('authentication_required'), { statusCode: 401 });
          const entry = await callerOf(request);
          const documents = await kept.ready();
          try {
            await next();
            const { query, variableValues } = body;
            if (typeof query === 'string' && 'errors' in documents.read(query, variableValues)) await enter(entry);
          } catch (error) {
            await enter(entry);
            throw error;
          }
        },
      },
    },
    grafast: {
      middleware: {
        async prepareArgs(next, { args }) {
          const prepared = await next();
          const { http } = args.requestContext ?? {};
          // After whatever the application puts there.
          Object.assign(args.contextValue as object, { entry: http && (await known.get(http)) });
          return prepared;
        },
        async execute(next, { args }) {
          const result = await next();
          const { http } = args.requestContext ?? {};
          const entry = http && (await known.get(http));
          try {
            if (entry) await enter(entry);
            return result;
          } catch (error) {
            return refusedWith(error);
          }
        },
      },
    },
  };
}

/** Instead of what a document was answered with. */
function refusedWith(error: unknown): ExecutionResult {
  if (!(error instanceof SafeError)) throw error;
  return { errors: [new GraphQLError(error.message, { originalError: error, extensions: error.extensions })] };
}

/** A refusal as grafserv answers it: its status, and its code in the extensions. */
function refuse(error: unknown): never {
  const { code, status, more } = problemOf(error);
  throw new SafeError(titleOf(code), { statusCode: status, code, ...more });
}
