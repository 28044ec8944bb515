/**
 * Lays out rows in columns, each as wide as its widest cell.
 *
 * @param head - the columns' names.
 * @param rows - cells, in the order of the columns.
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => all.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}

/**
 * A moment, to the second, in UTC.
 *
 * @param time - the moment.
 */
export function when(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}

/**
 * A moment that somebody typed.
 *
 * @param text - in ISO 8601.
 * @throws Error where it is not.
 */
export function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new Error(`${text} is not a time in ISO 8601, such as 2026-11-30T12:00:00Z`);
  return time;
}
