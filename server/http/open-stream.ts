import { deferred } from '../database/deferred.ts';
import type { Entry } from '../database/entry.ts';
import type { StreamQuestion } from '../database/stream-functions.ts';
import { Problem } from './problem.ts';

/** Subscriptions of one connection. */
const MOST_READERS = 10;
/** For how long a client may leave what was sent to it where it is. */
const LONGEST_STALL_MS = 20_000;

/** How what a stream delivers reaches its client. */
export interface StreamOutlet {
  /** Bytes that the client has not taken yet. */
  waiting(): number;
  /** Ends the connection, and tells the client why if it listens. What waits for it is dropped. */
  end(problem: Problem): void;
}

/** What reads for one subscription. */
export interface StreamReader {
  readonly entry: Entry;
  /** Up to where it has read. */
  cursor: string;
  /** Whether nobody wants more of it. */
  readonly isClosed: boolean;
  /** Forgets what it was woken for: it is about to be read. */
  beginRead(): void;
  /** Waits until there may be more to read, or it is closed. */
  news(): Promise<void>;
  close(): void;
}

/** One connection over which a client is told what happens. */
export class OpenStream {
  readonly entry: Entry;
  readonly #outlet: StreamOutlet;
  readonly #onEnd: (problem: Problem | undefined) => void;
  readonly #readers = new Set<Reader>();
  #isOver = false;
  #problem: Problem | undefined;
  #stalledSince: number | undefined;

  /**
   * @param entry - of its holder.
   * @param outlet - by which it leaves.
   * @param onEnd - told once, with what ended it; undefined: the client left.
   */
  constructor(entry: Entry, outlet: StreamOutlet, onEnd: (problem: Problem | undefined) => void) {
    this.entry = entry;
    this.#outlet = outlet;
    this.#onEnd = onEnd;
  }

  /** What ended it; undefined: nothing yet, or the client left. */
  get problem(): Problem | undefined {
    return this.#problem;
  }

  /** What the database is asked about it. */
  get question(): StreamQuestion {
    // No request is checked, which would be logged as one that entered.
    const { request_id: _, ...entry } = this.entry;
    const [reader] = this.#readers;
    return { ...entry, needed: reader?.scope } as StreamQuestion;
  }

  /**
   * Begins to read for a subscription.
   *
   * @param scope - without which nothing is read; the same for all readers of a stream.
   * @param cursor - from where on.
   * @throws Problem too_many_attempts.
   */
  reader(scope: string, cursor: string): StreamReader {
    if (this.#readers.size >= MOST_READERS)
      throw new Problem('too_many_attempts', 'This connection has as many subscriptions as it may', 1);
    const reader = new Reader(this.entry, scope, cursor, () => this.#readers.delete(reader));
    if (this.#isOver) reader.close();
    else this.#readers.add(reader);
    return reader;
  }

  /**
   * Wakes who has not read up to the newest event.
   *
   * @param newest - its number.
   */
  wake(newest: number): void {
    for (const reader of this.#readers) if (numberIn(reader.cursor) !== newest) reader.wake();
  }

  /** Ends it if the client takes nothing of what it was sent. */
  cutIfStalled(): void {
    if (this.#outlet.waiting() === 0) this.#stalledSince = undefined;
    else this.#stalledSince ??= performance.now();
    if (this.#stalledSince !== undefined && performance.now() - this.#stalledSince > LONGEST_STALL_MS)
      this.end(new Problem('timeout', 'The client did not take what it was sent'));
  }

  /** Ends it, and tells the client why. */
  end(problem: Problem): void {
    if (this.#isOver) return;
    // What reads changes nothing of which the outcome could be unknown.
    this.#problem = problem.code === 'outcome_unknown' ? new Problem('unavailable') : problem;
    this.#close();
    this.#outlet.end(this.#problem);
  }

  /** The client has left. */
  left(): void {
    if (!this.#isOver) this.#close();
  }

  #close(): void {
    this.#isOver = true;
    for (const reader of [...this.#readers]) reader.close();
    this.#onEnd(this.#problem);
  }
}

/** After a restore numbers are given again, so that another one is news, and not only a higher one. */
function numberIn(cursor: string): number {
  return Number(cursor.split('.')[1]);
}

class Reader implements StreamReader {
  readonly entry: Entry;
  readonly scope: string;
  cursor: string;
  isClosed = false;
  readonly #onClose: () => void;
  #bell = deferred<void>();

  constructor(entry: Entry, scope: string, cursor: string, onClose: () => void) {
    this.entry = entry;
    this.scope = scope;
    this.cursor = cursor;
    this.#onClose = onClose;
  }

  beginRead(): void {
    if (!this.isClosed) this.#bell = deferred();
  }

  wake(): void {
    this.#bell.resolve();
  }

  news(): Promise<void> {
    return this.#bell.promise;
  }

  close(): void {
    this.isClosed = true;
    this.#bell.resolve();
    this.#onClose();
  }
}
