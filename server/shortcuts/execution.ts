import type { WithPgClient } from 'postgraphile/@dataplan/pg';
import { execute, type GrafastExecutionArgs, getGrafastMiddleware } from 'postgraphile/grafast';
import type { DocumentNode, ExecutionResult, GraphQLError, GraphQLSchema } from 'postgraphile/graphql';
import type { Entry } from '../database/entry.ts';
import type { GatewayClient } from '../database/gateway-service.ts';
import { GivenUp } from './rows-as-json.ts';

/** What @dataplan/pg makes of a request's context for its queries. */
export interface GatewayContext {
  pgSettings: Entry;
  withPgClient: WithPgClient<GatewayClient>;
}

/** One request, read and checked. */
export interface Operation {
  document: DocumentNode;
  entry: Entry;
  variables: Record<string, unknown> | null | undefined;
  operationName: string | null | undefined;
}

/** What an operation came to: its data as JSON, not to be written again. */
export interface Executed {
  data: string | null | undefined;
  errors: readonly GraphQLError[] | undefined;
}

/** Executes an operation, and never twice if it may change anything. */
export type Execute = (operation: Operation) => Promise<Executed>;

/** What operations are executed with. */
export interface ExecutionOptions {
  schema: GraphQLSchema;
  preset: GraphileConfig.ResolvedPreset;
}

/**
 * Executes operations as grafserv does, with a context of the two members that PostGraphile's queries use.
 *
 * @param options - see {@link ExecutionOptions}.
 */
export async function openExecution({ schema, preset }: ExecutionOptions): Promise<Execute> {
  const middleware = getGrafastMiddleware(preset);
  const withGatewayClient = (await preset.pgServices?.[0]?.adaptor.createWithPgClient(
    undefined as never,
  )) as WithPgClient<GatewayClient>;
  const once = async ({ document, entry, variables, operationName }: Operation): Promise<ExecutionResult> => {
    const args: GrafastExecutionArgs = {
      schema,
      document,
      rootValue: null,
      contextValue: { entry, withGatewayClient },
      variableValues: variables ?? null,
      operationName: operationName ?? null,
      resolvedPreset: preset,
      middleware,
      outputDataAsString: true,
    };
    const result = await quietly(() => execute(args));
    if (Symbol.asyncIterator in result) throw new Error('an answer in several parts was not asked for');
    return result;
  };
  const whole = againIfGivenUp(once);
  return async (operation) => {
    const { data, errors } = await whole(operation);
    return { data: data as string | null | undefined, errors };
  };
}

/**
 * Executes once more where a list was given up, which is done for queries only.
 *
 * @param once - executes.
 */
export function againIfGivenUp<A, R>(once: (args: A) => R | Promise<R>): (args: A) => Promise<R> {
  return async (args) => {
    const result = await once(args);
    const { errors } = result as { errors?: readonly GraphQLError[] };
    return errors?.some(({ originalError }) => originalError instanceof GivenUp) ? await once(args) : result;
  };
}

const OVER = Object.freeze(new DOMException('This operation was aborted', 'AbortError'));

/** One reason for all: without one, Node makes an error and walks the stack for it. */
class QuietAbortController extends AbortController {
  override abort(reason: unknown = OVER): void {
    super.abort(reason);
  }
}

/**
 * Calls something that makes an AbortController, as grafast does before it first waits, and aborts it when all is done. Nothing else runs meanwhile, and
 * whatever else makes one here gets one that works alike.
 */
function quietly<T>(call: () => T): T {
  const { AbortController: usual } = globalThis;
  globalThis.AbortController = QuietAbortController;
  try {
    return call();
  } finally {
    globalThis.AbortController = usual;
  }
}
