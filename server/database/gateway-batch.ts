import pg from 'pg';

/** What this module uses of pg's connection, which @types/pg leaves out. pg is pinned for it, and test/database/gateway.test.ts proves it. */
interface WireConnection {
  parse(message: { text: string; name: string; types: never[] }): void;
  bind(message: { portal: string; statement: string; values: readonly unknown[] }): void;
  execute(message: { portal: string; rows?: number }): void;
  close(message: { type: 'S'; name: string }): void;
  sync(): void;
  parsedStatements: Record<string, string>;
}

/** The undocumented half of pg.Query: how it writes itself and reads its answer. */
interface WireQuery {
  prepare(connection: WireConnection): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: WireConnection): void;
}

interface QueryConfiguration {
  text: string;
  values?: unknown[];
  name?: string;
  rowMode?: 'array';
  queryMode: 'extended';
  callback: (error: Error | null, result: pg.QueryResult) => void;
}

const Query = pg.Query as unknown as new (configuration: QueryConfiguration) => WireQuery & pg.Submittable;

/** A statement that this connection has parsed under a name. */
export interface Named {
  text: string;
  name: string;
}

/** One statement to run. Without a name it is parsed each time. */
export interface Statement {
  text: string;
  values: unknown[];
  name?: string;
  rowMode?: 'array';
}

/** Parses a statement under a name and runs nothing: one round trip. */
class ParseQuery extends Query {
  readonly #statement: Named;

  constructor(statement: Named, callback: QueryConfiguration['callback']) {
    super({ ...statement, queryMode: 'extended', callback });
    this.#statement = statement;
  }

  override prepare(connection: WireConnection): void {
    connection.parse({ ...this.#statement, types: [] });
    connection.sync();
  }
}

/**
 * Two statements and ONE Sync: `Bind/Execute first · Parse/Bind/Describe/Execute second · Sync`. All between two Syncs is one implicit
 * transaction, so there is no BEGIN and no COMMIT, one round trip, and the answer comes after the commit. Where the first raises, the
 * server discards the rest up to the Sync: the second never runs.
 */
class BatchQuery extends Query {
  readonly #first: { name: string; values: readonly unknown[] };
  readonly #forget: readonly string[];
  /** Whether the first statement has succeeded. */
  entered = false;

  constructor(
    first: { name: string; values: readonly unknown[] },
    second: Statement,
    forget: readonly string[],
    callback: QueryConfiguration['callback'],
  ) {
    super({ ...second, queryMode: 'extended', callback });
    this.#first = first;
    this.#forget = forget;
  }

  override prepare(connection: WireConnection): void {
    for (const name of this.#forget) {
      connection.close({ type: 'S', name });
      delete connection.parsedStatements[name];
    }
    connection.bind({ portal: '', statement: this.#first.name, values: this.#first.values });
    connection.execute({ portal: '' });
    super.prepare(connection);
  }

  override handleDataRow(message: unknown): void {
    if (this.entered) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: WireConnection): void {
    if (this.entered) super.handleCommandComplete(message, connection);
    else this.entered = true;
  }
}

/**
 * Prepares a statement on a connection.
 *
 * @param client - a connected client that runs nothing else.
 * @param statement - its text and the name to keep it under.
 */
export function parse(client: pg.ClientBase, statement: Named): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new ParseQuery(statement, (error) => (error ? reject(error) : resolve())));
  });
}

/** What a batch came to. `entered` is false where the first statement failed, so that the second did not run. */
export type BatchOutcome = { entered: true; result: pg.QueryResult } | { entered: boolean; error: Error };

/**
 * Runs two statements in one implicit transaction and one round trip; the answer is the second's.
 *
 * @param client - a connected client that runs nothing else.
 * @param first - a statement that was prepared with {@link parse}, and its values.
 * @param second - the statement to answer with.
 * @param forget - names of prepared statements to close on the way.
 */
export function runBatch(
  client: pg.ClientBase,
  first: { name: string; values: readonly unknown[] },
  second: Statement,
  forget: readonly string[],
): Promise<BatchOutcome> {
  return new Promise((resolve) => {
    const query = new BatchQuery(first, second, forget, (error, result) => {
      resolve(error ? { entered: query.entered, error } : { entered: true, result });
    });
    client.query(query);
  });
}
