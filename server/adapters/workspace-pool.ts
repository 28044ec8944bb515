import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { BatchConnection } from '../database/batch-connection.ts';
import { deferred } from '../database/deferred.ts';
import { clientTo } from '../database/drivers.ts';
import { type Entry, entranceOf } from '../database/entry.ts';
import { Route } from '../database/login-settings.ts';
import { SILENCE_MS } from '../database/sql-connections.ts';
import { authenticatingOf, type Caller, CHECK_ROLE, READY, RESET } from './entering.ts';
import { Lease, statusOf } from './lease.ts';
import { WorkspaceError } from './workspace-error.ts';

const LONGEST_WAIT_MS = 5_000;
/** How many connections are tried, one after another, where earlier SQL has left what no reset undoes. */
const TRIES = 3;

/** How a pool is opened. */
export interface PoolOptions {
  /** Connection string of rowseal_gateway, or of a role that rowseal.add_request_role admitted. */
  databaseUrl: string;
  /** Connections to open at most. */
  max?: number;
  /** As the database shows them. */
  applicationName?: string;
  /** How long the database may say nothing to a statement, in milliseconds, before its connection is given up; left out: 15 seconds. */
  silence?: number;
}

/**
 * Connections for libraries that are built over `pg`: what they take for a pool. It lends a connection to one transaction of one principal, whom
 * the asynchronous context names; outside there is none to be had. (Drizzle tells a pool by the name of its class.)
 */
export class WorkspacePool {
  readonly #route: Route;
  readonly #Client: typeof pg.Client;
  readonly #pool: pg.Pool;
  readonly #lent = new AsyncLocalStorage<Lease>();
  readonly #batches = new WeakMap<pg.ClientBase, BatchConnection>();

  /** @param options - see {@link PoolOptions}. */
  constructor(options: PoolOptions) {
    const { databaseUrl, max = 10, applicationName = 'rowseal application', silence = SILENCE_MS } = options;
    const route = new Route(databaseUrl, 'gateway');
    this.#route = route;
    this.#Client = clientTo(route.target, () => route.options.all);
    this.#pool = new pg.Pool({
      max,
      Client: this.#Client,
      pipeline: true,
      connectionTimeoutMillis: LONGEST_WAIT_MS,
      query_timeout: silence,
      keepAlive: true,
      application_name: applicationName,
      onConnect: (client: pg.ClientBase) => this.#prepare(client),
    } as pg.PoolConfig);
    this.#pool.on('error', () => {});
  }

  async #prepare(client: pg.ClientBase): Promise<void> {
    // A client that is lent emits this when its backend dies; unheard, it would end the process.
    client.on('error', () => {});
    this.#batches.set(client, new BatchConnection(client, this.#route.isPooled));
    if (this.#route.isPooled) await client.query(`begin; ${READY}; ${CHECK_ROLE}; commit`);
    else await client.query(CHECK_ROLE);
  }

  async #connected(): Promise<pg.PoolClient> {
    const { ours } = this.#route.options;
    try {
      return await this.#pool.connect();
    } catch (error) {
      if (this.#route.refused(error, ours)) return this.#connected();
      throw error;
    }
  }

  /**
   * Lends a connection to one transaction.
   *
   * @param entry - who enters when it begins.
   * @param run - the transaction; within it {@link connect} answers with the lease.
   * @param signal - cancels what runs, rolls back, and closes the connection.
   * @throws what `run` throws; where a statement left the transaction, a WorkspaceError instead.
   */
  async lend<T>(entry: Entry, run: (lease: Lease) => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#lendOnce(entry, run, signal);
      } catch (error) {
        // Raised before anybody entered: nothing has run.
        if (tries === TRIES || !isLeftover(error)) throw error;
      }
    }
  }

  async #lendOnce<T>(entry: Entry, run: (lease: Lease) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const client = await this.#connected();
    const lease = new Lease(client, this.#batches.get(client) as BatchConnection, entranceOf(entry));
    const aborted = deferred<never>();
    aborted.promise.catch(() => {});
    const abort = () => {
      lease.spoil(new Error('the transaction was aborted'));
      void this.#cancel(client);
      aborted.reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const value = await Promise.race([this.#lent.run(lease, () => run(lease)), aborted.promise]);
      if (lease.leftBy) throw lease.leftBy;
      return value;
    } catch (error) {
      if (isLeftover(lease.refusal)) lease.spoil(lease.refusal as Error);
      // What libraries make of it, or an application, would say that all was rolled back.
      throw lease.refusal ?? (lease.leftBy instanceof WorkspaceError ? lease.leftBy : error);
    } finally {
      signal?.removeEventListener('abort', abort);
      client.release(signal?.aborted ? new Error('aborted') : await lease.end());
    }
  }

  /**
   * Asks who an entry is, in one flight and outside of every transaction.
   *
   * @param entry - that enters for as long as the statement runs.
   * @throws the refusal of the database.
   */
  async ask(entry: Entry): Promise<Caller> {
    const client = await this.#connected();
    const question = { ...authenticatingOf(entry), queryMode: 'extended' } as pg.QueryConfig;
    const around: [string[], string[]] = this.#route.isPooled ? [[`begin; ${READY}`], ['commit']] : [[], []];
    const texts = [RESET, ...around[0], question, ...around[1]];
    const outcomes = await Promise.allSettled(texts.map((text) => client.query<Caller>(text as pg.QueryConfig)));
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    client.release(statusOf(client) !== 'I');
    if (refused) throw refused.reason;
    return (outcomes[texts.indexOf(question)] as PromiseFulfilledResult<pg.QueryResult<Caller>>).value
      .rows[0] as Caller;
  }

  /** Ends the statement that runs. Behind a pooler, which hides the backend, closing the connection has to do. */
  async #cancel(client: pg.PoolClient): Promise<void> {
    const { processID } = client as unknown as { processID: number | null };
    if (this.#route.isPooled || processID === null) return;
    const other = new this.#Client({ connectionTimeoutMillis: LONGEST_WAIT_MS });
    other.on('error', () => {});
    try {
      await other.connect();
      await other.query({ text: 'select pg_catalog.pg_cancel_backend($1)', values: [processID] });
    } catch {
      // The statement ends by its own timeout.
    } finally {
      await other.end().catch(() => {});
    }
  }

  /** For libraries: the connection of the transaction that is around. */
  connect(): Promise<Lease>;
  connect(callback: (error: Error | undefined, client?: Lease, release?: () => void) => void): void;
  connect(callback?: (error: Error | undefined, client?: Lease, release?: () => void) => void) {
    const lease = this.#lent.getStore();
    const error = lease ? undefined : new WorkspaceError('no_transaction');
    if (callback) return callback(error, lease, () => {});
    return lease ? Promise.resolve(lease) : Promise.reject(error);
  }

  /** For libraries: a statement outside a transaction has no principal. */
  query(): Promise<never> {
    return Promise.reject(new WorkspaceError('no_transaction'));
  }

  /** For libraries, which listen for errors. */
  on(): this {
    return this;
  }

  /** Closes the connections once they are given back. */
  async end(): Promise<void> {
    await this.#pool.end();
  }
}

function isLeftover(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === 'RS009';
}
