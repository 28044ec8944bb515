import postgres from 'postgres';
import { postgresOptions } from './drivers.ts';
import { type ConnectionTarget, parseUrl } from './url.ts';

/** What PostgreSQL knows nothing of, and says so. */
const UNKNOWN_PARAMETER = { rowseal_probe: 'on' };
/** How often two connections are asked which server process answers them, before they count as having one each. */
const LOOKS = 8;

/** What stands between us and PostgreSQL. */
export interface Between {
  /** What it is called, as far as it can be told. */
  name: string;
  /** transaction: server processes change between transactions; session: they do not. */
  mode: 'transaction' | 'session';
}

/** By what they refuse. */
const KNOWN: readonly (readonly [words: RegExp, name: string])[] = [
  [/unsupported startup parameter/, 'PgBouncer'],
  [/RDS Proxy/, 'RDS Proxy'],
];

/**
 * What stands between this process and PostgreSQL, if that changes what can be relied on. What passes all on, such as HAProxy, is not seen.
 *
 * @param url - connection string.
 * @returns undefined: PostgreSQL itself answers.
 * @throws Error when it cannot be reached.
 */
export async function whatStandsBetween(url: string): Promise<Between | undefined> {
  const target = parseUrl(url);
  const name = await nameOf(target);
  return name === undefined ? undefined : { name, mode: await modeOf(target) };
}

/**
 * A sentence for operators of a server that was started behind a pooler.
 *
 * @param role - that connects through it.
 */
export const POOLED = (role: string) =>
  `${role} connects through a pooler that takes no startup options: settings travel with each batch, and statements of our own have no names (docs/operate/poolers.md)`;

/**
 * Refuses a pooler that gives a connection to others between transactions, where a session of one's own is needed: to listen, to hold locks, to keep settings.
 *
 * @param url - connection string.
 * @param variable - that it is in.
 * @throws Error with a sentence for the operator.
 */
export async function requireSession(url: string, variable: string): Promise<void> {
  const between = await whatStandsBetween(url);
  if (between?.mode === 'transaction')
    throw new Error(
      `${variable} leads through ${between.name}, in transaction mode, and needs a session of its own: use the database's own address, or a pool in session mode`,
    );
}

async function nameOf(target: ConnectionTarget): Promise<string | undefined> {
  const options = plain(target);
  const sql = postgres({ ...options, fetch_types: false, connection: { ...options.connection, ...UNKNOWN_PARAMETER } });
  try {
    await sql`select`;
    return 'a pooler that drops startup parameters, as Supavisor and PgCat do';
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    if (error.code === '42704') return undefined;
    const known = KNOWN.find(([words]) => words.test(error.message));
    if (!known) throw error;
    return known[1];
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function modeOf(target: ConnectionTarget): Promise<Between['mode']> {
  const [one, other] = [postgres(plain(target)), postgres(plain(target))];
  const ask = async (sql: postgres.Sql) =>
    (await sql<{ pg_backend_pid: number }[]>`select pg_catalog.pg_backend_pid()`)[0]?.pg_backend_pid;
  try {
    const own = await ask(one);
    for (let look = 0; look < LOOKS; look++)
      if ((await ask(other)) === own || (await ask(one)) !== own) return 'transaction';
    return 'session';
  } finally {
    await Promise.all([one.end({ timeout: 1 }), other.end({ timeout: 1 })]);
  }
}

const plain = (target: ConnectionTarget) => ({
  ...postgresOptions(target, { applicationName: 'rowseal probe' }),
  max: 1,
  onnotice: () => {},
  fetch_types: false,
  prepare: false,
});
