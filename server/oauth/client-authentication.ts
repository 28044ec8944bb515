import type { FastifyRequest } from 'fastify';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose';
import { z } from 'zod';
import { digestOf } from '../credentials/token-format.ts';
import type { DatabaseClock } from '../database/database-clock.ts';
import type { OAuthFunctions, PresentedClient } from '../database/oauth-functions.ts';
import { callerOf } from '../http/client-address.ts';
import { clientName } from '../http/presented-credential.ts';
import { CLIENT_FACTOR } from '../http/rate-limits.ts';
import { OAuthError } from './errors.ts';
import { ASSERTION_ALGORITHMS } from './offered.ts';
import { parameter } from './parameters.ts';

/** Of an assertion of a client (RFC 7523 section 2.2). */
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const LONGEST_ASSERTION_SECONDS = 600;
/** How far a client's clock may be ahead of ours. */
const CLOCK_SKEW_SECONDS = 60;
const GUESS_WAIT_SECONDS = 60;

/** What of a request's body says which client sends it (RFC 6749 section 2.3, RFC 7523 section 2.2). */
export const ClientParameters = z.object({
  client_id: parameter,
  client_secret: parameter,
  client_assertion: parameter,
  client_assertion_type: parameter,
});

/** A client that has authenticated, or that is public and has named itself. */
export interface Client {
  id: string;
  confidential: boolean;
  idTokenAlgorithm: 'RS256' | 'EdDSA';
  /** Whether it may leave PKCE out where it sends a nonce. */
  pkceWaived: boolean;
}

/** Authenticates the client of a request. */
export interface ClientAuthentication {
  /**
   * By a statement of its own.
   *
   * @throws OAuthError invalid_client, or invalid_request where a client uses two methods at once.
   */
  authenticate(request: FastifyRequest, parameters: ClientFields): Promise<Client>;
  /**
   * By the statement that serves it, which has to be told of the client and answers with how that came out.
   *
   * @returns what the statement answered, if the client has authenticated.
   * @throws as authenticate does.
   */
  within<T extends { status: string }>(
    request: FastifyRequest,
    parameters: ClientFields,
    serve: (client: PresentedClient) => Promise<T>,
  ): Promise<T>;
}

type ClientFields = z.infer<typeof ClientParameters>;

/**
 * Authentication of clients: `none`, `client_secret_basic`, `client_secret_post` or `private_key_jwt`, each by the one method it is registered for.
 *
 * @param oauth - the database's functions.
 * @param clock - of the database, which assertions are held against.
 * @param issuer - this server's; audience of assertions.
 */
export function clientAuthentication(
  oauth: OAuthFunctions,
  clock: DatabaseClock,
  issuer: string,
): ClientAuthentication {
  async function authenticate(request: FastifyRequest, fields: ClientFields): Promise<Client> {
    const presented = presentedBy(request, fields);
    const { id, method } = presented;
    const { client_assertion, client_assertion_type } = fields;
    const found = await oauth.findClient(presented, callerOf(request));
    if (found.throttled) throw refusalOf('client_throttled');
    const proven =
      found.authenticated &&
      (method !== 'private_key_jwt' ||
        (client_assertion_type === ASSERTION_TYPE && (await isGoodAssertion(client_assertion ?? '', id, found.jwks))));
    // SQL has counted a wrong secret; an assertion is verified here.
    if (!proven && client_assertion !== undefined) {
      const wait = await oauth.recordClientGuess(callerOf(request));
      if (wait > 0) throw new OAuthError('invalid_client', 'Too many attempts', wait);
    }
    if (!proven || !found.id_token_algorithm) throw refusalOf('invalid_client');
    if (method !== 'none') request.limits?.accept(clientName(id), CLIENT_FACTOR);
    return {
      id,
      confidential: method !== 'none',
      idTokenAlgorithm: found.id_token_algorithm,
      pkceWaived: found.pkce_waived,
    };
  }

  return {
    authenticate,
    within: async (request, fields, serve) => {
      const presented = presentedBy(request, fields);
      const { id, method } = presented;
      // An assertion is verified by keys that have to be known first. What has spent its budget is refused before anything is done for it.
      const comesFirst =
        method === 'private_key_jwt' || request.limits?.isSpent(clientName(id), CLIENT_FACTOR) === true;
      if (comesFirst) await authenticate(request, fields);
      const served = await serve(presented);
      if (served.status === 'client_throttled' || served.status === 'invalid_client') throw refusalOf(served.status);
      if (!comesFirst && method !== 'none') request.limits?.count(clientName(id), CLIENT_FACTOR);
      return served;
    },
  };

  async function isGoodAssertion(assertion: string, clientId: string, jwks: object | null): Promise<boolean> {
    const used = await verifiedAssertion(assertion, { id: clientId, keys: jwks as JSONWebKeySet, issuer, clock });
    return used !== undefined && oauth.useAssertion(clientId, used.jti, used.expiresAt);
  }
}

function refusalOf(status: 'client_throttled' | 'invalid_client'): OAuthError {
  return status === 'client_throttled'
    ? new OAuthError('invalid_client', 'Too many attempts', GUESS_WAIT_SECONDS)
    : new OAuthError('invalid_client', 'The client is unknown or did not authenticate as it is registered to');
}

/** How a request says that it comes from a client. */
function presentedBy(
  request: FastifyRequest,
  { client_id, client_secret, client_assertion }: ClientFields,
): PresentedClient {
  const basic = basicCredentials(request.headers.authorization);
  if (basic && client_secret !== undefined)
    throw new OAuthError('invalid_client', 'Send the secret once: by HTTP Basic or in the form');
  if ((basic ?? client_secret) !== undefined && client_assertion !== undefined)
    throw new OAuthError('invalid_request', 'Authenticate by one method only');
  const id = basic?.id ?? client_id ?? (client_assertion && subjectOf(client_assertion));
  if (id === undefined || (client_id !== undefined && client_id !== id))
    throw new OAuthError('invalid_client', 'No client identified itself');
  if (basic) return { id, method: 'client_secret_basic', secretDigest: digestOf(basic.secret) };
  if (client_secret !== undefined) return { id, method: 'client_secret_post', secretDigest: digestOf(client_secret) };
  return { id, method: client_assertion === undefined ? 'none' : 'private_key_jwt', secretDigest: null };
}

/**
 * What an assertion says of itself, if it authenticates a client or a service (RFC 7523 section 3): whether it was used before, the database knows.
 *
 * @param assertion - as presented.
 * @param holder - who it has to be of, by which public keys; this server, its audience; the database's clock.
 * @returns undefined: it proves nothing.
 */
export async function verifiedAssertion(
  assertion: string,
  { id, keys, issuer, clock }: { id: string; keys: JSONWebKeySet; issuer: string; clock: DatabaseClock },
): Promise<{ jti: string; expiresAt: Date } | undefined> {
  try {
    const { payload } = await jwtVerify(assertion, createLocalJWKSet(keys), {
      algorithms: [...ASSERTION_ALGORITHMS],
      issuer: id,
      subject: id,
      audience: [issuer, `${issuer}/v1/oauth/token`],
      requiredClaims: ['exp', 'jti'],
      currentDate: new Date(clock.now()),
      clockTolerance: CLOCK_SKEW_SECONDS,
    });
    // Made for others too, another audience could have brought it here.
    if (typeof payload.jti !== 'string' || [payload.aud].flat().length !== 1) return undefined;
    if ((payload.iat ?? 0) * 1000 > clock.now() + CLOCK_SKEW_SECONDS * 1000) return undefined;
    const expiresAt = new Date((payload.exp ?? 0) * 1000);
    // The tolerance is for clocks that are ahead: what is over is over.
    if (expiresAt.getTime() <= clock.now()) return undefined;
    if (expiresAt.getTime() > clock.now() + LONGEST_ASSERTION_SECONDS * 1000) return undefined;
    return { jti: payload.jti, expiresAt };
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_J')) return undefined;
    throw error;
  }
}

/**
 * Whom an assertion says that it is of, before anything of it is verified.
 *
 * @param assertion - as presented.
 */
export function subjectOf(assertion: string): string | undefined {
  try {
    const { sub }: { sub?: unknown } = decodeJwt(assertion);
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The credentials of HTTP Basic; id and secret are form-encoded before they are joined (RFC 6749 section 2.3.1).
 *
 * @param authorization - the header.
 * @returns undefined where it is another scheme.
 * @throws OAuthError invalid_client.
 */
export function basicCredentials(authorization: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id, secret, ...rest] = Buffer.from(encoded, 'base64').toString().split(':').map(formDecoded);
  if (id === undefined || secret === undefined || rest.length > 0)
    throw new OAuthError('invalid_client', 'The Authorization header is not HTTP Basic with an id and a secret');
  return { id, secret };
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new OAuthError('invalid_client', 'The Authorization header is not form-encoded');
  }
}
