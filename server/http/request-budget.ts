import { LRUCache } from 'lru-cache';

const WINDOW_MS = 60_000;
const KEYS = 20_000;

interface Window {
  spent: number;
  endsAt: number;
}

/** Counts what each of many spends of a budget in a minute that begins with the first. The least recently seen are forgotten beyond 20,000. */
export interface Budget {
  /** Spends one for each key, or none where one of them has nothing left: then the seconds until it has. */
  spend(keys: readonly BudgetKey[]): number;
  /** Whether a key has nothing left. */
  isSpent(key: BudgetKey): boolean;
  /** Takes back what spend() took. */
  refund(keys: readonly BudgetKey[]): void;
}

/** Who spends, and how many times the budget is theirs. */
export interface BudgetKey {
  name: string;
  factor: number;
}

/**
 * Makes a budget.
 *
 * @param perMinute - of a key whose factor is 1.
 */
export function createBudget(perMinute: number): Budget {
  // The cache takes its room at once, which a server without limits can do without.
  const windows = new LRUCache<string, Window>({ max: perMinute === 0 ? 1 : KEYS });
  const windowOf = (name: string): Window => {
    const known = windows.get(name);
    if (known && known.endsAt > performance.now()) return known;
    const begun = { spent: 0, endsAt: performance.now() + WINDOW_MS };
    windows.set(name, begun);
    return begun;
  };
  return {
    spend: (keys) => {
      const open = keys.map(({ name, factor }) => ({ window: windowOf(name), most: perMinute * factor }));
      const over = open.find(({ window, most }) => window.spent >= most);
      if (over) return Math.max(1, Math.ceil((over.window.endsAt - performance.now()) / 1000));
      for (const { window } of open) window.spent++;
      return 0;
    },
    isSpent: ({ name, factor }) => windowOf(name).spent >= perMinute * factor,
    refund: (keys) => {
      for (const { name } of keys) {
        const window = windows.get(name);
        if (window && window.spent > 0) window.spent--;
      }
    },
  };
}
