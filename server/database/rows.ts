/**
 * The one row that a function of the database returned.
 *
 * @param rows - what the driver answered.
 * @throws Error where there is none: the function has another shape than the server expects.
 */
export function only<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error('a function of the database returned no row');
  return row;
}
