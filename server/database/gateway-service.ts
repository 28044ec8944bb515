import { LRUCache } from 'lru-cache';
import type { PgAdaptor, PgClient, PgClientQuery, PgClientResult, WithPgClient } from 'postgraphile/@dataplan/pg';
import type { BatchConnection } from './batch-connection.ts';
import { type Entry, isEntry } from './entry.ts';
import { type Answer, preambleOf, type Statement } from './gateway-batch.ts';
import { withoutBodies } from './introspection-text.ts';

/** What PostGraphile's service needs of the gateway. */
export interface ServiceParts {
  query(entry: Entry, statement: Statement): Promise<Answer>;
  /** Runs several statements of an entry in one transaction, which is over when the promise is. */
  transaction<T>(entry: Entry, run: (connection: Pick<BatchConnection, 'run'>) => Promise<T>): Promise<T>;
  /** Runs a statement of our own as nobody. */
  alone(statement: Statement): Promise<Answer>;
}

/** PostGraphile's view of a connection. */
export interface GatewayClient extends PgClient {
  query<TData>(opts: PgClientQuery): Promise<PgClientResult<TData>>;
  withTransaction<T>(callback: (client: this) => Promise<T>): Promise<T>;
}

/** Marks PostGraphile's one query at start, which reads catalogues only and has nobody to act for. */
const INTROSPECTION: Record<string, string> = Object.freeze({});
const NOTHING = preambleOf();

/**
 * PostGraphile's service over a gateway: it runs what has an entry, and one query at start that has none.
 *
 * @param parts - of the gateway.
 */
export function serviceOver({ query, transaction, alone }: ServiceParts) {
  const nameOf = namesOfTexts();
  const withPgClient: WithPgClient<GatewayClient> = async (settings, callback) => {
    if (settings === INTROSPECTION) return callback({ query: introspect, withTransaction: refuse });
    if (!isEntry(settings)) throw new Error('a query without claims is refused');
    return callback({
      query: async (opts) => shape(await query(settings, statementOf(opts, nameOf(opts)))),
      withTransaction: (run) => transaction(settings, (connection) => run(clientInTransaction(connection))),
    });
  };

  async function introspect<TData>(opts: PgClientQuery): Promise<PgClientResult<TData>> {
    // PostGraphile is there, or nobody would ask.
    const { makeIntrospectionQuery } = await import('postgraphile/graphile-build-pg/pg-introspection');
    if (opts.text !== makeIntrospectionQuery()) return refuse();
    return shape(await alone({ text: withoutBodies(opts.text), values: [] }));
  }

  const adaptor: PgAdaptor<'rowseal'> = {
    createWithPgClient: () => withPgClient,
    makePgService: () => {
      throw new Error('use the service of an open gateway');
    },
  };
  return (schemas: string[]): GraphileConfig.PgServiceConfiguration<'rowseal'> => ({
    name: 'main',
    schemas,
    adaptor,
    withPgClientKey: 'withGatewayClient',
    pgSettingsKey: 'entry',
    pgSettingsForIntrospection: INTROSPECTION,
  });
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('a query without claims is refused'));
}

const MOST_TEXTS = 50;
const LONGEST_TEXT = 20_000;

/**
 * Names for statements that PostGraphile gives none, those of mutations: else each would be planned anew, with the policies of its table. A text gets
 * one when it comes for the second time, so that texts which come once displace no others.
 */
function namesOfTexts(): (query: PgClientQuery) => string | undefined {
  const seen = new LRUCache<string, true>({ max: MOST_TEXTS });
  return ({ name, text }) => {
    if (name !== undefined || text.length > LONGEST_TEXT) return name;
    if (seen.get(text)) return text;
    seen.set(text, true);
    return undefined;
  };
}

function statementOf({ text, values, arrayMode }: PgClientQuery, name: string | undefined): Statement {
  return {
    text,
    values: [...(values ?? [])],
    ...(name === undefined ? {} : { name }),
    ...(arrayMode ? { rowMode: 'array' as const } : {}),
  };
}

function shape<TData>({ rows, rowCount }: Answer): PgClientResult<TData> {
  return { rows, rowCount };
}

function clientInTransaction(connection: Pick<BatchConnection, 'run'>): GatewayClient {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const mine = last.then(run, run);
    last = mine.catch(() => {});
    return mine;
  };
  const run = async (statement: Statement): Promise<Answer> => {
    const outcome = await connection.run({ preamble: NOTHING, statement });
    if ('error' in outcome) throw outcome.error;
    return outcome.answer;
  };
  const own = (text: string) => run({ text, values: [] });
  return {
    query: (opts) => inTurn(async () => shape(await run(statementOf(opts, opts.name)))),
    withTransaction: (callback) =>
      inTurn(async () => {
        await own('savepoint nested');
        try {
          const result = await callback(clientInTransaction(connection));
          await own('release savepoint nested');
          return result;
        } catch (error) {
          await own('rollback to savepoint nested');
          await own('release savepoint nested');
          throw error;
        }
      }),
  };
}

declare global {
  namespace GraphileConfig {
    interface PgAdaptors {
      rowseal: { adaptorSettings: undefined; makePgServiceOptions: never; client: GatewayClient };
    }
  }
}
