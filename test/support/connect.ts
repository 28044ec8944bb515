import postgres from 'postgres';
import { postgresOptions } from '#server/database/drivers.ts';

/**
 * Opens a postgres.js client that ignores notices. It connects at its first query.
 *
 * @param url - a connection URL
 * @param options - options of postgres.js; `max` defaults to one connection
 */
export function connect(url: string, options: postgres.Options<Record<string, never>> = {}): postgres.Sql {
  // With `debug` the place of a query is kept for as long as the query; without, for good, and with it all that its test file has built.
  return postgres({ ...postgresOptions(url), max: 1, onnotice: () => {}, debug: true, ...options });
}

/**
 * Does some work on a connection of its own.
 *
 * @param url - a connection URL
 * @param work - receives the client, which is closed at its end
 * @returns what `work` returns
 * @throws what `work` throws
 */
export async function withConnection<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = connect(url);
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
