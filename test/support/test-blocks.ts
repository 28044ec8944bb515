const OPENS = /^(\s*)(?:test|describe)\b/;

/**
 * The part of a test file that a test of some title stands in: the test and the describe around it; in pgTAP the section, which begins with a comment
 * behind an empty line, and the one after it.
 *
 * @param source - of the file.
 * @param title - of the test.
 * @param isSql - whether it is pgTAP.
 * @returns undefined where the file has no such title.
 */
export function blockOf(source: string, title: string, isSql: boolean): string | undefined {
  // In SQL a quote within a title is doubled; in TypeScript it may be escaped.
  const lines = source.replaceAll("''", "'").replaceAll("\\'", "'").split('\n');
  const found = (text: string) => lines.findIndex((line) => line.includes(text));
  // As a title begins, or at least somewhere: it may be put together.
  const at = ["'", '"', '`', ''].map((quote) => found(quote + title)).find((line) => line >= 0) ?? -1;
  if (at < 0) return undefined;
  return isSql ? sectionsAt(lines, at) : testAt(lines, at);
}

function sectionsAt(lines: readonly string[], at: number): string {
  const begins = (n: number) => n === 0 || (lines[n]?.startsWith('--') === true && lines[n - 1] === '');
  let from = at;
  while (!begins(from)) from--;
  let to = at + 1;
  for (let sections = 0; to < lines.length; to++) if (begins(to) && ++sections === 2) break;
  return lines.slice(from, to).join('\n');
}

function testAt(lines: readonly string[], at: number): string {
  const blocks: string[] = [];
  for (let from = at; from >= 0 && blocks.length < 2; from--) {
    const to = closing(lines, from);
    if (OPENS.test(lines[from] ?? '') && to > at) blocks.push(lines.slice(from, to).join('\n'));
  }
  return blocks.join('\n');
}

/** The line behind the one that closes what is opened. */
function closing(lines: readonly string[], from: number): number {
  let n = from + 1;
  while (n < lines.length && !(/^\s*\}?\)+;$/.test(lines[n] ?? '') && indent(lines[n]) <= indent(lines[from]))) n++;
  return n + 1;
}

function indent(line = ''): number {
  return line.length - line.trimStart().length;
}
