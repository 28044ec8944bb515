import type { FastifyReply, FastifyRequest } from 'fastify';
import { ownerOfDevice } from '../credentials/device-tokens.ts';

/** The cookie's name; its prefix is that of the refresh cookie. Lax, because people come back from other providers' sites; it signs nobody in. */
export const DEVICE_COOKIE_NAME = '__Host-Http-rowseal-device';
const ATTRIBUTES = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' } as const;
/** The longest that browsers keep a cookie. When its device is forgotten, the database says. */
const MAX_AGE_SECONDS = 400 * 24 * 60 * 60;
/** Accounts of one browser whose tokens it keeps, the last first. */
const ACCOUNTS = 5;
/** In no token. */
const SEPARATOR = '.';
const PAIRS = new RegExp(`(?:^|;)[ \\t]*${DEVICE_COOKIE_NAME}[ \\t]*=[ \\t]*"?([A-Za-z0-9_.-]*)`, 'g');

/**
 * The device tokens that a browser sent along, one for each account that has logged in there. A server on another port of our host can add a
 * cookie to a browser's own (Partitioned): both are read, so that it takes nothing away.
 *
 * @param request - on a route with `config.cookie`.
 */
export function deviceTokensOf({ headers }: FastifyRequest): string[] {
  const values = [...(headers.cookie ?? '').matchAll(PAIRS)].map(([, value = '']) => value);
  return values.flatMap((value) => value.split(SEPARATOR)).filter((token) => ownerOfDevice(token) !== undefined);
}

/**
 * Has the browser keep its device tokens after a login, for as long as it may.
 *
 * @param request - may have brought some.
 * @param reply - not yet sent.
 * @param token - the one that is new; undefined: the device was known.
 */
export function keepDeviceTokens(request: FastifyRequest, reply: FastifyReply, token: string | undefined): void {
  const all = token === undefined ? deviceTokensOf(request) : [token, ...deviceTokensOf(request)];
  const byOwner = new Map<string | undefined, string>();
  for (const one of all) if (!byOwner.has(ownerOfDevice(one))) byOwner.set(ownerOfDevice(one), one);
  const kept = [...byOwner.values()].slice(0, ACCOUNTS);
  if (kept.length > 0)
    reply.setCookie(DEVICE_COOKIE_NAME, kept.join(SEPARATOR), { ...ATTRIBUTES, maxAge: MAX_AGE_SECONDS });
}
