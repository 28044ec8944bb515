import type { FastifyRequest, RouteHandlerMethod } from 'fastify';
import { stripAnsi } from 'postgraphile/grafast';
import type { DocumentNode, GraphQLError } from 'postgraphile/graphql';
import type { Gateway } from '../database/gateway.ts';
import { requireEntry } from '../http/authentication.ts';
import type { Execute } from '../shortcuts/execution.ts';
import type { Tally } from '../shortcuts/tally.ts';
import { documentName, type NamingBody } from './document-names.ts';
import { type Documents, onlyReads } from './documents.ts';
import { operationNameOf } from './operation-labels.ts';

/** What requests are answered with. */
export interface QuickAnswers {
  gateway: Gateway;
  documents: Documents;
  execute: Execute;
  maskError: (error: GraphQLError) => GraphQLError;
  /** The only documents to serve, by the names that clients send; undefined: any. */
  trusted: ReadonlyMap<string, string> | undefined;
  tally: Tally;
}

/** The body of a request, as its schema lets it pass. */
interface GraphqlBody extends NamingBody {
  query?: unknown;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
}

const OF_TEXTS: ReadonlySet<string> = new Set(['query', 'variables', 'operationName']);
const OF_NAMES: ReadonlySet<string> = new Set(['id', 'documentId', 'extensions', 'variables', 'operationName']);

/**
 * Answers requests whose document is known and within its limits: the data goes out as the text that it was written as. All others are answered the
 * usual way, errors of documents among them.
 *
 * @param options - see {@link QuickAnswers}.
 * @param usual - PostGraphile's own handler.
 */
export function quickly(options: QuickAnswers, usual: RouteHandlerMethod): RouteHandlerMethod {
  const { gateway, execute, maskError, tally } = options;
  return async function (request, reply) {
    const body = request.body as GraphqlBody;
    const document = known(options, body);
    if (!document) {
      tally.answer.usual++;
      return usual.call(this, request, reply);
    }
    tally.answer.taken++;
    const { variables, operationName } = body;
    request.graphqlOperation = operationNameOf(document, operationName);
    const entry = requireEntry(request);
    if (onlyReads(document)) gateway.reads(entry);
    const { data, errors } = await execute({ document, entry, variables, operationName });
    const isJson = asksForJson(request);
    reply.type(isJson ? 'application/json;charset=utf-8' : 'application/graphql-response+json;charset=utf-8');
    if (errors === undefined) return `{"data":${data}}`;
    if (!isJson && data === undefined) reply.code(400);
    const told = `"errors":${JSON.stringify(errors.map((error) => shown(maskError(error))))}`;
    return data === undefined ? `{${told}}` : `{"data":${data},${told}}`;
  };
}

function known({ documents, trusted }: QuickAnswers, body: GraphqlBody): DocumentNode | undefined {
  const members = trusted ? OF_NAMES : OF_TEXTS;
  for (const name in body) if (!members.has(name)) return undefined;
  const text = trusted ? trusted.get(documentName(body)) : body.query;
  return typeof text === 'string' ? documents.known(text, body.variables) : undefined;
}

/** As {@link settleContentTypes} has settled it. */
const asksForJson = ({ headers }: FastifyRequest) => headers.accept !== undefined;

function shown(error: GraphQLError): object {
  const { statusCode: _, ...extensions } = error.extensions;
  return { ...error.toJSON(), message: stripAnsi(error.message), extensions };
}
