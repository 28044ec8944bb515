/** What tabs of one origin tell each other. A token stays in memory: channels keep nothing. */
export type Message =
  /** Somebody signed in, or a token was refreshed. `left`: milliseconds that it holds from `at` (epoch) on. */
  { kind: 'token'; token: string; left: number; at: number } | { kind: 'signed-out'; sessionId: string | undefined };

/** Longer than a refresh takes; a tab that is frozen while it holds the lock is not waited for. */
const LOCK_TIMEOUT_MS = 5_000;

/** Sooner than this the lock was free; later, another tab had it. */
const AT_ONCE_MS = 10;

/** What the tab before has told arrives by another way than the lock, and may be later: so much at most. */
const HEARING_MS = 500;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The other tabs of the origin. */
export interface Tabs {
  tell(message: Message): void;
  /**
   * Does something while no other tab does, or after five seconds all the same: the server answers two refreshes of one token alike, so that the
   * lock saves requests and nothing else.
   */
  alone(work: () => Promise<void>): Promise<void>;
  close(): void;
}

/** What runs one after the other, where there are no other tabs. */
export function byItself(): Tabs {
  let last: Promise<unknown> = Promise.resolve();
  return {
    tell: () => {},
    alone: (work) => {
      const turn = last.then(work);
      last = turn.catch(() => {});
      return turn;
    },
    close: () => {},
  };
}

/**
 * Joins the tabs that use the same server. Where a browser has no channels or no locks, each tab is by itself.
 *
 * @param name - of the server.
 * @param hear - told what others say.
 */
export function joinTabs(name: string, hear: (message: Message) => void): Tabs {
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name);
  let heardAt = Number.NEGATIVE_INFINITY;
  let heard = () => {};
  channel?.addEventListener('message', ({ data }) => {
    heardAt = performance.now();
    hear(data);
    heard();
  });
  const nextWord = () =>
    new Promise<void>((resolve) => {
      heard = resolve;
    });
  const { alone } = byItself();
  return {
    tell: (message) => channel?.postMessage(message),
    alone: async (work) => {
      const { locks } = globalThis.navigator ?? {};
      if (!locks) return alone(work);
      const waiting = new AbortController();
      const timer = setTimeout(() => waiting.abort(), LOCK_TIMEOUT_MS);
      let begun: Promise<void> | undefined;
      const asked = performance.now();
      const begin = () => {
        clearTimeout(timer);
        const isFirst = performance.now() - asked < AT_ONCE_MS;
        begun ??= isFirst || heardAt > asked ? work() : Promise.race([nextWord(), pause(HEARING_MS)]).then(work);
        return begun;
      };
      try {
        return await locks.request(name, { signal: waiting.signal }, begin);
      } catch (error) {
        if (begun) return begun;
        if (waiting.signal.aborted || error instanceof DOMException) return begin();
        throw error;
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => channel?.close(),
  };
}
