import type { Rowseal } from './rowseal.ts';

/** The context of Hono, as far as it is needed. */
interface Context {
  req: { raw: Request; path: string };
  /** What @hono/node-server puts there; other platforms put other things. */
  env: unknown;
}

/**
 * Rowseal as middleware of Hono. Requests that are none of Rowseal's go to the next one.
 *
 * @param rowseal - of the application.
 * @param options - `clientAddress`: where the platform says whom a request comes from; left out: the socket of @hono/node-server.
 * @example
 * app.use(rowsealHono(rowseal));
 */
export function rowsealHono<C extends Context>(
  rowseal: Rowseal,
  { clientAddress = socketAddress }: { clientAddress?: (context: C) => string | undefined } = {},
) {
  return async (context: C, next: () => Promise<void>): Promise<Response | undefined> => {
    const { raw } = context.req;
    if (await rowseal.owns(new URL(raw.url).pathname)) return rowseal.handler(raw, { ip: clientAddress(context) });
    await next();
    return undefined;
  };
}

function socketAddress({ env }: Context): string | undefined {
  return (env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming?.socket?.remoteAddress;
}
