import pg from 'pg';
import type { TokenEntry } from '../database/entry.ts';
import type { Caller } from './entering.ts';
import { kindOf } from './statement-kind.ts';
import { WorkspacePool } from './workspace-pool.ts';

/** What a statement answers: rows of values in the order of the columns. */
export interface Reading {
  /** Such as SELECT. */
  command: string;
  columns: string[];
  rows: unknown[][];
}

/** Reads as somebody, a statement at a time. */
export interface Reader {
  /** Who it is; the use of the token is noted. */
  ask(): Promise<Caller>;
  /**
   * Runs one statement in a read-only transaction of its own, which is rolled back.
   *
   * @throws Error for what would end that transaction; the refusal of the database.
   */
  read(text: string): Promise<Reading>;
  close(): Promise<void>;
}

/** As PostgreSQL prints them, but what JSON has types for: bool, int2, int4, float8, json, jsonb. */
const AS_PRINTED: pg.CustomTypesConfig = {
  getTypeParser: (oid: number) =>
    [16, 21, 23, 701, 114, 3802].includes(oid) ? pg.types.getTypeParser(oid) : (text: string) => text,
};

/**
 * Opens a {@link Reader} over one connection.
 *
 * @param databaseUrl - of rowseal_gateway, or of a role that rowseal.add_request_role admitted.
 * @param entry - a personal access token.
 * @param applicationName - as the database shows it.
 */
export function openReader(databaseUrl: string, entry: TokenEntry, applicationName: string): Reader {
  const pool = new WorkspacePool({ databaseUrl, max: 1, applicationName });
  return {
    ask: () => pool.ask(entry),
    read: async (text) => {
      if (kindOf(text) !== 'other') throw new Error('each statement is a transaction of its own');
      return pool.lend(entry, async (lease) => {
        await lease.query('begin');
        await lease.query('set transaction read only');
        const answer = await lease.query({ text, rowMode: 'array', types: AS_PRINTED });
        await lease.query('rollback');
        const { command, fields, rows } = answer as unknown as pg.QueryArrayResult;
        return { command, columns: fields.map(({ name }) => name), rows };
      });
    },
    close: () => pool.end(),
  };
}
