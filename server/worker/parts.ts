/** Something that works until it is stopped. */
export interface Part {
  stop(): Promise<unknown>;
}

/** Starts a part; undefined: there is none. */
export type Start = () => Part | undefined | Promise<Part | undefined>;

/**
 * Starts parts one after the other. Where one cannot be started, those before it are stopped: nobody else knows of them.
 *
 * @param starts - of the parts.
 * @returns stops all of them at once.
 * @throws what a start throws.
 */
export async function startInTurn(...starts: Start[]): Promise<Part> {
  const parts: Part[] = [];
  try {
    for (const start of starts) {
      const part = await start();
      if (part) parts.push(part);
    }
  } catch (error) {
    await Promise.allSettled(parts.map((part) => part.stop()));
    throw error;
  }
  return { stop: () => Promise.all(parts.map((part) => part.stop())) };
}
