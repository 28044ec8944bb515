/** One statement of a SQL file. */
export interface Statement {
  text: string;
  /** Where its first word stands in the file, from 0. */
  offset: number;
}

/**
 * Splits SQL into statements at the semicolons that aren't inside strings, names, comments or dollar quotes. Bodies of
 * `begin atomic` hold semicolons of their own and aren't supported: tests make their helpers with dollar quotes.
 *
 * @param sql - the text of a SQL file
 */
export function splitStatements(sql: string): Statement[] {
  const statements: Statement[] = [];
  let offset: number | undefined;
  for (const token of sql.matchAll(TOKEN)) {
    const { index } = token;
    if (token.groups?.['blank'] !== undefined) continue;
    offset ??= index;
    if (token[0] !== ';') continue;
    statements.push({ text: sql.slice(offset, index + 1), offset });
    offset = undefined;
  }
  if (offset !== undefined) statements.push({ text: sql.slice(offset), offset });
  return statements;
}

const TOKEN = new RegExp(
  [
    String.raw`(?<blank>--[^\n]*|/\*[^]*?\*/|\s+)`,
    String.raw`[eE]'(?:[^'\\]|\\[^]|'')*'`,
    `'(?:[^']|'')*'`,
    `"[^"]*"`,
    String.raw`\$(?<tag>(?:[A-Za-z_]\w*)?)\$[^]*?\$\k<tag>\$`,
    String.raw`\w+`,
    '[^]',
  ].join('|'),
  'g',
);

/**
 * The line of a position in a text.
 *
 * @param text - the whole text
 * @param offset - characters before the position
 * @returns the line's number, from 1
 */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
