import type { FastifyReply } from 'fastify';

/** What an authorization response says (RFC 6749 section 4.1.2, RFC 9207). */
export interface AuthorizationResponse {
  code?: string;
  error?: string;
  error_description?: string;
  state: string | null;
  iss: string;
}

/**
 * An authorization response as parameters, by name.
 *
 * @param response - what it says.
 */
export function responseFields(response: AuthorizationResponse): [name: string, value: string][] {
  return Object.entries(response).filter((field): field is [string, string] => typeof field[1] === 'string');
}

/**
 * The address of an authorization response.
 *
 * @param redirectUri - one that the database has found to be the client's.
 * @param response - added to its query.
 */
export function responseUrl(redirectUri: string, response: AuthorizationResponse): string {
  return withQuery(redirectUri, new URLSearchParams(responseFields(response)));
}

/**
 * An address with more in its query; the same without.
 *
 * @param address - may have a query of its own.
 * @param query - what is added.
 */
export function withQuery(address: string, query: URLSearchParams): string {
  if (query.size === 0) return address;
  return `${address}${address.includes('?') ? '&' : '?'}${query}`;
}

/**
 * Sends the browser on with an authorization response. 303: whatever was posted here, credentials above all, is not posted there.
 *
 * @param reply - not yet sent.
 * @param redirectUri - the client's.
 * @param response - the response.
 */
export function redirectToClient(reply: FastifyReply, redirectUri: string, response: AuthorizationResponse) {
  return reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .redirect(responseUrl(redirectUri, response), 303);
}
