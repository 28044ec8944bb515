import type postgres from 'postgres';
import { printTable, quantile } from '#test/bench/table.ts';

/** How far a write has come, as its client knows. */
export type Fate = 'made' | 'unknown' | 'not made';

/** What clients were told, and what must never happen. */
export class Ledger {
  /** In words, and how often. */
  readonly complaints = new Map<string, number>();
  /** Notes by their titles. */
  readonly notes = new Map<string, Fate>();
  /** Credentials whose end was answered: an access token, a personal access token or a refresh token. */
  readonly ended: string[] = [];
  readonly #milliseconds = new Map<string, { calm: number[]; all: number[] }>();
  /** What else happened, by name. */
  readonly counts = new Map<string, number>();

  complain(what: string): void {
    this.complaints.set(what, (this.complaints.get(what) ?? 0) + 1);
  }

  count(what: string, by = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + by);
  }

  /** Notes how long an operation took. */
  took(operation: string, milliseconds: number, isCalm: boolean): void {
    const times = this.#milliseconds.get(operation) ?? { calm: [], all: [] };
    this.#milliseconds.set(operation, times);
    times.all.push(milliseconds);
    if (isCalm) times.calm.push(milliseconds);
  }

  /** Prints how long operations took, while all parts were there and altogether. */
  print(title: string): void {
    const of = (times: number[]) =>
      [0.5, 0.99].map((share) => (times.length ? quantile(times, share).toFixed(0) : '–'));
    printTable(
      title,
      ['operation', 'answers', 'p50 calm', 'p99 calm', 'p50', 'p99', 'slowest'],
      [...this.#milliseconds]
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([name, { calm, all }]) => [
          name,
          all.length.toLocaleString('en'),
          ...of(calm),
          ...of(all),
          Math.max(...all).toFixed(0),
        ]),
    );
    printTable(
      'what else happened',
      ['', 'times'],
      [...this.counts].map(([name, times]) => [name, String(times)]),
    );
  }

  /**
   * What became of notes otherwise than their clients were told.
   *
   * @param admin - of the database.
   * @returns sentences; none where all is as it was answered.
   */
  async differences(admin: postgres.Sql): Promise<string[]> {
    const rows = await admin<{ title: string; copies: number }[]>`
      select title, count(*)::integer as copies from app.notes where title = any (${[...this.notes.keys()]}) group by title`;
    const stored = new Map(rows.map(({ title, copies }) => [title, copies]));
    const allowed: Record<Fate, number[]> = { made: [1], unknown: [0, 1], 'not made': [0] };
    return [...this.notes].flatMap(([title, fate]) => {
      const copies = stored.get(title) ?? 0;
      return allowed[fate].includes(copies) ? [] : [`${title}: ${fate}, and there are ${copies}`];
    });
  }
}
