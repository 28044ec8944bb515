import type pg from 'pg';
import { type Entering, kindOf, READY, RESET } from './entering.ts';
import { WorkspaceError } from './workspace-error.ts';

/** A query as libraries hand it to `pg`: a text, or an object with one. */
export type Query = string | (pg.QueryConfig & { rowMode?: 'array' });

type Callback = (error: Error | undefined, result?: pg.QueryResult) => void;

/** How far its transaction came. */
type State = 'lent' | 'open' | 'ending' | 'ended';

/**
 * A connection, lent for one transaction: what libraries over `pg` take for a client. BEGIN resets what earlier SQL left, begins and enters, in one
 * flight. Afterwards it answers nothing any more, so that a statement that comes late runs in nobody else's transaction.
 */
export class Lease {
  readonly #client: pg.PoolClient;
  readonly #entering: Entering;
  readonly #isPooled: boolean;
  #state: State = 'lent';
  #pending = 0;
  #spoiled: Error | undefined;
  #refusal: unknown;

  /**
   * @param client - that nobody else uses.
   * @param entering - who enters.
   * @param isPooled - whether a pooler is in between.
   */
  constructor(client: pg.PoolClient, entering: Entering, isPooled: boolean) {
    this.#client = client;
    this.#entering = entering;
    this.#isPooled = isPooled;
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

  async #run(query: pg.QueryConfig): Promise<pg.QueryResult> {
    const kind = kindOf(query.text);
    if (this.#state === 'ended' || this.#state === 'ending') throw new WorkspaceError('transaction_ended');
    if (kind === 'begin') return this.#begin(query.text);
    if (this.#state === 'lent') throw new WorkspaceError('no_transaction');
    if (kind !== 'other') this.#state = 'ending';
    const { name: _, ...unnamed } = query;
    const result = await this.#send({ ...unnamed, queryMode: 'extended' } as pg.QueryConfig);
    if (kind === 'commit' && result.command !== 'COMMIT') throw new WorkspaceError('rolled_back');
    return result;
  }

  async #begin(text: string): Promise<pg.QueryResult> {
    if (this.#state !== 'lent') throw new WorkspaceError('nested_begin');
    this.#state = 'open';
    const texts = [text.replace(/;\s*$/, ''), ...(this.#isPooled ? [READY] : [])];
    const outcomes = await Promise.allSettled([
      this.#send({ text: RESET }),
      this.#send({ text: texts.join('; ') }),
      this.#send({ ...this.#entering, queryMode: 'extended' } as pg.QueryConfig),
    ]);
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') continue;
      this.#refusal = outcome.reason;
      throw outcome.reason;
    }
    return (outcomes[1] as PromiseFulfilledResult<pg.QueryResult>).value;
  }

  async #send(query: pg.QueryConfig): Promise<pg.QueryResult> {
    this.#pending++;
    try {
      return await this.#client.query(query);
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
    return (this.#client as unknown as { getTransactionStatus(): string | null }).getTransactionStatus();
  }

  /** Ends the transaction if it is open still, and the lease. What the connection may not be lent again for; undefined: it may. */
  async end(): Promise<Error | undefined> {
    const isOpen = this.#state === 'open';
    this.#state = 'ended';
    if (isOpen && this.#pending === 0 && !this.#spoiled) await this.#client.query('rollback').catch(this.spoil);
    if (this.#pending > 0) this.spoil(new WorkspaceError('transaction_ended'));
    if (this.#status() !== 'I') this.spoil(new Error('the connection was left in a transaction'));
    return this.#spoiled;
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
