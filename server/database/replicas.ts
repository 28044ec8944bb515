import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connections, Lent } from './connections.ts';
import { LEASE_MS, Standby } from './standby.ts';

/** How often a server tells the primary that it reads from standbys, and asks them whether they have heard of it. */
const BEAT_MS = 250;
/** For how long it is known when a beat was asked for. */
const REMEMBERED_MS = 60_000;
/** How long a server may go by what it last heard of the standbys in use; who is about to read from one waits longer. */
const HEARD_MS = 2_000;

/** The standbys that reads may go to, and what they mean for changes. */
export interface Replicas {
  /**
   * Does a job over a standby that has all that was committed a second ago, and whatever a change was answered for before now.
   *
   * @returns undefined: there is none, or the job came to nothing there, so that the primary has to be asked.
   */
  read<T>(job: (lent: Lent) => Promise<T | undefined>): Promise<T | undefined>;
  /** Waits until no server reads, from a standby, a state from before what is committed now: at most a second. */
  settle(): Promise<void>;
  /** How many standbys serve reads now. */
  serving(): number;
  /** Takes note of the standbys in use, as the database told a server that reads from none. */
  note(names: readonly string[], askedAt: number): void;
  close(): Promise<void>;
}

/** What replicas are opened with. */
export interface ReplicaOptions {
  /** Connections to each standby, by its name. */
  standbys: ReadonlyMap<string, Connections>;
  /** Tells the primary; see rowseal.beat. */
  beat: (serverId: string, beat: number, names: string[]) => Promise<string[]>;
  /** Asks the primary what is read from; see rowseal.read_replicas. */
  ask: () => Promise<readonly string[]>;
  /** Told when a standby begins to serve reads, and when it ends. */
  log: (message: string) => void;
  /** Told of each read that a standby was asked for. */
  onRead?: (outcome: 'standby' | 'primary') => void;
}

/**
 * Keeps standbys under a lease: each serves reads only while it shows a beat that this server asked the primary for less than a second ago, by
 * the server's own clock. So who has waited for a second after a change needs to hear from nobody that it was replayed.
 *
 * @param options - see {@link ReplicaOptions}.
 */
export function openReplicas({ standbys: connections, beat, ask, log, onRead }: ReplicaOptions): Replicas {
  const serverId = randomUUID();
  const standbys = [...connections].map(([name, each]) => new Standby(name, each, serverId, log));
  const begun = new Map<number, number>();
  let count = 0;
  let turn = 0;
  let heard: { names: readonly string[]; askedAt: number } = { names: [], askedAt: Number.NEGATIVE_INFINITY };
  let beating: Promise<unknown> = Promise.resolve();
  let next: Promise<{ beat: number; names: string[] }> | undefined;
  let isClosed = false;

  /** One beat after the other; those who wait for one that begins later share it. */
  function nextBeat(): Promise<{ beat: number; names: string[] }> {
    next ??= beating.then(() => {
      next = undefined;
      const made = beatNow();
      beating = made.catch(() => {});
      return made;
    });
    return next;
  }

  async function beatNow() {
    const mine = ++count;
    begun.set(mine, performance.now());
    for (const [old, at] of begun) {
      if (at > performance.now() - REMEMBERED_MS) break;
      begun.delete(old);
    }
    const since = performance.now() - LEASE_MS;
    const near = standbys.filter((standby) => !isClosed && standby.isNear(since));
    for (const standby of standbys) if (!near.includes(standby)) standby.withdraw();
    const places = near.map(({ place }) => place);
    const names = await beat(serverId, mine, places);
    for (const standby of near) standby.announced(places);
    return { beat: mine, names };
  }

  async function look(): Promise<void> {
    await Promise.all([nextBeat(), ...standbys.map((standby) => standby.look(begun))]);
  }

  const timer =
    standbys.length === 0
      ? undefined
      : setInterval(() => {
          look().catch(() => {});
          for (const standby of standbys) standby.expire();
        }, BEAT_MS).unref();

  async function settle(): Promise<void> {
    const until = performance.now() + LEASE_MS;
    if (standbys.length === 0) {
      const isRecent = heard.askedAt > performance.now() - HEARD_MS;
      const names = isRecent ? heard.names : await ask().catch(() => ['unknown']);
      if (names.length > 0) await sleep(Math.max(0, until - performance.now()));
      return;
    }
    const over = new AbortController();
    const late = sleep(LEASE_MS, undefined, { signal: over.signal }).catch(() => undefined);
    // Where nobody can say who reads from what, or one does not show it: who reads has to hear from the primary within a second.
    await Promise.race([late, everywhere(until)]);
    over.abort();
  }

  /** Waits until all standbys in use show a beat that begins now; else for ever. */
  async function everywhere(until: number): Promise<void> {
    const told = await nextBeat().catch(() => undefined);
    const shown = await Promise.all(
      (told?.names ?? []).map(async (place) => {
        const own = standbys.find((standby) => standby.place === place);
        return (await own?.until(told?.beat ?? 0, begun, until)) === true && own?.place === place;
      }),
    );
    if (!told || shown.includes(false)) await new Promise(() => {});
  }

  return {
    read: async (job) => {
      const serving = standbys.filter((standby) => standby.isServing());
      const standby = serving[turn++ % (serving.length || 1)];
      if (!standby) return undefined;
      const answer = await standby.run(job);
      onRead?.(answer === undefined ? 'primary' : 'standby');
      return answer;
    },
    settle,
    serving: () => standbys.filter((standby) => standby.isServing()).length,
    note: (names, askedAt) => {
      heard = { names, askedAt };
    },
    close: async () => {
      isClosed = true;
      clearInterval(timer);
      if (standbys.length > 0) await nextBeat().catch(() => {});
      await Promise.all(standbys.map((standby) => standby.close()));
    },
  };
}
