import type { WithPgClient } from 'postgraphile/@dataplan/pg';
import { failedWith, failureOf, Problem } from '../http/problem.ts';
import type { Tracing } from '../observability/tracing.ts';
import type { BatchConnection } from './batch-connection.ts';
import type { ConnectionOptions, Lent } from './connections.ts';
import { type Denial, denialObservers } from './denials.ts';
import { type Entry, entranceOf, isTokenEntry } from './entry.ts';
import type { Answer, Batch, Outcome, Statement } from './gateway-batch.ts';
import { openConnections } from './gateway-connection.ts';
import { NOTHING, preambleFor, RESET_POOLED_ANEW, transactionPreambleFor } from './gateway-preambles.ts';
import { type GatewayClient, serviceOver } from './gateway-service.ts';
import { type Attempt, evaluated, resultOf, settleName, sqlState, verdictOf } from './gateway-verdict.ts';
import { Route } from './login-settings.ts';
import type { Replicas } from './replicas.ts';
import { batchRunner } from './traced-batches.ts';

export { type ClaimsEntry, type Entry, isTokenEntry, type TokenEntry } from './entry.ts';
export type { Answer, Statement } from './gateway-batch.ts';

/** For callers who are to enter, and nothing else. */
export const NO_STATEMENT: Statement = { text: 'select', values: [] };

/** The one way to the database for a client's queries. */
export interface Gateway {
  /**
   * Runs one statement as the holder of the entry: one implicit transaction, one round trip.
   *
   * @throws the driver's error, with its SQLSTATE in `code`: RS001 to RS005 or RS012 when the entry was refused and nothing ran. A failure to
   *   reach the database is a Problem: outcome_unknown where its answer was lost, else nothing has run.
   */
  query(entry: Entry, statement: Statement): Promise<Answer>;
  /** All rows of one statement, run as {@link query} does. */
  many<T>(entry: Entry, statement: Statement): Promise<T[]>;
  /**
   * The only row of one statement, run as {@link query} does.
   *
   * @throws Error when it answers with none, besides what {@link query} throws.
   */
  one<T>(entry: Entry, statement: Statement): Promise<T>;
  /** Whether an entry was refused, or the database failed, before anything is known to have run under it; the error, if so. */
  refusal(entry: Entry): unknown;
  /** Whether anything has run under an entry. */
  hasEntered(entry: Entry): boolean;
  /** Says that what is asked for under an entry changes nothing, so that a standby may answer. */
  reads(entry: Entry): void;
  /** Whether that was said of an entry. */
  onlyReads(entry: Entry): boolean;
  /** Calls back whenever an entry is refused, whatever had run under it before. */
  onRefusal(callback: (entry: Entry) => void): void;
  /** Calls back for what the database denied to a request, once for each reason. */
  onDenial(callback: (denial: Denial) => void): void;
  /** PostGraphile's service over this gateway: its pgSettings are an {@link Entry}. */
  service(schemas: string[]): GraphileConfig.PgServiceConfiguration<'rowseal'>;
  /** Whether a connection can be had. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

const ATTEMPTS = 3;

/** How the gateway is opened. */
export interface GatewayOptions extends Omit<ConnectionOptions, 'max' | 'applicationName' | 'isWatching'> {
  /** Connections to open at most. */
  max?: number;
  /** Traces what requests ask for. */
  tracing?: Tracing | undefined;
  /** Standbys that reads may go to. */
  replicas?: Replicas | undefined;
}

/**
 * Opens the gateway door. Nothing outside this module can reach its pool, and nothing in it runs a client's statement without an entry.
 *
 * @param url - connection string of rowseal_gateway.
 * @param options - see {@link GatewayOptions}.
 */
export function openGateway(url: string, options: GatewayOptions = {}): Gateway {
  const { max = 10, metrics, replicas } = options;
  const runBatch = batchRunner(options.tracing);
  const connections = openConnections(new Route(url, 'gateway'), { ...options, max });
  const refusals = new WeakMap<Entry, { error: unknown } | 'entered'>();
  const observers = denialObservers();
  const readers = new WeakSet<Entry>();

  /** Runs one batch of an entry, measures it, and remembers whether the entry was accepted. */
  async function send({ connection, spoil }: Lent, entry: Entry, batch: Batch): Promise<Outcome> {
    const began = performance.now();
    const outcome = await runBatch(connection, { ...batch, entrance: entranceOf(entry) });
    const entered = outcome.stage === 'entered' || outcome.stage === 'done';
    metrics?.batchEnded(resultOf(outcome, entered), (performance.now() - began) / 1000);
    if (entered) refusals.set(entry, 'entered');
    if (outcome.status === '?') spoil('error' in outcome ? outcome.error : new Error('the connection is dead'));
    return outcome;
  }

  /** Ends an attempt with its error, which is the whole answer to the request where nobody has entered. */
  function failed(entry: Entry, cause: unknown, isRefusal = false): never {
    const isAnswer = cause instanceof Error && 'severity' in cause;
    const error = options.maintenance?.refusalOf(cause) ?? (isAnswer ? cause : failedWith(cause, true));
    if ((isRefusal || failureOf(cause) || error instanceof Problem) && !refusals.has(entry))
      refusals.set(entry, { error });
    observers.ended(entry, error, isRefusal);
    throw error;
  }

  /** Makes an attempt over one connection after another, while earlier SQL on them is the cause of failing. */
  async function attempted<T>(entry: Entry, attempt: (lent: Lent) => Promise<Attempt<T>>): Promise<T> {
    for (let left = ATTEMPTS; ; left--) {
      const made = await connections
        .lend(async (lent) => {
          const result = await attempt(lent);
          if (result.verdict === 'again' && 'error' in result) lent.spoil(result.error);
          return result;
        })
        .catch((error) => failed(entry, error));
      if (!('error' in made)) return made.value;
      if (sqlState(made.error) === 'RS009') await connections.mend(made.error);
      if (made.verdict !== 'again' || left === 1) failed(entry, made.error, made.verdict === 'refuse');
    }
  }

  /**
   * What failed before anybody entered runs once more, parsed anew and the entry function first: a refused caller then hears why, what was planted
   * under a name is not asked for, and what can be planned only for who has entered is.
   */
  async function attemptQuery(lent: Lent, entry: Entry, statement: Statement): Promise<Attempt<Answer>> {
    const { connection, spoil } = lent;
    const name = connection.avoidsNames ? undefined : statement.name;
    const boundFirst = name === undefined ? 'nameless' : 'named';
    const first = await send(lent, entry, { preamble: preambleFor(connection), statement, boundFirst });
    const attempt = evaluated(first, spoil);
    if (attempt.verdict !== 'again' || first.status !== 'I') return attempt;
    const preamble = name !== undefined && connection.isPooled ? RESET_POOLED_ANEW : preambleFor(connection);
    if (preamble === RESET_POOLED_ANEW) connection.forgetAll();
    const second = await send(lent, entry, { preamble, statement });
    if (name !== undefined) settleName(lent, name, first, second);
    return evaluated(second, spoil);
  }

  async function attemptTransaction<T>(
    lent: Lent,
    entry: Entry,
    run: (connection: Pick<BatchConnection, 'run'>) => Promise<T>,
  ): Promise<Attempt<T>> {
    const { connection, spoil } = lent;
    const entered = await send(lent, entry, { preamble: transactionPreambleFor(connection) });
    const end = async (text: string) => {
      const outcome = await connection.run({ preamble: NOTHING, statement: { text, values: [] } });
      if (outcome.status !== 'I') spoil(new Error('a transaction did not end'));
      return outcome;
    };
    try {
      if ('error' in entered) {
        await end('rollback');
        return { verdict: verdictOf(entered), error: entered.error };
      }
      const value = await run({ run: (batch) => runBatch(connection, batch) });
      const committed = await end('commit');
      return 'error' in committed ? { verdict: 'answer', error: committed.error } : { verdict: 'done', value };
    } catch (error) {
      // Over a connection that is gone or silent nothing can be rolled back; PostgreSQL does it by itself.
      if (error instanceof Error && failureOf(error) && !('severity' in error)) spoil(error);
      else await end('rollback');
      throw error;
    }
  }

  const queryPrimary = (entry: Entry, statement: Statement) =>
    attempted(entry, (lent) => attemptQuery(lent, entry, statement));

  /**
   * Over a standby, where there is one. What came to nothing there, a refusal too, the primary decides. Tokens note on the primary that they were
   * used.
   */
  async function read(entry: Entry, statement: Statement): Promise<Answer> {
    if (!replicas || isTokenEntry(entry)) return queryPrimary(entry, statement);
    const answer = await replicas.read(async (lent) => {
      const attempt = await attemptQuery(lent, entry, statement);
      return 'error' in attempt ? undefined : attempt.value;
    });
    return answer ?? queryPrimary(entry, statement);
  }

  const query = (entry: Entry, statement: Statement) =>
    readers.has(entry) ? read(entry, statement) : queryPrimary(entry, statement);

  const many = async <T>(entry: Entry, statement: Statement): Promise<T[]> => (await query(entry, statement)).rows;
  const service = serviceOver({
    query,
    transaction: (entry, run) => attempted(entry, (lent) => attemptTransaction(lent, entry, run)),
    alone: (statement) =>
      connections.lend(async ({ connection, spoil }) => {
        const outcome = await connection.run({ preamble: preambleFor(connection), statement });
        if (outcome.status !== 'I') spoil(new Error('the connection is dead'));
        if ('error' in outcome) throw outcome.error;
        return outcome.answer;
      }),
  });

  return {
    query,
    many,
    one: async <T>(entry: Entry, statement: Statement) => {
      const [row] = await many<T>(entry, statement);
      if (row === undefined) throw new Error('a statement of ours returned no row');
      return row;
    },
    refusal: (entry) => {
      const seen = refusals.get(entry);
      return seen === 'entered' ? undefined : seen?.error;
    },
    hasEntered: (entry) => refusals.get(entry) === 'entered',
    reads: (entry) => void readers.add(entry),
    onlyReads: (entry) => readers.has(entry),
    onRefusal: observers.onRefusal,
    onDenial: observers.onDenial,
    service,
    // Busy is not away: where all connections serve somebody, the database can be reached.
    ready: async () => (connections.isBusy() ? undefined : connections.lend(async () => {})),
    close: connections.close,
  };
}

declare global {
  namespace Grafast {
    interface Context {
      entry: Entry;
      withGatewayClient: WithPgClient<GatewayClient>;
    }
  }
}
