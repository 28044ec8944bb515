import { Problem } from '../../http/problem.ts';
import { blame } from './blamed-arguments.ts';

/**
 * The cursor of a row.
 *
 * @param list - that it is in: a cursor of another list is refused.
 * @param key - of the row in it.
 */
export function cursorOf(list: string, key: unknown): string {
  return btoa(JSON.stringify([list, key]));
}

/**
 * The key that a cursor stands for.
 *
 * @param cursor - as it came, in the argument `after`; null or undefined: none.
 * @param list - that it has to be of.
 * @throws Problem invalid_input.
 */
export function keyIn(cursor: unknown, list: string): string | null {
  if (cursor === null || cursor === undefined) return null;
  try {
    const [named, key] = JSON.parse(atob(String(cursor)));
    if (named === list && typeof key === 'string') return key;
  } catch {
    // It is none, then.
  }
  const error = new Problem('invalid_input');
  blame(error, 'after');
  throw error;
}
