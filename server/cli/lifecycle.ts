/** What a process has started and has to stop. */
export interface Running {
  /** Remembers how to stop something. */
  started(halt: () => Promise<unknown>): void;
  /** Stops everything, the newest first. */
  stop(): Promise<void>;
}

/** Nothing yet. */
export function nothingRunning(): Running {
  const halts: (() => Promise<unknown>)[] = [];
  return {
    started: (halt) => {
      halts.push(halt);
    },
    stop: async () => {
      for (const halt of halts.splice(0).reverse()) await halt();
    },
  };
}
