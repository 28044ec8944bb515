// Checks every SQL file: its syntax by PostgreSQL's own parser, PL/pgSQL bodies included, and the conventions of db/CONVENTIONS.md that the
// database itself cannot tell. Usage: node scripts/lint-sql.ts
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { hasSqlDetails, loadModule, type Node, parsePlPgSQLSync, parseSync } from 'libpg-query';

const ROOT = path.resolve(import.meta.dirname, '..');
const FOLDERS = ['db', 'demo', 'migrations/current', 'sql-tests', 'test'];
// db/dropped.sql has a statement a line.
const NARROW = /^(?!db\/dropped)/;
const WIDTH = 120;
/** The text of a regnamespace is quoted where it has to be, and %I would quote it once more. */
const NAMED_TWICE = /::(pg_catalog\.)?regnamespace::(pg_catalog\.)?text/;
/** Lines of a function at most: one that is longer decides more than one thing. */
const LONGEST = 80;
const SECTIONS = ['Caller', 'Returns', 'Errors', 'Source'];

interface Statement {
  node: Node;
  text: string;
  line: number;
}

await loadModule();
if (import.meta.main) await main();

async function main(): Promise<void> {
  let problems = 0;
  for (const folder of FOLDERS) {
    const entries = await readdir(path.join(ROOT, folder), { recursive: true }).catch(() => []);
    for (const entry of entries.filter((name) => name.endsWith('.sql')).sort()) {
      const file = path.posix.join(folder, entry);
      for (const { line, problem } of lintSql(file, await readFile(path.join(ROOT, file), 'utf8'))) {
        console.error(`${file}:${line} ${problem}`);
        problems++;
      }
    }
  }
  if (problems > 0) process.exitCode = 1;
}

/**
 * What is wrong with a file of SQL.
 *
 * @param file - its path in the repository, which says which conventions hold.
 */
export function lintSql(file: string, text: string): { line: number; problem: string }[] {
  const found: { line: number; problem: string }[] = [];
  const report = (line: number, problem: string) => found.push({ line, problem });
  for (const [index, line] of text.split('\n').entries()) {
    if (NARROW.test(file) && line.length > WIDTH) report(index + 1, `${line.length} columns, of ${WIDTH} at most`);
    if (file.startsWith('db/') && NAMED_TWICE.test(line))
      report(index + 1, 'a name in quotes already: %s of it, not %I');
  }
  const statements = parsed(text, report);
  if (!statements) return found;
  for (const statement of statements) checkBody(statement, report);
  if (file.startsWith('db/functions/')) checkFunctionFile(path.basename(file, '.sql'), statements, report);
  if (file.startsWith('db/triggers/')) checkTriggerFile(file, statements, report);
  if (file === 'db/dropped.sql') checkOrder(statements, report);
  if (file.startsWith('db/types/')) checkTypeFile(path.basename(file, '.sql'), text, report);
  if (file.startsWith('db/')) for (const statement of statements) checkComment(statement, report);
  return found;
}

type Report = (line: number, problem: string) => void;

/** Nothing where the text can't be parsed. */
function parsed(text: string, report: Report): Statement[] | undefined {
  try {
    // The parser counts bytes.
    const bytes = Buffer.from(text);
    return (parseSync(text).stmts ?? []).flatMap(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
      const own = bytes.subarray(start, length === undefined ? undefined : start + length).toString();
      const before = bytes.subarray(0, start).toString() + (/^(\s|--[^\n]*\n)*/.exec(own)?.[0] ?? '');
      return stmt ? [{ node: stmt, text: own.trim(), line: before.split('\n').length }] : [];
    });
  } catch (error) {
    report(lineOf(error, text), messageOf(error));
    return undefined;
  }
}

/** PL/pgSQL is a string to SQL's parser. */
function checkBody({ node, text, line }: Statement, report: Report): void {
  const isCode = 'DoStmt' in node || ('CreateFunctionStmt' in node && optionOf(node, 'language') === 'plpgsql');
  if (!isCode) return;
  try {
    parsePlPgSQLSync(text);
  } catch (error) {
    report(line, messageOf(error));
  }
}

/** One function, its comment and its revocation; the file has its name. */
function checkFunctionFile(name: string, statements: Statement[], report: Report): void {
  const made = statements.filter(({ node, text }) => 'CreateFunctionStmt' in node || /^do\b/.test(text));
  if (made.length !== 1) report(1, `${made.length} functions, of one`);
  for (const statement of made) {
    const { node, text, line } = statement;
    if ('CreateFunctionStmt' in node && last(node.CreateFunctionStmt.funcname) !== name)
      report(line, `is the file of ${name}`);
    const lines = text.split('\n').length;
    if (lines > LONGEST) report(line, `${lines} lines, of ${LONGEST} at most`);
    if (/\bsecurity definer\b/.test(text) && !/\bset search_path = pg_catalog, pg_temp\b/.test(text))
      report(line, 'a definer without set search_path = pg_catalog, pg_temp');
  }
  const comments = statements.filter(({ node }) => 'CommentStmt' in node);
  if (comments.length !== 1) report(1, `${comments.length} comments, of one`);
  const revokes = statements.some(({ text }) => /^revoke execute on (function|procedure) .* from public$/s.test(text));
  if (!revokes) report(1, 'does not revoke EXECUTE from PUBLIC');
}

/** One trigger, in the folder of its table; it can be applied again. */
function checkTriggerFile(file: string, statements: Statement[], report: Report): void {
  const [, , table, name = ''] = file.split('/');
  const [only, ...others] = statements;
  if (!only || others.length > 0 || !('CreateTrigStmt' in only.node)) {
    report(1, 'is not one trigger');
    return;
  }
  const { trigname, relation, replace } = only.node.CreateTrigStmt;
  if (`${trigname}.sql` !== name || relation?.relname !== table) report(only.line, `is the file of ${table}/${name}`);
  if (!replace) report(only.line, 'a trigger that cannot be applied again: create or replace');
}

/** In alphabetical order, each once. */
function checkOrder(statements: Statement[], report: Report): void {
  for (const [index, { text, line }] of statements.entries()) {
    const before = statements[index - 1]?.text;
    if (before !== undefined && before >= text) report(line, 'is not in alphabetical order');
  }
}

/** No type can be replaced: it is made where it is missing. */
function checkTypeFile(name: string, text: string, report: Report): void {
  if (!new RegExp(`create (type|domain) rowseal_private\\.${name} as `).test(text)) report(1, `is the file of ${name}`);
  if (!text.includes(`if to_regtype('rowseal_private.${name}') is null then`))
    report(1, 'a type that cannot be applied again');
}

/** Purpose, then `Caller:`, `Returns:`, `Errors:`, `Source:`, each on a line of its own and only where there is something to say. */
function checkComment({ node, text, line }: Statement, report: Report): void {
  if (!('CommentStmt' in node)) return;
  const comment = node.CommentStmt.comment ?? '';
  if (!text.endsWith('$$')) report(line, 'a comment that is not dollar-quoted');
  if (comment !== comment.trim()) report(line, 'a comment that begins or ends with white space');
  const order = [...comment.matchAll(/^([A-Z][a-z]+):/gm)].map(([, section = '']) => SECTIONS.indexOf(section));
  if (order.some((section, index) => section <= (order[index - 1] ?? -1)))
    report(line, `sections of a comment are ${SECTIONS.join(', ')}, in this order, after its purpose`);
  if (/[^\n](Caller|Returns|Errors|Source): /.test(comment)) report(line, 'a section that does not begin its line');
}

function optionOf(node: { CreateFunctionStmt: { options?: Node[] } }, name: string): string | undefined {
  for (const option of node.CreateFunctionStmt.options ?? []) {
    if ('DefElem' in option && option.DefElem.defname === name && option.DefElem.arg && 'String' in option.DefElem.arg)
      return option.DefElem.arg.String.sval;
  }
  return undefined;
}

function last(names: Node[] | undefined): string | undefined {
  const name = names?.at(-1);
  return name && 'String' in name ? name.String.sval : undefined;
}

function lineOf(error: unknown, text: string): number {
  const position = hasSqlDetails(error) ? (error.sqlDetails?.cursorPosition ?? 0) : 0;
  return Buffer.from(text).subarray(0, position).toString().split('\n').length;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
