import type postgres from 'postgres';
import type { SqlFile } from './sql-files.ts';

/**
 * Runs a piece of SQL in a transaction. A function that it cannot replace, because that has another result or other names of arguments now, is dropped
 * first: never with CASCADE.
 *
 * @param sql - the transaction.
 * @param piece - of db/ or migrations/.
 * @returns what was run, in order.
 * @throws what PostgreSQL says, after the piece's path.
 */
export async function runPiece(sql: postgres.Sql, piece: SqlFile): Promise<SqlFile[]> {
  const dropped: SqlFile[] = [];
  for (;;) {
    try {
      await run(sql, { ...piece, text: `savepoint piece;\n${piece.text}\n;release savepoint piece` });
      return [...dropped, piece];
    } catch (error) {
      const statement = sqlState(error) === '42P13' ? inTheWay(error) : undefined;
      if (statement === undefined) throw error;
      await sql.unsafe('rollback to savepoint piece; release savepoint piece');
      const drop = { path: piece.path, text: statement, hash: '' };
      await run(sql, drop);
      dropped.push(drop);
    }
  }
}

async function run(sql: postgres.Sql, { path, text }: SqlFile): Promise<void> {
  try {
    await sql.unsafe(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const needed = dependents(error);
    const detail = needed === undefined ? '' : `: ${needed}. Change that first, then install again`;
    throw Object.assign(error, { message: `${path}: ${error.message}${detail}` });
  }
}

/**
 * What depends on something that was to be dropped, and so is an application's; PostgreSQL's advice to drop that as well is taken off.
 *
 * @param error - of any statement.
 * @returns undefined: it failed for another reason.
 */
export function dependents(error: unknown): string | undefined {
  if (sqlState(error) !== '2BP01' || !(error instanceof Error && 'detail' in error)) return undefined;
  Object.assign(error, { hint: undefined });
  return String(error.detail);
}

/**
 * What PostgreSQL calls an error.
 *
 * @param error - of any statement.
 */
export function sqlState(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** The statement that PostgreSQL advises, which its hint has in every language of messages. */
function inTheWay(error: unknown): string | undefined {
  const hint = error instanceof Error && 'hint' in error ? String(error.hint) : '';
  const [, kind, signature] = /DROP (FUNCTION|PROCEDURE) (\S.*\))/.exec(hint) ?? [];
  return kind && `drop ${kind.toLowerCase()} ${signature}`;
}
