import type { Rowseal } from './rowseal.ts';

/** How requests are understood. */
export interface NextOptions {
  /**
   * Whom a request comes from, by a header that your platform or proxy sets and that clients cannot: Next.js tells route handlers no address. Left out:
   * nobody knows, so that limits count all clients as one, and credentials that list networks are refused.
   */
  clientAddress?: (request: Request) => string | undefined;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** What a route of the app router exports. */
export type RouteHandlers = Record<(typeof METHODS)[number], (request: Request) => Promise<Response>>;

/**
 * Rowseal as a route of the app router of Next.js: the same in `app/auth/[[...path]]/route.ts`, for a public URL with the path `/auth`, and in
 * `app/.well-known/[...path]/route.ts`.
 *
 * @param rowseal - of the application. One a process: keep it in `globalThis`, since Next.js evaluates modules several times.
 * @param options - see {@link NextOptions}.
 * @example
 * export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = rowsealNext(rowseal);
 */
export function rowsealNext(rowseal: Rowseal, options: NextOptions = {}): RouteHandlers {
  const proxy = rowsealProxy(rowseal, options);
  const answer = async (request: Request) => (await proxy(request)) ?? new Response('Not Found', { status: 404 });
  return Object.fromEntries(METHODS.map((method) => [method, answer])) as RouteHandlers;
}

/** How requests are understood in `proxy.ts`. */
export interface ProxyOptions extends NextOptions {
  /** NextResponse of `next/server`: sessions are continued before pages are rendered. Left out: pages are left alone. */
  NextResponse?: { next(init: { request: { headers: Headers } }): Response };
}

/**
 * Rowseal in `proxy.ts` of Next.js, in place of routes or beside them: it answers what is its own, and lets the application answer the rest.
 *
 * @param rowseal - as for {@link rowsealNext}.
 * @param options - see {@link ProxyOptions}.
 * @example
 * export const proxy = rowsealProxy(rowseal, { NextResponse });
 */
export function rowsealProxy(rowseal: Rowseal, { clientAddress = () => undefined, NextResponse }: ProxyOptions = {}) {
  return async (request: Request): Promise<Response | undefined> => {
    const { pathname } = new URL(request.url);
    const info = { ip: clientAddress(request) };
    if (await rowseal.owns(pathname)) return rowseal.handler(request, info);
    if (!NextResponse) return undefined;
    const { cookie, setCookies } = await rowseal.continueSession(request, info);
    const headers = new Headers(request.headers);
    headers.set('cookie', cookie);
    const response = NextResponse.next({ request: { headers } });
    for (const each of setCookies) response.headers.append('set-cookie', each);
    // No cache in between keeps a token.
    if (setCookies.length > 0) response.headers.set('cache-control', 'private, no-store');
    return response;
  };
}
