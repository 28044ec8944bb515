/**
 * The same connection URL with options of its sessions, as an operator puts them there: they go before the server's own.
 *
 * @param url - a `postgres://` URL.
 * @param options - as postgres takes them on its command line.
 */
export function withStartupOptions(url: string, options: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}options=${encodeURIComponent(options)}`;
}
