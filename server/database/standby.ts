import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchConnection } from './batch-connection.ts';
import type { Connections, Lent } from './connections.ts';
import { deferred } from './deferred.ts';
import { NOTHING } from './gateway-preambles.ts';

/** How often a standby is asked, while somebody waits for what it has not replayed. */
const PAUSE_MS = 3;
/** The same for one that does not answer. */
const LONG_PAUSE_MS = 100;
/** For how long a standby has been announced before it is read from: longer than any server goes by what it heard before. */
const ANNOUNCED_MS = 3_000;
/** For how long after a beat was asked for a standby that shows it may be read from. */
export const LEASE_MS = 1_000;

/** One standby: what it has shown, and until when it may be read from. */
export class Standby {
  readonly name: string;
  readonly #connections: Connections;
  readonly #serverId: string;
  readonly #log: (message: string) => void;
  /** The newest beat that it has shown, and when that was asked for. */
  #seen = 0;
  #seenAt = Number.NEGATIVE_INFINITY;
  #usableFrom = Number.POSITIVE_INFINITY;
  #leaseEnds = Number.NEGATIVE_INFINITY;
  #isServing = false;
  /** Called when its lease has ended, for who waits for an answer of it. */
  readonly #waiting = new Set<() => void>();
  #asking: Promise<void> | undefined;
  /** Whether it did not answer, or shows no beat. */
  #isSilent = false;
  /** The server process that answers: behind one address there may be several, and each has replayed what it has. */
  #node: string | undefined;
  readonly #nodes = new WeakMap<BatchConnection, string>();

  /**
   * @param name - what it is announced as.
   * @param connections - to it, as rowseal_gateway.
   * @param serverId - whose beats it is to show.
   * @param log - told when it begins to serve, and when it ends.
   */
  constructor(name: string, connections: Connections, serverId: string, log: (message: string) => void) {
    this.name = name;
    this.#connections = connections;
    this.#serverId = serverId;
    this.#log = log;
  }

  /** What it is announced as: where it is, and which server process answers there. */
  get place(): string {
    return `${this.name} ${this.#node ?? ''}`;
  }

  /** Whether it may be read from. */
  isServing(): boolean {
    return performance.now() < this.#leaseEnds;
  }

  /** Whether the newest beat that it has shown was asked for after a moment, so that it is worth to be announced. */
  isNear(since: number): boolean {
    return this.#seenAt > since;
  }

  /** Ends the lease, before a beat says that it is read from no more: who hears that waits for it no more. */
  withdraw(): void {
    this.#usableFrom = Number.POSITIVE_INFINITY;
    this.#leaseEnds = Number.NEGATIVE_INFINITY;
  }

  /** Takes note of what a beat that was committed has announced. */
  announced(places: readonly string[]): void {
    if (!places.includes(this.place)) return;
    if (this.#usableFrom === Number.POSITIVE_INFINITY) this.#usableFrom = performance.now() + ANNOUNCED_MS;
  }

  /** Tells who waits for it, and the log, when its lease has ended. */
  expire(): void {
    const isServing = this.isServing();
    if (isServing !== this.#isServing)
      this.#log(
        isServing
          ? `reads go to the standby at ${this.name}`
          : `reads go to the primary: the standby at ${this.name} has not replayed what was committed a second ago`,
      );
    this.#isServing = isServing;
    if (!isServing) for (const giveUp of this.#waiting) giveUp();
  }

  /**
   * Waits until it shows a beat.
   *
   * @param beat - or a newer one.
   * @param begun - when each beat was asked for.
   * @param deadline - when to give up, as performance.now() has it.
   * @returns whether it has.
   */
  async until(beat: number, begun: ReadonlyMap<number, number>, deadline: number): Promise<boolean> {
    const over = new AbortController();
    const late = sleep(Math.max(0, deadline - performance.now()), false, { signal: over.signal }).catch(() => false);
    while (this.#seen < beat && performance.now() < deadline) {
      const isInTime = await Promise.race([this.look(begun).then(() => true), late]);
      if (isInTime && this.#seen < beat) await sleep(this.#isSilent ? LONG_PAUSE_MS : PAUSE_MS);
    }
    over.abort();
    return this.#seen >= beat;
  }

  /** Asks it once, for all who want to know. */
  look(begun: ReadonlyMap<number, number>): Promise<void> {
    this.#asking ??= this.#ask(begun).finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(begun: ReadonlyMap<number, number>): Promise<void> {
    const shown = await this.#lend((lent) => this.#shown(lent)).catch(() => undefined);
    this.#isSilent = typeof shown?.beat !== 'string';
    if (!shown) return;
    if (shown.node !== this.#node) return this.#moved(shown.node);
    const beat = Number(shown.beat ?? 0);
    // Promoted, of another primary, a fresh copy, or one that has lost what it had replayed: nothing that it holds can be relied on.
    if (this.#isSilent || beat < this.#seen) {
      this.#seen = 0;
      this.#seenAt = Number.NEGATIVE_INFINITY;
      return this.withdraw();
    }
    const askedFor = begun.get(beat);
    if (askedFor === undefined) return;
    this.#seen = beat;
    this.#seenAt = askedFor;
    if (askedFor >= this.#usableFrom) this.#leaseEnds = askedFor + LEASE_MS;
  }

  /** What the server process at the end of a connection has replayed; undefined where it does not say. */
  async #shown({ connection, spoil }: Lent): Promise<{ node: string; beat: string | null } | undefined> {
    const statement = { text: 'select * from rowseal.beat_seen($1)', values: [this.#serverId] };
    const outcome = await connection.run({ preamble: NOTHING, statement });
    if (!('error' in outcome)) return outcome.answer.rows[0];
    spoil(outcome.error);
    return undefined;
  }

  /** Lends a connection to the one server process that the lease is of; undefined where it leads to another. */
  async #lend<T>(job: (lent: Lent) => Promise<T | undefined>): Promise<T | undefined> {
    return this.#connections.lend(async (lent) => {
      const known = this.#nodes.get(lent.connection);
      const node = known ?? (await this.#shown(lent))?.node;
      if (node === undefined) return undefined;
      this.#nodes.set(lent.connection, node);
      if (node !== this.#node) {
        if (known !== undefined) lent.spoil(new Error('the connection leads to another standby'));
        else this.#moved(node);
        return undefined;
      }
      return job(lent);
    });
  }

  /** What one server process has shown says nothing of the next: it is announced anew. */
  #moved(node: string): void {
    if (this.#node !== undefined) this.#log(`the standby at ${this.name} was restarted, or is one of several`);
    this.#node = node;
    this.#seen = 0;
    this.#seenAt = Number.NEGATIVE_INFINITY;
    this.withdraw();
  }

  /**
   * Does a job over a connection to it.
   *
   * @returns undefined where it failed, or was lost meanwhile.
   */
  async run<T>(job: (lent: Lent) => Promise<T | undefined>): Promise<T | undefined> {
    // Asked again with the connection in hand: meanwhile another server process may have taken the place of the one that had the lease.
    const leased = async (lent: Lent) => (this.isServing() ? job(lent) : undefined);
    const { promise: lost, resolve } = deferred<undefined>();
    const giveUp = () => resolve(undefined);
    this.#waiting.add(giveUp);
    try {
      return await Promise.race([this.#lend(leased).catch(() => undefined), lost]);
    } finally {
      this.#waiting.delete(giveUp);
    }
  }

  close(): Promise<void> {
    return this.#connections.close();
  }
}
