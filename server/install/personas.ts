type Value = string | null | string[];

/** A client of postgres.js, as far as personas need one. */
interface PostgresLike {
  begin(work: (sql: TransactionLike) => Promise<unknown>): Promise<unknown>;
}

interface TransactionLike {
  unsafe(text: string, values: Value[]): PromiseLike<unknown>;
}

/** A pool of pg, as far as personas need one. */
interface PoolLike {
  connect(): Promise<PoolClientLike>;
}

interface PoolClientLike {
  query(text: string, values: Value[]): Promise<unknown>;
  release(destroy?: boolean): void;
}

/** What a driver's own transaction runs statements by. */
type ClientOf<D> = D extends { begin(options: string, work: (sql: infer S) => unknown): unknown }
  ? S
  : D extends { connect(callback: (error: never, client: infer C, release: never) => void): void }
    ? NonNullable<C>
    : D extends { connect(): Promise<infer C> }
      ? C
      : never;

/** Who acts in a test: the address of a person who is a member already; more about a person; null for nobody. */
export type Person =
  | string
  | null
  | {
      email: string;
      /** They are made a member with this role, in a workspace that is made too where there is none. */
      role?: string;
      /** Their session, or their token, has these alone of the role's scopes. */
      scopes?: readonly string[];
      /** They come with a personal access token. */
      token?: boolean;
    };

/**
 * Does some work as a person in a workspace, in a transaction that is rolled back.
 *
 * @param person - see {@link Person}.
 * @param workspace - its slug; null: none is entered.
 * @param work - receives the driver's own transaction: a postgres.js `sql`, or a client of pg's pool.
 * @returns what `work` returns.
 * @throws what `work` throws; a database error when there is no such person.
 */
export type As<C> = <T>(person: Person, workspace: string | null, work: (client: C) => Promise<T>) => Promise<T>;

type Query = (text: string, values: Value[]) => PromiseLike<unknown>;

/**
 * Personas for tests of your tables, in a database that has the test kit (`npx rowseal test-kit install`).
 *
 * @param database - postgres.js's `sql`, or a pool of pg, of a superuser or of the suite's login (`--role`).
 * @example
 * const as = personas(sql);
 * await as({ email: 'ann@a.test', role: 'viewer' }, 'a', async (sql) => {
 *   await expect(sql`delete from app.tasks`).rejects.toMatchObject({ code: 'RS006' });
 * });
 */
export function personas<D extends PostgresLike | PoolLike>(database: D): As<ClientOf<D>> {
  return (person, workspace, work) =>
    rolledBack(database, async (query, client) => {
      await become(query, person, workspace);
      return work(client as ClientOf<D>);
    });
}

async function become(query: Query, person: Person, workspace: string | null): Promise<void> {
  if (person === null) {
    await query('select rowseal_test.anonymous()', []);
    return;
  }
  const { email, role, scopes = [], token = false } = typeof person === 'string' ? { email: person } : person;
  if (role !== undefined) await query('select rowseal_test.member($1, $2, $3)', [email, workspace, role]);
  await query(`select rowseal_test.${token ? 'as_token' : 'as_user'}($1, $2, variadic $3::text[])`, [
    email,
    workspace,
    [...scopes],
  ]);
}

/** Runs some work in a transaction of the application's own driver, which never commits. */
async function rolledBack<T>(
  database: PostgresLike | PoolLike,
  work: (query: Query, client: unknown) => Promise<T>,
): Promise<T> {
  if ('begin' in database) return rolledBackByPostgres(database, work);
  const client = await database.connect();
  let isLost = true;
  try {
    await client.query('begin', []);
    return await work((text, values) => client.query(text, values), client);
  } finally {
    await client.query('rollback', []).then(
      () => {
        isLost = false;
      },
      () => {},
    );
    client.release(isLost);
  }
}

async function rolledBackByPostgres<T>(
  database: PostgresLike,
  work: (query: Query, client: unknown) => Promise<T>,
): Promise<T> {
  const undo = new Error('undone');
  const done: { result?: T } = {};
  try {
    await database.begin(async (sql) => {
      done.result = await work((text, values) => sql.unsafe(text, values), sql);
      throw undo;
    });
  } catch (error) {
    if (error !== undo) throw error;
  }
  return done.result as T;
}
