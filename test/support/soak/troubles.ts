/** A part that was taken away for a while, and what clients may notice of that. */
export interface Trouble {
  what: string;
  /** The parts without which a request is not answered. */
  reach: readonly string[];
  /** By performance.now(). */
  began: number;
  ended: number;
}

/** Connections that were open are noticed to be gone when they are next used. */
const AFTERMATH_MS = 1_500;

/** All that was taken away. */
export class Troubles {
  readonly all: Trouble[] = [];

  /**
   * Notes that a part goes.
   *
   * @param what - in words.
   * @param reach - whose requests may fail for it.
   */
  begin(what: string, reach: readonly string[]): Trouble {
    const trouble = { what, reach, began: performance.now(), ended: Infinity };
    this.all.push(trouble);
    return trouble;
  }

  /** Notes that it is back, and serves. */
  end(trouble: Trouble): void {
    trouble.ended = performance.now() + AFTERMATH_MS;
  }

  /** Whether something was away that a request needed at any moment of its time. */
  explains(needed: string, from: number, to: number): boolean {
    return this.all.some(({ reach, began, ended }) => reach.includes(needed) && began <= to && ended >= from);
  }

  /** Whether nothing at all was away then. */
  isCalm(from: number, to: number): boolean {
    return !this.all.some(({ began, ended }) => began <= to && ended >= from);
  }
}
