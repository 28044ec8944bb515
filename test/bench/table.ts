/** The least, the middle and the greatest of some numbers. */
export interface Spread {
  min: number;
  median: number;
  max: number;
}

/**
 * A quantile of some numbers.
 *
 * @param values - at least one, in any order.
 * @param share - 0 to 1; 0.5 is the median.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position % 1);
}

/**
 * The spread of some numbers.
 *
 * @param values - at least one, in any order.
 */
export function spread(values: readonly number[]): Spread {
  return { min: quantile(values, 0), median: quantile(values, 0.5), max: quantile(values, 1) };
}

/**
 * Spells a spread: `min / median / max`.
 *
 * @param values - what to spell the spread of.
 * @param digits - after the point.
 */
export function spelled(values: readonly number[], digits: number): string {
  const { min, median, max } = spread(values);
  return [min, median, max].map((value) => value.toFixed(digits)).join(' / ');
}

/**
 * Prints a table, its columns aligned: the first to the left, the others to the right.
 *
 * @param title - the line above it.
 * @param head - names of the columns.
 * @param rows - cells.
 */
export function printTable(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('   ')
      .trimEnd();
  console.log(`\n${title}`);
  for (const cells of [head, widths.map((width) => '-'.repeat(width)), ...rows]) console.log(`  ${line(cells)}`);
}

/** A requirement, and what was measured. */
export type Verdict = { requirement: string; measured: number } & ({ atMost: number } | { atLeast: number });

/**
 * Prints which requirements hold.
 *
 * @param verdicts - what was measured.
 */
export function printVerdicts(verdicts: readonly Verdict[]): void {
  printTable(
    'requirements',
    ['requirement', 'bound', 'measured', ''],
    verdicts.map((verdict) => {
      const { requirement, measured } = verdict;
      const [sign, bound, holds] =
        'atMost' in verdict
          ? ['<=', verdict.atMost, measured <= verdict.atMost]
          : ['>=', verdict.atLeast, measured >= verdict.atLeast];
      return [requirement, `${sign} ${bound}`, measured.toFixed(bound < 10 ? 2 : 1), holds ? 'holds' : 'misses'];
    }),
  );
}
