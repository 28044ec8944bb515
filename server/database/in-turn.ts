/**
 * The same functions, each call of which gets a connection of its own.
 *
 * @param functions - tell which there are; they are not called.
 * @param run - makes a call of one, whose name it is told, on some connection.
 */
export function inTurn<T extends { [K in keyof T]: (...values: never[]) => Promise<unknown> }>(
  functions: T,
  run: (call: (onConnection: T) => Promise<unknown>, name: string) => Promise<unknown>,
): T {
  const queued = Object.keys(functions).map((name) => [
    name,
    (...values: never[]) => run((onConnection) => onConnection[name as keyof T](...values), name),
  ]);
  return Object.fromEntries(queued) as T;
}
