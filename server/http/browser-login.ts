import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../database/caller.ts';
import { callerOf } from './client-address.ts';
import { deviceTokensOf, keepDeviceTokens } from './device-cookie.ts';
import { keepRefreshToken } from './refresh-cookie.ts';

/**
 * Where a login comes from, as the database records it.
 *
 * @param request - on a route with `config.cookie`.
 */
export function loginOriginOf(request: FastifyRequest): Caller & {
  userAgent: string | undefined;
  devices: readonly string[];
} {
  return { ...callerOf(request), userAgent: request.headers['user-agent'], devices: deviceTokensOf(request) };
}

/**
 * Completes a login in a browser: it keeps the tokens of the session and of the device, and is limited by its device from now on.
 *
 * @param request - that logged somebody in.
 * @param reply - not yet sent.
 * @param tokens - of the new session, and of the device if it is new to the account.
 */
export function completeLogin(
  request: FastifyRequest,
  reply: FastifyReply,
  { refreshToken, deviceToken }: { refreshToken: string; deviceToken?: string | undefined },
): void {
  request.limits?.remember(deviceToken);
  keepRefreshToken(reply, refreshToken);
  keepDeviceTokens(request, reply, deviceToken);
}
