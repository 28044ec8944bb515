import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  subscribe,
} from 'postgraphile/graphql';
import { z } from 'zod';
import type { OpenStream } from '../../http/open-stream.ts';
import { problemOf } from '../../http/problem.ts';
import { DocumentRefused } from '../document-cost.ts';
import { documentName } from '../document-names.ts';
import type { Documents } from '../documents.ts';
import type { StreamContext } from '../people/subscriptions.ts';

/** What clients ask for. */
export const SubscriptionRequest = z.looseObject({
  query: z.string().nullish(),
  /** Of a trusted document, clients send its name, in one of these. */
  id: z.unknown().optional(),
  documentId: z.unknown().optional(),
  extensions: z.unknown().optional(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

/** A subscription that is asked for, over either transport. */
export type SubscriptionRequest = z.infer<typeof SubscriptionRequest>;

/** What subscriptions are read and executed with. */
export interface OperationOptions {
  schema: GraphQLSchema;
  documents: Documents;
  /** The only documents to serve, by their names; undefined: any. */
  trusted: ReadonlyMap<string, string> | undefined;
  /** Shows what may be told of an error. */
  mask(error: GraphQLError): GraphQLError;
}

/** What a subscription answers with, one after another. */
export type Results = AsyncIterableIterator<ExecutionResult>;

/** Subscriptions as either transport serves them. */
export interface Operations {
  /**
   * Reads a subscription.
   *
   * @param request - as it came.
   * @param stream - over which it is to be answered.
   * @returns what is to be executed, or why it is not.
   */
  read(request: SubscriptionRequest, stream: OpenStream): ExecutionArgs | GraphQLError[];
  /** Executes what was read: its answers, or the one that says why there are none. */
  run(args: ExecutionArgs): Promise<Results | ExecutionResult>;
}

/**
 * Reads subscriptions as documents are read everywhere, and executes them. What fails later than at the beginning ends their stream.
 *
 * @param options - see {@link OperationOptions}.
 */
export function openOperations({ schema, documents, trusted, mask }: OperationOptions): Operations {
  const masked = (result: ExecutionResult): ExecutionResult =>
    result.errors ? { ...result, errors: result.errors.map(mask) } : result;
  return {
    read: (request, stream) => {
      const text = trusted ? trusted.get(documentName(request)) : request.query;
      if (typeof text !== 'string') return [refused(trusted ? NOT_TRUSTED : 'There is no document')];
      try {
        const found = documents.read(text, request.variables, true);
        if ('errors' in found) return [...found.errors];
        const contextValue: StreamContext = { stream };
        const { variables = null, operationName = null } = request;
        return { schema, document: found.document, variableValues: variables, operationName, contextValue };
      } catch (error) {
        if (!(error instanceof DocumentRefused)) throw error;
        return [refused(error.message)];
      }
    },
    run: async (args) => {
      const answered = await subscribe(args);
      if (!(Symbol.asyncIterator in answered)) return masked(answered);
      const { stream } = args.contextValue as StreamContext;
      const results: Results = {
        next: async () => {
          try {
            const next = await answered.next();
            return next.done ? next : { done: false, value: masked(next.value) };
          } catch (error) {
            stream.end(problemOf(error));
            return { done: true, value: undefined };
          }
        },
        return: () => answered.return(undefined),
        [Symbol.asyncIterator]: () => results,
      };
      return results;
    },
  };
}

const NOT_TRUSTED = 'This server accepts trusted documents only, and none has this ID';

function refused(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'document_refused' } });
}
