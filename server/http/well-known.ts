/**
 * Where a well-known document of an issuer or resource is: its path, if it has one, comes behind the document's name (RFC 8414 section 3.1,
 * RFC 9728 section 3.1).
 *
 * @param identifier - the issuer or resource: a URL without a slash at the end.
 * @param name - of the document.
 */
export function wellKnownUrl(identifier: string, name: string): string {
  const { origin, pathname } = new URL(identifier);
  return `${origin}/.well-known/${name}${pathname === '/' ? '' : pathname}`;
}
