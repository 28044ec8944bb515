import type postgres from 'postgres';
import type { Entry } from './entry.ts';

/** An open stream, as the database is asked about it. */
export type StreamQuestion = Entry & {
  /** The scope without which its events are not read; undefined: it reads nothing. */
  needed: string | undefined;
};

/** What is known of an open stream. */
export interface StreamState {
  /** The SQLSTATE with which its holder is refused; null: it may go on. */
  refusal: string | null;
  /** The number of the newest event of the workspace that it reads; 0: there is none. */
  newest: number;
}

/** What the database says of open streams. */
export interface StreamFunctions {
  /**
   * Whether their holders may still enter, and up to where there is something to read: one statement for all.
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
      const rows = await sql<{ refusal: string | null; newest: string | null }[]>`
        select refusal, newest from rowseal.check_streams(${JSON.stringify(streams)}::text::jsonb) order by place`;
      return rows.map(({ refusal, newest }) => ({ refusal, newest: Number(newest ?? 0) }));
    },
  };
}
