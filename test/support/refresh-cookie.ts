import { type Answer, PUBLIC_URL } from './demo-app.ts';

/** The name of the refresh cookie. Browsers hold it too: another one would sign everybody out. */
export const COOKIE = '__Host-Http-rowseal-refresh';
/** The name of the cookie that a login leaves besides: it signs nobody in. */
export const DEVICE_COOKIE = '__Host-Http-rowseal-device';

/**
 * What an answer does to the refresh cookie.
 *
 * @param answer - of any route.
 * @returns the token that it has the browser keep; '' where the browser is to forget it; undefined where the cookie is left alone.
 */
export function cookieSet({ headers }: Answer): string | undefined {
  const all = [headers['set-cookie'] ?? []].flat().map(String);
  const [cookie, ...others] = all.filter((one) => !one.startsWith(`${DEVICE_COOKIE}=rsd_`));
  if (others.length > 0) throw new Error(`more than one cookie was set: ${others}`);
  if (cookie === undefined) return undefined;
  const [name, value] = (cookie.split(';')[0] ?? '').split('=');
  if (name !== COOKIE) throw new Error(`a cookie of another name was set: ${cookie}`);
  return value;
}

/**
 * The headers that a browser sends along with a request of a page.
 *
 * @param token - the refresh token in the cookie.
 * @param origin - of the page.
 */
export function browserHeaders(token: string, origin: string = PUBLIC_URL): Record<string, string> {
  return { cookie: `${COOKIE}=${token}`, origin };
}
