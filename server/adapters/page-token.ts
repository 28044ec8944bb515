import { bearerToken } from '../credentials/presented-entry.ts';
import { Problem } from '../http/problem.ts';

/** Holds the access token for pages that a server renders. No route of Rowseal reads it. */
export const ACCESS_COOKIE = '__Host-Http-rowseal-access';

/** What of a request for a page is looked at: a Request of the Web standard has it. */
export interface PageRequest {
  method: string;
  headers: { get(name: string): string | null };
}

/**
 * The access token of a request for a page: in its Authorization header, or in the cookie of pages, which a browser sends along no matter who causes the request.
 * The cookie counts for the navigation of a window, for reads by pages of the same origin, and for what a page of our own origin sends.
 *
 * @param request - of the Web standard.
 * @param publicUrl - whose origin is ours.
 * @throws Problem authentication_required; invalid_token; origin_not_allowed where another site may have caused it.
 */
export function pageToken(request: PageRequest, publicUrl: string): string {
  const authorization = request.headers.get('authorization');
  if (authorization !== null) return bearerToken(authorization);
  const token = cookieIn(request.headers.get('cookie'), ACCESS_COOKIE);
  if (token === undefined) throw new Problem('authentication_required');
  if (!isOwnRequest(request, publicUrl)) throw new Problem('origin_not_allowed');
  // A session has a JWT alone; tokens of scripts and keys of services have no dot.
  if (!token.includes('.')) throw new Problem('invalid_token');
  return token;
}

/**
 * Whether the user or a page of our own origin caused a request, by headers that no script can set. Browsers that do not send them are refused.
 *
 * @param request - of the Web standard.
 * @param publicUrl - whose origin is ours.
 */
export function isOwnRequest({ method, headers }: PageRequest, publicUrl: string): boolean {
  const site = headers.get('sec-fetch-site');
  if (method !== 'GET' && method !== 'HEAD')
    return headers.get('origin') === new URL(publicUrl).origin && (site === null || site === 'same-origin');
  if (site === 'same-origin') return true;
  return headers.get('sec-fetch-mode') === 'navigate' && headers.get('sec-fetch-dest') === 'document';
}

/**
 * The value of a cookie; undefined: there is none of the name, or more than one, of which nobody can tell which is the user's.
 *
 * @param header - Cookie.
 * @param name - of the cookie.
 */
export function cookieIn(header: string | null, name: string): string | undefined {
  const values = pairsIn(header).filter(([known]) => known === name);
  return values.length === 1 ? values[0]?.[1] : undefined;
}

/**
 * A Cookie header in which one cookie has another value.
 *
 * @param header - as it came.
 * @param name - of the cookie.
 * @param value - undefined: the cookie is left out.
 */
export function withCookie(header: string | null, name: string, value: string | undefined): string {
  const others = pairsIn(header).filter(([known]) => known !== name);
  const all = value === undefined ? others : [...others, [name, value]];
  return all.map(([known, its]) => `${known}=${its}`).join('; ');
}

function pairsIn(header: string | null): [string, string][] {
  // Blanks are those of HTTP: others are part of a name, which a script may then set.
  const pairs = (header ?? '').split(';').map((pair) => pair.replace(/^[ \t]+|[ \t]+$/g, ''));
  return pairs
    .filter((pair) => pair.includes('='))
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [name.replace(/[ \t]+$/, ''), value.join('=').replace(/^[ \t]+/, '')];
    });
}
