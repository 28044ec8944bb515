import { setTimeout as sleep } from 'node:timers/promises';
import { memoryOf } from '#test/bench/cpu.ts';
import { quantile } from '#test/bench/table.ts';

/** Resident memory at a moment, in MB. */
interface Sample {
  at: number;
  rss: number;
}

/** Watches the resident memory of processes, each from its start on. */
export class MemoryWatch {
  readonly #lives = new Map<string, { name: string; samples: Sample[] }>();
  #isOver = false;
  readonly #watching: Promise<void>;

  /** @param processes - by name; asked again and again, because each may be started anew. */
  constructor(processes: () => Record<string, number>) {
    this.#watching = this.#watch(processes);
  }

  async #watch(processes: () => Record<string, number>): Promise<void> {
    while (!this.#isOver) {
      for (const [name, pid] of Object.entries(processes())) this.#sample(name, pid);
      await sleep(500);
    }
  }

  #sample(name: string, pid: number): void {
    const key = `${name} ${pid}`;
    const life = this.#lives.get(key) ?? { name, samples: [] };
    try {
      life.samples.push({ at: performance.now(), rss: memoryOf(pid).rss });
      this.#lives.set(key, life);
    } catch {
      // It ends at this moment.
    }
  }

  /**
   * How much memory processes have, whose lives span a time.
   *
   * @param from - by performance.now(), when they were warm.
   * @param to - the end.
   * @returns the median of the first and of the last fifth of it, in MB, and the growth in percent.
   */
  growth(from: number, to: number): { name: string; first: number; last: number; percent: number }[] {
    const fifth = (to - from) / 5;
    return [...this.#lives.values()]
      .filter(({ samples }) => (samples[0]?.at ?? Infinity) <= from && (samples.at(-1)?.at ?? 0) >= to - fifth)
      .map(({ name, samples }) => {
        const median = (begin: number) =>
          quantile(
            samples.filter(({ at }) => at >= begin && at < begin + fifth).map(({ rss }) => rss),
            0.5,
          );
        const [first, last] = [median(from), median(to - fifth)];
        return { name, first, last, percent: (last / first - 1) * 100 };
      });
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#watching;
  }
}
