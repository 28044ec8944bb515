import { createHash } from 'node:crypto';
import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import { payloadOf, uuidAt } from '../credentials/token-format.ts';
import { deviceTokensOf } from './device-cookie.ts';
import { COOKIE_NAME } from './refresh-cookie.ts';

/** A credential that a request presents. Nobody else can present the same, or it would be spent for them. */
export interface Presented {
  name: string;
  /** Whether this server sees by itself that it is genuine; undefined: only the database can tell. */
  isGenuine?: () => boolean;
}

/**
 * Names an OAuth client that has authenticated.
 *
 * @param clientId - of it.
 */
export function clientName(clientId: string): string {
  return `client ${clientId}`;
}

/**
 * Names the session of a refresh token that holds.
 *
 * @param token - rsr_…
 */
export function sessionName(token: string): string | undefined {
  const payload = payloadOf('rsr_', token);
  return payload && `session ${uuidAt(payload, 16)}`;
}

/**
 * Whether a request carries what looks like an access token.
 *
 * @param request - of anybody.
 */
export function isJwt({ headers }: FastifyRequest): boolean {
  return /^Bearer +eyJ/i.test(headers.authorization ?? '');
}

/**
 * What a request presents in its headers. An access token is not needed here: whether it is genuine is seen at once.
 *
 * @param request - of anybody.
 * @param isOurs - whether we made a refresh token.
 */
export function presentedInHeaders(request: FastifyRequest, isOurs: (token: string) => boolean): Presented | undefined {
  const { authorization, cookie } = request.headers;
  const { costly, login } = request.routeOptions.config;
  if (costly) {
    const [device] = login ? deviceTokensOf(request) : [];
    return device === undefined ? undefined : { name: nameOf('device', device) };
  }
  if (authorization !== undefined) return isJwt(request) ? undefined : { name: nameOf('authorization', authorization) };
  if (cookie === undefined) return undefined;
  const [, token = ''] = new RegExp(`${COOKIE_NAME}=(rsr_[A-Za-z0-9_-]+)`).exec(cookie) ?? [];
  return presentedSession(token, isOurs);
}

/**
 * What a request presents in its body. A client's id alone is public, and an assertion works once: a client that sends one is known when it has
 * authenticated, and limited by address until then.
 *
 * @param body - of any form.
 * @param config - of the route.
 * @param isOurs - whether we made a refresh token.
 */
export function presentedInBody(
  body: unknown,
  { login }: FastifyContextConfig,
  isOurs: (token: string) => boolean,
): Presented | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { refresh_token, device_token, client_id, client_secret } = body as Record<string, unknown>;
  if (login) return typeof device_token === 'string' ? { name: nameOf('device', device_token) } : undefined;
  if (typeof client_secret === 'string') return { name: nameOf('client', JSON.stringify([client_id, client_secret])) };
  return typeof refresh_token === 'string' ? presentedSession(refresh_token, isOurs) : undefined;
}

function presentedSession(token: string, isOurs: (token: string) => boolean): Presented | undefined {
  const name = sessionName(token);
  return name === undefined ? undefined : { name, isGenuine: () => isOurs(token) };
}

/**
 * Names what somebody presents, without holding it.
 *
 * @param kind - of what.
 * @param secret - which.
 */
export function nameOf(kind: string, secret: string): string {
  return `${kind} ${createHash('sha256').update(secret).digest('base64url')}`;
}
