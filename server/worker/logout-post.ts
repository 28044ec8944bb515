import { type Destinations, postOutside } from './outgoing-post.ts';

/** In milliseconds, from the name of the host to the status of the answer. */
const PATIENCE_MS = 5_000;

/** Where logout tokens may go. */
export type LogoutDestinations = Pick<Destinations, 'development' | 'networks'>;

/**
 * Posts a form to an address that a client has chosen, as {@link postOutside} does.
 *
 * @param address - of the client.
 * @param form - what to send.
 * @param where - may be sent to.
 * @returns the status of the answer.
 * @throws Error when the address may not be sent to, cannot be reached, or does not answer within five seconds.
 */
export async function postToClient(address: string, form: URLSearchParams, where: LogoutDestinations): Promise<number> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return postOutside({ address, headers, body: form.toString(), patienceMs: PATIENCE_MS }, { ...where, anyPort: true });
}
