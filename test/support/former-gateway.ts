import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { ClaimsEntry, Entry } from '#server/database/gateway.ts';
import { isTokenEntry } from '#server/database/gateway.ts';
import type { Statement } from '#server/database/gateway-batch.ts';

/** What a batch used of pg's connection. */
interface Wire {
  bind(message: { portal: string; statement: string; values: readonly unknown[] }): void;
  execute(message: { portal: string }): void;
  parse(message: { text: string; name: string; types: never[] }): void;
  sync(): void;
}

interface Configuration extends Statement {
  queryMode: 'extended';
  callback: (error: Error | null, result: pg.QueryResult) => void;
}

interface WireQuery extends pg.Submittable {
  prepare(connection: Wire): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Wire): void;
}

const Query = pg.Query as unknown as new (configuration: Configuration) => WireQuery;

class FormerBatch extends Query {
  readonly #first: { name: string; values: readonly unknown[] };
  entered = false;

  constructor(first: { name: string; values: readonly unknown[] }, configuration: Configuration) {
    super(configuration);
    this.#first = first;
  }

  override prepare(connection: Wire): void {
    connection.bind({ portal: '', statement: this.#first.name, values: this.#first.values });
    connection.execute({ portal: '' });
    super.prepare(connection);
  }

  override handleDataRow(message: unknown): void {
    if (this.entered) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: Wire): void {
    if (this.entered) super.handleCommandComplete(message, connection);
    else this.entered = true;
  }
}

const CLAIMS = 'select rowseal.enter($1, $2, $3, $4, $5, $6, $7, $8, null, null)';
const TOKEN = 'select rowseal.enter_with_digest($1, $2, $3, $4, $5, null)';
const REFUSAL = /^(RS00[1245]|RS012|22P02)$/;

/** The batch as it is at most servers, for controls: it enters by a prepared statement, trusts names because they are random, and resets nothing. */
export interface FormerGateway {
  query(entry: Entry, statement: Statement): Promise<pg.QueryResult>;
  close(): Promise<void>;
}

/**
 * Opens a gateway that works as ours did before what stands behind a portal was compared.
 *
 * @param url - connection string of rowseal_gateway.
 * @param max - connections at most.
 */
export function openFormerGateway(url: string, max = 1): FormerGateway {
  const prefixes = new WeakMap<pg.ClientBase, string>();
  const pool = new pg.Pool({ connectionString: url, max, query_timeout: 2_000 });
  pool.on('error', () => {});
  pool.on('connect', (client) => {
    client.on('error', () => {});
    prefixes.set(client, randomBytes(16).toString('base64url'));
  });
  const prepared = new WeakMap<pg.ClientBase, Set<string>>();

  async function entrance(client: pg.ClientBase, entry: Entry): Promise<{ name: string; values: unknown[] }> {
    const text = isTokenEntry(entry) ? TOKEN : CLAIMS;
    const name = `${prefixes.get(client)}.${isTokenEntry(entry) ? 'token' : 'claims'}`;
    const names = prepared.get(client) ?? new Set();
    prepared.set(client, names);
    const values = isTokenEntry(entry)
      ? [entry.user_id, entry.token_id, `\\x${entry.digest}`, entry.ip, entry.wanted ?? null]
      : valuesOf(entry);
    if (!names.has(name)) {
      // Prepared by a transaction that is rolled back, so that nobody enters by it.
      await client.query('begin');
      await client.query({ name, text, values }).catch(() => {});
      await client.query('rollback');
      names.add(name);
    }
    return { name, values };
  }

  async function query(entry: Entry, statement: Statement, attempts = 3): Promise<pg.QueryResult> {
    const client = await pool.connect();
    let spoiled: Error | undefined;
    let isPoisoned = false;
    try {
      const first = await entrance(client, entry);
      const { name, ...rest } = statement;
      const local = name === undefined ? rest : { ...rest, name: `${prefixes.get(client)}.${name}` };
      return await new Promise<pg.QueryResult>((resolve, reject) => {
        const batch: FormerBatch = new FormerBatch(first, {
          ...local,
          queryMode: 'extended',
          callback: (error, result) => {
            if (!error) return resolve(result);
            const state = 'code' in error ? String(error.code) : '';
            isPoisoned = state === '26000' || (!batch.entered && state !== '' && !REFUSAL.test(state));
            if (isPoisoned || state.length !== 5) spoiled = error;
            reject(error);
          },
        });
        client.query(batch);
      });
    } catch (error) {
      if (!isPoisoned || attempts === 1) throw error;
    } finally {
      client.release(spoiled);
    }
    return query(entry, statement, attempts - 1);
  }

  return { query: (entry, statement) => query(entry, statement), close: () => pool.end() };
}

function valuesOf({ sub, sid, workspace, scope, exp, seal_key, seal, wanted }: ClaimsEntry): (string | null)[] {
  return [sub, sid, workspace ?? null, scope ?? null, exp, seal_key, `\\x${seal}`, wanted ?? null];
}
