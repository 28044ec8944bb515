import { ACCESS_COOKIE, cookieIn, isOwnRequest, type PageRequest, withCookie } from '../adapters/page-token.ts';
import { payloadOf, uuidAt } from '../credentials/token-format.ts';
import { COOKIE_NAME } from '../http/refresh-cookie.ts';
import type { Rowseal } from './rowseal.ts';
import type { RequestInfo } from './web-handler.ts';

/** Exchanged before its end by this, so that it does not end while a page is rendered. */
const EARLY_MS = 30_000;
/** In a refresh token, after the user. */
const SESSION_AT = 16;
const ATTRIBUTES = 'Path=/; HttpOnly; Secure; SameSite=Lax';

/** What the session of a browser has become before a page is rendered. */
export interface PageSession {
  /** The Cookie header that the page is rendered with: its access token is the new one. */
  cookie: string;
  /** What the answer sets. */
  setCookies: string[];
}

/**
 * {@link Rowseal.continueSession}.
 *
 * @param handler - of Rowseal.
 * @param issuer - its public URL.
 * @param request - for a page.
 * @param info - the client's address.
 */
export async function continuePageSession(
  handler: Rowseal['handler'],
  issuer: string,
  request: PageRequest,
  info: RequestInfo = {},
): Promise<PageSession> {
  const given = request.headers.get('cookie');
  const unchanged = { cookie: given ?? '', setCookies: [] };
  const refreshToken = cookieIn(given, COOKIE_NAME);
  if (refreshToken === undefined || holds(cookieIn(given, ACCESS_COOKIE), refreshToken)) return unchanged;
  if (!isOwnRequest(request, issuer)) return unchanged;
  const answer = await handler(refreshing(request, issuer), info);
  const setCookies = answer.headers.getSetCookie();
  if (answer.status === 401)
    return {
      cookie: withCookie(given, ACCESS_COOKIE, undefined),
      setCookies: [...setCookies, `${ACCESS_COOKIE}=; Max-Age=0; ${ATTRIBUTES}`],
    };
  // Away, or asked too often: the page has what the browser had.
  if (!answer.ok) return unchanged;
  const { access_token: token, expires_in: seconds } = (await answer.json()) as Exchanged;
  return {
    cookie: withCookie(given, ACCESS_COOKIE, token),
    setCookies: [...setCookies, `${ACCESS_COOKIE}=${token}; Max-Age=${seconds}; ${ATTRIBUTES}`],
  };
}

interface Exchanged {
  access_token: string;
  expires_in: number;
}

/** As the browser would ask, from a page of ours. */
function refreshing({ headers }: PageRequest, issuer: string): Request {
  const given = ['cookie', 'user-agent', 'accept-language', 'x-forwarded-for'].flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as [string, string]];
  });
  return new Request(`${issuer}/v1/auth/refresh`, {
    method: 'POST',
    headers: [...given, ['content-type', 'application/json'], ['origin', new URL(issuer).origin]],
    body: '{}',
  });
}

/** Whether an access token is one of the session of a refresh token, and does not end yet. The database verifies both, when they are used. */
function holds(accessToken: string | undefined, refreshToken: string): boolean {
  const payload = payloadOf('rsr_', refreshToken);
  try {
    const { sid, exp } = JSON.parse(Buffer.from(accessToken?.split('.')[1] ?? '', 'base64url').toString());
    return payload !== undefined && sid === uuidAt(payload, SESSION_AT) && exp * 1000 - Date.now() > EARLY_MS;
  } catch {
    return false;
  }
}
