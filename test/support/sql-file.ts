import { readFile } from 'node:fs/promises';
import type postgres from 'postgres';
import { Parser, type Result } from 'tap-parser';
import { connect } from './connect.ts';
import { lineAt, splitStatements } from './sql-statements.ts';

/** One assertion of a pgTAP file. */
export interface Assertion {
  id: number;
  name: string;
  ok: boolean;
  skipped: boolean;
  /** Where it stands: `file:line`. */
  place: string;
  /** What pgTAP says about a failure. */
  diagnosis: string;
}

/** What running a pgTAP file came to. */
export interface Outcome {
  assertions: Assertion[];
  /** The number of planned assertions; undefined when the file never said. */
  planned: number | undefined;
  /** What stopped the file before its end, with its place. */
  error: string | undefined;
}

interface Line {
  text: string;
  place: string;
}

/**
 * Runs a pgTAP file as pg_prove does: statement by statement, up to the first error. The session ends with it, and so
 * does the file's transaction.
 *
 * @param file - path of a file that begins with `begin;` and ends with `rollback;`
 * @param adminUrl - an administrator's connection URL to a database with pgTAP in the schema `tap`
 * @throws Error when the file can't be read or the database can't be reached
 */
export async function runSqlFile(file: string, adminUrl: string): Promise<Outcome> {
  const text = await readFile(file, 'utf8');
  const sql = connect(adminUrl, { connection: { search_path: 'tap, pg_catalog' } });
  const lines: Line[] = [];
  try {
    await sql`select`;
    const error = await runStatements(sql, file, text, lines);
    return { ...readTap(lines), error };
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function runStatements(
  sql: postgres.Sql,
  file: string,
  text: string,
  lines: Line[],
): Promise<string | undefined> {
  for (const statement of splitStatements(text)) {
    const place = `${file}:${lineAt(text, statement.offset)}`;
    const collect = (row: postgres.Row) => {
      const values = Object.values(row).filter((value) => typeof value === 'string');
      lines.push(...values.flatMap((value) => value.split('\n')).map((line) => ({ text: line, place })));
    };
    try {
      // Row by row, so that what came before an error isn't lost.
      await sql.unsafe(statement.text).simple().forEach(collect);
    } catch (error) {
      return describeError(error, file, text, statement.offset);
    }
  }
  return undefined;
}

function describeError(error: unknown, file: string, text: string, statement: number): string {
  if (!(error instanceof Error)) return String(error);
  const position = 'position' in error ? Number(error.position) - 1 : 0;
  const context = 'where' in error && error.where ? `\n${error.where}` : '';
  return `${file}:${lineAt(text, statement + position)}: ${error.message}${context}`;
}

function readTap(lines: Line[]): Omit<Outcome, 'error'> {
  const places = lines.filter((line) => /^(not )?ok\b/.test(line.text)).map((line) => line.place);
  const assertions: Assertion[] = [];
  const parser = new Parser();
  parser.on('assert', (result: Result) => {
    const { id, skip, todo } = result;
    const name = result.name || (typeof skip === 'string' ? skip : '');
    const place = places[assertions.length] ?? '';
    assertions.push({ id, name, ok: result.ok || Boolean(todo), skipped: Boolean(skip), place, diagnosis: '' });
  });
  parser.on('comment', (comment: string) => {
    const latest = assertions.at(-1);
    if (latest) latest.diagnosis += comment.replace(/^# ?/, '');
  });
  let planned: number | undefined;
  parser.on('complete', (results) => {
    planned = results.plan.end ?? undefined;
  });
  parser.end(lines.map((line) => `${line.text}\n`).join(''));
  return { assertions, planned };
}
