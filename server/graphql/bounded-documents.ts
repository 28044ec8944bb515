import { type OperationPlan, SafeError } from 'postgraphile/grafast';
import type { NormalizedRequestDigest } from 'postgraphile/grafserv';
import type { Gateway } from '../database/gateway.ts';
import type { ProblemCode } from '../http/problem.ts';
import { againIfGivenUp } from '../shortcuts/execution.ts';
import type { Shortcuts } from '../shortcuts/open.ts';
import { DocumentRefused } from './document-cost.ts';
import { type Documents, onlyReads, type ReadDocument } from './documents.ts';
import { operationNameOf } from './operation-labels.ts';

/**
 * Has PostGraphile read documents as Rowseal does, instead of its own way, which plans whatever is valid and keeps 500 plans of any size.
 *
 * @param options - the documents, there by the time that requests come; the gateway, which is told what only reads; the shortcuts that plans are
 *   given, where there are any.
 */
export function boundedDocuments(options: {
  documents: () => Documents | undefined;
  gateway?: Gateway;
  shortcuts?: Shortcuts | undefined;
}): GraphileConfig.Plugin {
  const { documents, gateway, shortcuts } = options;
  const read = new WeakMap<NormalizedRequestDigest, ReadDocument>();
  const planned = new WeakSet<OperationPlan>();
  return {
    name: 'RowsealBoundedDocuments',
    grafserv: {
      middleware: {
        async processGraphQLRequestBody(next, { body, request }) {
          // A trusted document gets its text here.
          await next();
          if (!request || typeof body.query !== 'string') return;
          const found = readOrRefuse(required(documents()), body.query, body.variableValues);
          read.set(request, found);
          const asked = request.requestContext.fastifyv5?.request;
          if (!asked || !('document' in found)) return;
          asked.graphqlOperation = operationNameOf(found.document, body.operationName);
          if (asked.entry && onlyReads(found.document)) gateway?.reads(asked.entry);
        },
        setPreset(next, event) {
          const { getExecutionConfig } = event;
          event.getExecutionConfig = async function (context) {
            const config = await getExecutionConfig.call(this, context);
            const { http } = context;
            const execute = shortcuts ? againIfGivenUp(config.execute) : config.execute;
            return { ...config, execute, parseAndValidate: () => required(http && read.get(http)) };
          };
          return next();
        },
      },
    },
    grafast: {
      middleware: {
        establishOperationPlan(next, event) {
          const plan = next();
          if (!planned.has(plan)) {
            planned.add(plan);
            shortcuts?.shorten(plan);
            documents()?.planned(event.operation);
          }
          return plan;
        },
      },
    },
  };
}

/**
 * What a document is refused with.
 *
 * @param message - for the caller.
 */
export function documentRefused(message: string): SafeError {
  return new SafeError(message, { statusCode: 400, code: 'document_refused' satisfies ProblemCode });
}

function readOrRefuse(documents: Documents, text: string, variables: unknown): ReadDocument {
  try {
    return documents.read(text, variables);
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
    throw documentRefused(error.message);
  }
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a document that was not checked was about to be executed');
  return value;
}
