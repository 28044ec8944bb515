import { performance } from 'node:perf_hooks';

/**
 * How far from chance the order of two samples may be, in standard deviations of the Mann-Whitney statistic: chance gets there once in 16,000
 * comparisons. Of 200 tries each, it says that whoever guesses from one pair of times which is which is right in fewer than 62 of 100 cases.
 */
const CHANCE = 4;
const WARM_UP = 20;

/** How the times of two kinds of request compare. */
export interface Comparison {
  /** Medians, in milliseconds. */
  medians: [number, number];
  /** The Mann-Whitney statistic, in standard deviations from what chance gives: above 0, the second kind takes longer. */
  deviation: number;
  /** Whether the times tell the kinds apart. */
  tells: boolean;
}

/**
 * Takes requests of two kinds in random order, so that whatever else the machine does befalls both alike.
 *
 * @param tries - of each kind; some more before them are not counted.
 * @param kinds - send one request, told the how-manieth of its kind it is.
 * @param onAnswer - gets every answer.
 * @returns how long each took, in milliseconds.
 */
export async function interleaved<T>(
  tries: number,
  kinds: readonly [(nth: number) => Promise<T>, (nth: number) => Promise<T>],
  onAnswer: (kind: 0 | 1, answer: T) => void,
): Promise<[number[], number[]]> {
  const took: [number[], number[]] = [[], []];
  const sent: [number, number] = [0, 0];
  const all = tries + WARM_UP;
  while (sent[0] + sent[1] < 2 * all) {
    const kind = Math.random() * (2 * all - sent[0] - sent[1]) < all - sent[0] ? 0 : 1;
    const begin = performance.now();
    const answer = await kinds[kind](sent[kind]++);
    const time = performance.now() - begin;
    onAnswer(kind, answer);
    if (sent[kind] > WARM_UP) took[kind].push(time);
  }
  return took;
}

/**
 * Whether times tell two kinds apart: the rank test of Mann and Whitney (1947), which asks for no distribution and minds no outlier.
 *
 * @param times - of either kind.
 */
export function compare([first, second]: readonly [number[], number[]]): Comparison {
  const wins = second.reduce((sum, time) => sum + first.reduce((n, other) => n + rank(time, other), 0), 0);
  const [n, m] = [first.length, second.length];
  const deviation = (wins - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
  return { medians: [median(first), median(second)], deviation, tells: Math.abs(deviation) > CHANCE };
}

const rank = (time: number, other: number) => (time > other ? 1 : time === other ? 0.5 : 0);

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
