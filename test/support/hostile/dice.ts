/** Random choices that a seed repeats. */
export interface Dice {
  /** A whole number from 0 up to, and without, this one. */
  below(count: number): number;
  /** Whether something of this probability happens. */
  chance(probability: number): boolean;
  /** One of these. */
  pick<T>(from: readonly [T, ...T[]]): T;
}

/**
 * Makes random choices (mulberry32: 32 bits of state).
 *
 * @param seed - a whole number; the same makes the same choices.
 */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return { below, chance: (probability) => next() < probability, pick: (from) => from[below(from.length)] ?? from[0] };
}
