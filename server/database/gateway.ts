import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import pg from 'pg';
import { makeIntrospectionQuery } from 'pg-introspection';
import type { PgAdaptor, PgClient, PgClientQuery, PgClientResult, WithPgClient } from 'postgraphile/@dataplan/pg';
import { Problem } from '../http/problem.ts';
import type { BatchResult, Metrics } from '../observability/metrics.ts';
import { type BatchOutcome, parse, runBatch, type Statement } from './gateway-batch.ts';

/** The claims of an access token: the arguments of rowseal.enter as text. */
export interface ClaimsEntry {
  readonly [argument: string]: string | undefined;
  readonly sub: string;
  readonly sid: string;
  readonly workspace: string | undefined;
  readonly scope: string | undefined;
  readonly exp: string;
  readonly seal_key: string;
  /** Hexadecimal. */
  readonly seal: string;
  /** Id or slug of the workspace to work in. */
  readonly wanted: string | undefined;
}

/** A personal access token: the arguments of rowseal.enter_with_token as text. */
export interface TokenEntry {
  readonly [argument: string]: string | undefined;
  readonly token: string;
  readonly ip: string;
  /** Id or slug of the workspace to work in. */
  readonly wanted: string | undefined;
}

/** On whose behalf a statement runs. One object serves one request: the gateway remembers by it how the request's statements fared. */
export type Entry = ClaimsEntry | TokenEntry;

/** The one way to the database for a client's queries. */
export interface Gateway {
  /**
   * Runs one statement as the holder of the entry: one implicit transaction, one round trip.
   *
   * @throws the driver's error, with its SQLSTATE in `code`: RS001 to RS005 or RS012 when the entry was refused and nothing ran.
   */
  query(entry: Entry, statement: Statement): Promise<pg.QueryResult>;
  /** Whether an entry was refused before anything ran under it; the refusal, if so. */
  refusal(entry: Entry): Error | undefined;
  /** PostGraphile's service over this gateway: its pgSettings are an {@link Entry}. */
  service(schemas: string[]): GraphileConfig.PgServiceConfiguration<'rowseal'>;
  /** Whether a connection can be had. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** The functions that let a credential in. */
const ENTRANCES = {
  claims: 'select rowseal.enter($1, $2, $3, $4, $5, $6, $7, $8)',
  token: 'select rowseal.enter_with_token($1, $2, $3)',
} as const;
const STATEMENTS_PER_CONNECTION = 100;

/** The SQLSTATEs by which these refuse an entry. */
const REFUSAL = /^(RS00[1245]|RS012|22P02)$/;
const ATTEMPTS = 3;

/** Longer than the roles' statement_timeout: for a server that has fallen silent. */
const SILENCE_MS = 15_000;
const LONGEST_WAIT_MS = 5_000;
const WAITING_PER_CONNECTION = 50;

/** What we know of a connection: a secret prefix, so that SQL on it cannot guess a statement's name, and the statements it holds. */
interface Connection {
  prefix: string;
  entrances: Set<string>;
  names: LRUCache<string, string>;
  forget: string[];
}

const connections = new WeakMap<pg.ClientBase, Connection>();

async function prepareConnection(client: pg.ClientBase): Promise<void> {
  // A checked-out client whose backend dies emits this; unheard, it would end the process.
  client.on('error', () => {});
  const connection: Connection = {
    prefix: randomBytes(16).toString('base64url'),
    entrances: new Set(),
    forget: [],
    names: new LRUCache<string, string>({
      max: STATEMENTS_PER_CONNECTION,
      dispose: (name, _, reason) => {
        if (reason === 'evict' || reason === 'delete') connection.forget.push(name);
      },
    }),
  };
  connections.set(client, connection);
  await prepareEntrance(client, 'claims');
}

/** Prepares an entrance on a connection that has not used it yet, and tells its name there. */
async function prepareEntrance(client: pg.ClientBase, kind: keyof typeof ENTRANCES): Promise<string> {
  const { prefix, entrances } = connectionOf(client);
  const name = `${prefix}.${kind}`;
  if (!entrances.has(name)) {
    await parse(client, { name, text: ENTRANCES[kind] });
    entrances.add(name);
  }
  return name;
}

async function entranceFor(client: pg.ClientBase, entry: Entry): Promise<{ name: string; values: (string | null)[] }> {
  if (isTokenEntry(entry)) {
    return {
      name: await prepareEntrance(client, 'token'),
      values: [entry.token, entry.ip, entry.wanted ?? null],
    };
  }
  const { sub, sid, workspace, scope, exp, seal_key, seal, wanted } = entry;
  const values = [sub, sid, workspace ?? null, scope ?? null, exp, seal_key, `\\x${seal}`, wanted ?? null];
  return { name: await prepareEntrance(client, 'claims'), values };
}

/**
 * Whether an entry is a personal access token.
 *
 * @param entry - of either kind.
 */
export function isTokenEntry(entry: Entry): entry is TokenEntry {
  return 'token' in entry;
}

function connectionOf(client: pg.ClientBase): Connection {
  const connection = connections.get(client);
  if (!connection) throw new Error('a gateway connection was used before it was prepared');
  return connection;
}

function localName(connection: Connection, name: string): string {
  const known = connection.names.get(name);
  if (known) return known;
  const made = `${connection.prefix}.${randomBytes(6).toString('base64url')}`;
  connection.names.set(name, made);
  return made;
}

async function batchOn(client: pg.ClientBase, entry: Entry, statement: Statement): Promise<BatchOutcome> {
  const connection = connectionOf(client);
  const entrance = await entranceFor(client, entry);
  const { name, ...unnamed } = statement;
  const send = () => {
    const local = name === undefined ? unnamed : { ...unnamed, name: localName(connection, name) };
    return runBatch(client, entrance, local, connection.forget.splice(0));
  };
  const outcome = await send();
  // 0A000: a column changed under a prepared statement. Nothing ran, so the batch is sent once more with the statement parsed anew.
  if ('error' in outcome && name !== undefined && sqlState(outcome.error) === '0A000') {
    connection.names.delete(name);
    return send();
  }
  return outcome;
}

function sqlState(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' && error.code.length === 5 ? error.code : undefined;
}

/**
 * Whether an earlier user's SQL has spoiled the connection for others: it planted a context or a setting, so that nobody can enter any more,
 * or removed our prepared statements (26000). Nothing ran, so the batch may be sent again over another connection.
 */
function isPoisoned(outcome: BatchOutcome): boolean {
  if (!('error' in outcome)) return false;
  const state = sqlState(outcome.error) ?? '';
  return state === '26000' || (!outcome.entered && state !== '' && !REFUSAL.test(state));
}

/** Whether a connection may not be given to anybody else after this error: its protocol is out of step, or it is dead. */
function isDead(error: Error): boolean {
  const state = sqlState(error);
  return state === undefined || state.startsWith('08') || ('severity' in error && error.severity === 'FATAL');
}

/**
 * Opens the gateway door. Nothing outside this module can reach its pool, and nothing in it runs a client's statement without an entry.
 *
 * @param url - connection string of rowseal_gateway.
 * @param options - max: connections to open at most; metrics: told of waits and batches.
 */
export function openGateway(url: string, { max = 10, metrics }: { max?: number; metrics?: Metrics } = {}): Gateway {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: LONGEST_WAIT_MS,
    query_timeout: SILENCE_MS,
    keepAlive: true,
    application_name: 'rowseal gateway',
    onConnect: prepareConnection,
  });
  pool.on('error', () => {});
  const busy = () => pool.totalCount - pool.idleCount;
  metrics?.watchPool('gateway', () => ({ busy: busy(), idle: pool.idleCount, waiting: pool.waitingCount }));
  const refusals = new WeakMap<Entry, Error | 'entered'>();

  async function withClient<T>(use: (client: pg.PoolClient, spoil: (cause: Error) => void) => Promise<T>): Promise<T> {
    if (pool.waitingCount >= max * WAITING_PER_CONNECTION) throw new Problem('overloaded');
    const began = performance.now();
    const client = await pool.connect().catch((error) => {
      // The pool's own "no connection in time" has no code.
      throw error instanceof Error && 'code' in error ? error : new Problem('overloaded');
    });
    metrics?.poolWaited('gateway', secondsSince(began));
    let spoiled: Error | undefined;
    const spoil = (cause: Error) => {
      spoiled = cause;
    };
    try {
      return await use(client, spoil);
    } catch (error) {
      if (error instanceof Error && isDead(error)) spoil(error);
      throw error;
    } finally {
      client.release(spoiled);
    }
  }

  async function query(entry: Entry, statement: Statement, attempts = ATTEMPTS): Promise<pg.QueryResult> {
    let poisoned = false;
    try {
      return await withClient(async (client, spoil) => {
        const began = performance.now();
        const outcome = await batchOn(client, entry, statement);
        metrics?.batchEnded(resultOf(outcome), secondsSince(began));
        poisoned = isPoisoned(outcome);
        if (outcome.entered) refusals.set(entry, 'entered');
        if (!('error' in outcome)) return outcome.result;
        if (poisoned) spoil(outcome.error);
        else if (!refusals.has(entry)) refusals.set(entry, outcome.error);
        throw outcome.error;
      });
    } catch (error) {
      if (poisoned && attempts > 1) return query(entry, statement, attempts - 1);
      throw error;
    }
  }

  function transaction<T>(entry: Entry, run: (client: GatewayClient) => Promise<T>): Promise<T> {
    return withClient(async (client) => {
      await client.query('begin');
      try {
        const { name, values } = await entranceFor(client, entry);
        await client.query({ name, values, text: ENTRANCES[isTokenEntry(entry) ? 'token' : 'claims'] });
        const result = await run(clientInTransaction(client));
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback');
        throw error;
      }
    });
  }

  const withPgClient: WithPgClient<GatewayClient> = async (settings, callback) => {
    if (settings === INTROSPECTION) return callback({ query: introspect, withTransaction: refuse });
    if (!isEntry(settings)) throw new Error('a query without claims is refused');
    return callback({
      query: async (opts) => shape(await query(settings, statementOf(opts))),
      withTransaction: (run) => transaction(settings, run),
    });
  };

  function introspect<TData>(opts: PgClientQuery): Promise<PgClientResult<TData>> {
    if (opts.text !== makeIntrospectionQuery()) return refuse();
    return withClient(async (client) =>
      shape(await client.query({ text: opts.text, queryMode: 'extended' } as pg.QueryConfig)),
    );
  }

  const adaptor: PgAdaptor<'rowseal'> = {
    createWithPgClient: () => withPgClient,
    makePgService: () => {
      throw new Error('use the service of an open gateway');
    },
  };

  return {
    query: (entry, statement) => query(entry, statement),
    refusal: (entry) => {
      const seen = refusals.get(entry);
      return seen === 'entered' ? undefined : seen;
    },
    service: (schemas) => ({
      name: 'main',
      schemas,
      adaptor,
      withPgClientKey: 'withGatewayClient',
      pgSettingsKey: 'entry',
      pgSettingsForIntrospection: INTROSPECTION,
    }),
    // Busy is not away: where all connections serve somebody, the database can be reached.
    ready: async () => (busy() < max ? withClient(async () => {}) : undefined),
    close: () => pool.end(),
  };
}

/** Marks PostGraphile's one query at start, which reads catalogues only and has nobody to act for. */
const INTROSPECTION: Record<string, string> = Object.freeze({});

function isEntry(settings: Record<string, string | undefined> | null): settings is Entry {
  return settings !== null && (typeof settings['seal'] === 'string' || typeof settings['token'] === 'string');
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}

function resultOf(outcome: BatchOutcome): BatchResult {
  if (!('error' in outcome)) return 'ok';
  return outcome.entered ? 'failed' : 'refused';
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('a query without claims is refused'));
}

/** PostGraphile's view of a connection. */
export interface GatewayClient extends PgClient {
  query<TData>(opts: PgClientQuery): Promise<PgClientResult<TData>>;
  withTransaction<T>(callback: (client: this) => Promise<T>): Promise<T>;
}

function statementOf({ text, values, name, arrayMode }: PgClientQuery): Statement {
  return {
    text,
    values: [...(values ?? [])],
    ...(name === undefined ? {} : { name }),
    ...(arrayMode ? { rowMode: 'array' as const } : {}),
  };
}

function shape<TData>({ rows, rowCount }: pg.QueryResult): PgClientResult<TData> {
  return { rows, rowCount };
}

function clientInTransaction(client: pg.PoolClient): GatewayClient {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const mine = last.then(run, run);
    last = mine.catch(() => {});
    return mine;
  };
  const run = async <TData>(opts: PgClientQuery): Promise<PgClientResult<TData>> => {
    const { name: _, ...statement } = statementOf(opts);
    return shape(await client.query({ ...statement, queryMode: 'extended' } as pg.QueryConfig));
  };
  return {
    query: (opts) => inTurn(() => run(opts)),
    withTransaction: (callback) =>
      inTurn(async () => {
        await client.query('savepoint nested');
        try {
          const result = await callback(clientInTransaction(client));
          await client.query('release savepoint nested');
          return result;
        } catch (error) {
          await client.query('rollback to savepoint nested; release savepoint nested');
          throw error;
        }
      }),
  };
}

declare global {
  namespace Grafast {
    interface Context {
      entry: Entry;
      withGatewayClient: WithPgClient<GatewayClient>;
    }
  }
  namespace GraphileConfig {
    interface PgAdaptors {
      rowseal: { adaptorSettings: undefined; makePgServiceOptions: never; client: GatewayClient };
    }
  }
}
