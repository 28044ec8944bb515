/** What is made when somebody first asks for it. */
export interface Lazy<T> {
  /** Makes it, or gives what was made. After a failure the next call tries again. */
  get(): Promise<T>;
  /** What was made, or is being made; undefined: nobody has asked for it, or it could not be made. */
  readonly begun: Promise<T> | undefined;
}

/**
 * Makes something once, when somebody first asks for it. A failure is told to those who wait for it and is not kept: a process that has run out of file
 * descriptors for a moment could not load a module in its life otherwise.
 *
 * @param make - makes it.
 */
export function lazily<T>(make: () => Promise<T>): Lazy<T> {
  let begun: Promise<T> | undefined;
  return {
    get begun() {
      return begun;
    },
    get: () => {
      begun ??= make().catch((error) => {
        begun = undefined;
        throw error;
      });
      return begun;
    },
  };
}
