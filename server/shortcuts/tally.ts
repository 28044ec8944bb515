/** How often a shortcut was taken, and how often the usual way. */
export type Tally = {
  /**
   * The SQL of a query: known for its inputs, or built; of the known, those sent without looking for the same query in their request, and those whose
   * timestamps came as JSON has them.
   */
  query: { taken: number; usual: number; alone: number; timestamps: number };
  /** Lists that were written from their rows; given up: they held what only the usual way can answer. */
  rows: { taken: number; given_up: number };
  /** Requests that were answered without grafserv, or by it. */
  answer: { taken: number; usual: number };
};

/** Counts nothing yet. */
export function newTally(): Tally {
  return {
    query: { taken: 0, usual: 0, alone: 0, timestamps: 0 },
    rows: { taken: 0, given_up: 0 },
    answer: { taken: 0, usual: 0 },
  };
}
