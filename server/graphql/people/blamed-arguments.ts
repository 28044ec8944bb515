const blamed = new WeakMap<object, string>();

/**
 * Notes which argument an error is about.
 *
 * @param error - as it was thrown.
 * @param name - of the argument, in GraphQL.
 */
export function blame(error: unknown, name: string): void {
  if (typeof error === 'object' && error !== null) blamed.set(error, name);
}

/**
 * The argument that an error is about, where anybody said it.
 *
 * @param error - as it was thrown.
 */
export const blamedArgument = (error: object): string | undefined => blamed.get(error);
