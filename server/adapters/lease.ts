import pg from 'pg';
import type { BatchConnection } from '../database/batch-connection.ts';
import type { Entrance as Entering } from '../database/entry.ts';
import { type Preamble, preambleOf } from '../database/gateway-batch.ts';
import { READY, RESETS, UNLISTEN } from './entering.ts';
import { hasLeftTransaction, type Kind, kindOf } from './statement-kind.ts';
import { WorkspaceError } from './workspace-error.ts';

/** A query as libraries hand it to `pg`: a text, or an object with one. */
export type Query = string | (pg.QueryConfig & { rowMode?: 'array' });

const BEGIN = 'begin isolation level read committed';

/** What the server answers BEGIN. */
const BEGUN = { command: 'BEGIN', rowCount: null, rows: [], fields: [], oid: 0 } as pg.QueryResult;

type Callback = (error: Error | undefined, result?: pg.QueryResult) => void;

/** How far its transaction came. */
type State = 'lent' | 'open' | 'ending' | 'ended';

/** How batches begin that begin a transaction, by its BEGIN and whether a pooler is in between. */
const preambles = new Map<string, Preamble>();

function preambleWith(begin: string, isPooled: boolean): Preamble {
  const key = `${isPooled} ${begin}`;
  const preamble = preambles.get(key) ?? preambleOf(...RESETS, begin, ...(isPooled ? [READY] : []));
  // What libraries send is one text or two, and what applications add to it are modes.
  if (preambles.size < 100) preambles.set(key, preamble);
  return preamble;
}

/**
 * A connection, lent for one transaction: what libraries over `pg` take for a client. BEGIN resets what earlier SQL left, begins and enters, in one
 * flight. Afterwards it answers nothing any more, so that a statement that comes late runs in nobody else's transaction.
 */
export class Lease {
  readonly #client: pg.PoolClient;
  readonly #connection: BatchConnection;
  readonly #entering: Entering;
  #state: State = 'lent';
  #jobs = 0;
  #pending = 0;
  #spoiled: Error | undefined;
  /** Why the connection is lent to nobody else, although its transaction has ended well. */
  #unfit: Error | undefined;
  #refusal: unknown;
  #failure: pg.DatabaseError | undefined;

  /**
   * @param client - that nobody else uses.
   * @param connection - its batches.
   * @param entering - who enters.
   */
  constructor(client: pg.PoolClient, connection: BatchConnection, entering: Entering) {
    this.#client = client;
    this.#connection = connection;
    this.#entering = entering;
  }

  /**
   * Runs a statement, as `pg`'s client does, but in the extended protocol and without a name: one statement, which nothing planted under a name can
   * take the place of.
   */
  query(query: Query, values?: unknown[] | Callback, callback?: Callback): Promise<pg.QueryResult> | undefined {
    const given = typeof values === 'function' ? undefined : values;
    const config = typeof query === 'string' ? { text: query } : query;
    const answer = this.#run(given === undefined ? config : { ...config, values: given });
    const tell = typeof values === 'function' ? values : callback;
    if (!tell) return answer;
    answer.then((result) => tell(undefined, result), tell);
    return undefined;
  }

  /**
   * A function that is handed its transaction by a library, whose end it leaves to it: until it has returned, BEGIN, COMMIT and ROLLBACK are refused.
   *
   * @param job - of the application.
   */
  guarding<Tx, T>(job: (tx: Tx) => Promise<T>): (tx: Tx) => Promise<T> {
    return async (tx) => {
      this.#jobs++;
      try {
        return await job(tx);
      } finally {
        this.#jobs--;
      }
    };
  }

  async #run(query: pg.QueryConfig): Promise<pg.QueryResult> {
    const kind = kindOf(query.text);
    if (this.#jobs > 0 && kind !== 'other') throw new WorkspaceError('left_transaction');
    if (this.#state === 'ended' || this.#state === 'ending') throw new WorkspaceError('transaction_ended');
    if (kind === 'begin') return this.#begin(query.text);
    if (this.#state === 'lent') throw new WorkspaceError('no_transaction');
    const { name: _, ...unnamed } = query;
    if (kind !== 'other') return this.#finish(unnamed, kind);
    const result = await this.#send({ ...unnamed, queryMode: 'extended' } as pg.QueryConfig);
    const commands = [result].flat().map(({ command }) => command);
    if (!hasLeftTransaction(unnamed.text, commands)) return result;
    const left = new WorkspaceError('left_transaction');
    this.spoil(left);
    throw left;
  }

  /** Ends the transaction, and lets go of its channels in the same flight. */
  async #finish(query: pg.QueryConfig, kind: Kind): Promise<pg.QueryResult> {
    this.#state = 'ending';
    const [ended, unlistened] = await Promise.allSettled([this.#send(query), this.#send({ text: UNLISTEN })]);
    if (unlistened.status === 'rejected') this.#unfit = unlistened.reason;
    if (ended.status === 'rejected') throw ended.reason;
    const result = ended.value;
    if (kind === 'commit' && result.command !== 'COMMIT') throw new WorkspaceError('rolled_back');
    return result;
  }

  async #begin(text: string): Promise<pg.QueryResult> {
    if (this.#state !== 'lent') throw new WorkspaceError('nested_begin');
    this.#state = 'open';
    this.#pending++;
    // Where the session's default was left at another level, RESET ALL comes too late for this transaction.
    const begin = text.replace(/;\s*$/, '').replace(/^\s*(begin|start\s+transaction)\s*$/i, BEGIN);
    const preamble = preambleWith(begin, this.#connection.isPooled);
    // Batches are no queries of pg's own, which alone it takes in pipeline mode. Nothing else is under way here.
    const mode = this.#client as unknown as { pipeline: boolean };
    mode.pipeline = false;
    const outcome = await this.#connection.run({ preamble, entrance: this.#entering });
    mode.pipeline = true;
    this.#pending--;
    if (!('error' in outcome)) return BEGUN;
    this.#refusal = outcome.error;
    // Nobody has entered, and a transaction may stand open all the same.
    if (outcome.status === 'I') this.#state = 'ended';
    throw outcome.error;
  }

  async #send(query: pg.QueryConfig): Promise<pg.QueryResult> {
    this.#pending++;
    try {
      return await this.#client.query(query);
    } catch (error) {
      if (error instanceof pg.DatabaseError) this.#failure = error;
      throw error;
    } finally {
      this.#pending--;
      // A statement that left the transaction has let what comes after it run outside.
      if (this.#state === 'open' && this.#status() === 'I' && this.#pending === 0) {
        this.#state = 'ended';
        this.#spoiled ??= new WorkspaceError('left_transaction');
      }
    }
  }

  #status(): string | null {
    return statusOf(this.#client);
  }

  /** Ends the transaction if it is open still, and the lease. What the connection may not be lent again for; undefined: it may. */
  async end(): Promise<Error | undefined> {
    const isOpen = this.#state === 'open';
    this.#state = 'ended';
    if (isOpen && this.#pending === 0 && !this.#spoiled)
      await this.#finish({ text: 'rollback' }, 'rollback').catch(this.spoil);
    this.#state = 'ended';
    if (this.#pending > 0) this.spoil(new WorkspaceError('transaction_ended'));
    if (this.#status() !== 'I') this.spoil(new Error('the connection was left in a transaction'));
    return this.#spoiled ?? this.#unfit;
  }

  /** Lets the connection be closed rather than lent again. */
  readonly spoil = (cause: Error): void => {
    this.#spoiled ??= cause;
    this.#state = 'ended';
  };

  /** Why a statement that left the transaction, or a lost connection, has ended the lease. */
  get leftBy(): Error | undefined {
    return this.#spoiled;
  }

  /** Why nobody entered, as the database says it; libraries may wrap it. */
  get refusal(): unknown {
    return this.#refusal;
  }

  /** What the database answered the last statement that failed; libraries may copy it. */
  get failure(): pg.DatabaseError | undefined {
    return this.#failure;
  }

  /** Libraries give their clients back; the pool takes this one back by itself. */
  release(): void {}

  /** Libraries listen for errors of their clients; the pool does that here. */
  on(): this {
    return this;
  }

  readonly once = this.on;
  readonly off = this.on;
  readonly addListener = this.on;
  readonly removeListener = this.on;
}

/**
 * What the server said of a connection last: I (idle), T (in a transaction), E (in one that failed); null: nothing yet.
 *
 * @param client - of the pinned driver, whose types leave this out.
 */
export function statusOf(client: pg.PoolClient): string | null {
  return (client as unknown as { getTransactionStatus(): string | null }).getTransactionStatus();
}
