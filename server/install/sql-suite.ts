import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import postgres from 'postgres';
import { postgresOptions } from '../database/drivers.ts';

/** What a suite of tests came to. */
export interface SuiteResult {
  tests: number;
  /** A sentence for each failure. */
  problems: string[];
}

/**
 * Runs a folder of pgTAP files, each over a connection of its own.
 *
 * @param folder - holds files that begin a transaction, and roll it back at their end.
 * @param url - a connection string of the suite's login.
 * @throws Error with a sentence for the operator where there are no files, or no database.
 */
export async function runSqlSuite(folder: string, url: string): Promise<SuiteResult> {
  const entries = await readdir(folder).catch(() => {
    throw new Error(`there is no folder ${folder}: name that of your pgTAP files, or --command`);
  });
  const files = entries.filter((file) => file.endsWith('.sql')).sort();
  if (files.length === 0) throw new Error(`${folder} holds no .sql files`);
  const result: SuiteResult = { tests: 0, problems: [] };
  for (const file of files) {
    const { tests, problems } = await runFile(path.join(folder, file), url);
    result.tests += tests;
    result.problems.push(...problems.map((problem) => `${file}: ${problem}`));
  }
  return result;
}

async function runFile(file: string, url: string): Promise<SuiteResult> {
  const text = await readFile(file, 'utf8');
  if (/^\\/m.test(text)) throw new Error(`${file} has commands of psql: run it by psql or pg_prove, with --command`);
  const sql = postgres({ ...postgresOptions(url), max: 1, fetch_types: false, onnotice: () => {} });
  try {
    await sql`select`;
    return evaluate(await sql.unsafe(text).simple());
  } catch (error) {
    if (error instanceof postgres.PostgresError) return { tests: 0, problems: [`${error.code} ${error.message}`] };
    throw error;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Reads what a file printed: the Test Anything Protocol, in the texts of its rows. */
export function evaluate(printed: unknown): SuiteResult {
  const lines = textsOf(printed).flatMap((text) => text.split('\n'));
  const tests = lines.filter((line) => /^(not )?ok\b/.test(line));
  const failed = tests.filter((line) => /^not ok\b/.test(line) && !/# (todo|skip)\b/i.test(line));
  const planned = lines.map((line) => /^1\.\.(\d+)/.exec(line)?.[1]).find((plan) => plan !== undefined);
  const problems = failed.map((line) => line.replace(/^not ok \d+( - )?/, ''));
  if (planned === undefined) problems.push('it has no plan');
  else if (Number(planned) !== tests.length) problems.push(`${planned} tests were planned, ${tests.length} ran`);
  return { tests: tests.length, problems };
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
