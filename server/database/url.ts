import type postgres from 'postgres';

/**
 * Splits a connection URL into the arguments postgres.js takes.
 *
 * postgres.js sends every query parameter it doesn't know to the server as a setting, libpq's `?host=/socket/dir`
 * included; it takes a socket directory only as the option `host`.
 *
 * @param url - a `postgres://` URL, with or without `?host=`
 * @returns the URL without `host`, and the options to pass with it: `postgres(href, { ...options })`
 * @throws TypeError when `url` isn't a URL
 */
export function postgresJsOptions(url: string): [href: string, options: postgres.Options<Record<string, never>>] {
  const parsed = new URL(url);
  const host = parsed.searchParams.get('host');
  if (host === null) return [url, {}];
  parsed.searchParams.delete('host');
  return [parsed.href, { host }];
}

/**
 * The same connection URL for another database of the same server.
 *
 * @param url - a `postgres://` URL
 * @param name - the other database's name, not escaped
 * @returns the URL with its database replaced
 * @throws TypeError when `url` isn't a URL
 */
export function withDatabase(url: string, name: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${encodeURIComponent(name)}`;
  return parsed.href;
}

/**
 * The same connection URL for another role. The previous role's password is never kept.
 *
 * @param url - a `postgres://` URL
 * @param role - the other role's name, not escaped
 * @param password - the other role's password, not escaped; left out where the server asks for none
 * @returns the URL with its user and password replaced
 * @throws TypeError when `url` isn't a URL
 */
export function withRole(url: string, role: string, password = ''): string {
  const parsed = new URL(url);
  parsed.username = encodeURIComponent(role);
  parsed.password = encodeURIComponent(password);
  return parsed.href;
}

/**
 * Takes the startup options out of a connection URL.
 *
 * @param url - a `postgres://` URL, with or without `?options=`
 * @returns the URL without them, and what they are
 * @throws TypeError when `url` isn't a URL
 */
export function withoutOptions(url: string): [href: string, options: string | undefined] {
  const parsed = new URL(url);
  const options = parsed.searchParams.get('options');
  if (options === null) return [url, undefined];
  parsed.searchParams.delete('options');
  return [parsed.href, options];
}
