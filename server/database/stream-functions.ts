import type postgres from 'postgres';
import type { Entry } from './entry.ts';

/** An open stream, as the database is asked about it. */
export type StreamQuestion = Entry & {
  /** Without which its events are not read. */
  scopes: readonly string[];
  /** The cursors up to which it has read. */
  after: readonly string[];
};

/** What is known of an open stream. */
export interface StreamState {
  /** The SQLSTATE with which its holder is refused; null: it may go on. */
  refusal: string | null;
  /** Whether there is anything that it has not read. */
  hasNews: boolean;
}

/** What the database says of open streams. */
export interface StreamFunctions {
  /**
   * Whether their holders may still enter, and whether there is anything new for them: one statement for all.
   *
   * @param streams - the answers come in their order.
   */
  checkStreams(streams: readonly StreamQuestion[]): Promise<StreamState[]>;
}

/**
 * Asks about open streams.
 *
 * @param sql - connections of rowseal_issuer.
 */
export function streamFunctions(sql: postgres.Sql): StreamFunctions {
  return {
    checkStreams: async (streams) => {
      const rows = await sql<{ refusal: string | null; has_news: boolean }[]>`
        select refusal, has_news from rowseal.check_streams(${JSON.stringify(streams)}::text::jsonb) order by place`;
      return rows.map(({ refusal, has_news }) => ({ refusal, hasNews: has_news }));
    },
  };
}
