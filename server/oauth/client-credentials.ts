import type { FastifyRequest } from 'fastify';
import type { JWK } from 'jose';
import type { z } from 'zod';
import { presentedToken } from '../credentials/token-format.ts';
import type { DatabaseClock } from '../database/database-clock.ts';
import type { GrantTokens, OAuthFunctions } from '../database/oauth-functions.ts';
import { callerOf } from '../http/client-address.ts';
import { clientName } from '../http/presented-credential.ts';
import { CLIENT_FACTOR } from '../http/rate-limits.ts';
import {
  ASSERTION_TYPE,
  basicCredentials,
  type ClientParameters,
  subjectOf,
  verifiedAssertion,
} from './client-authentication.ts';
import { OAuthError } from './errors.ts';

/** The id of a service is a UUID; those of applications are not. */
const SERVICE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A service, and how it says to prove that it is one: a key in the place of a secret, or an assertion that it has signed. */
export type AskingService = { id: string } & ({ secret: string } | { assertion: string });

/** What services do at the authorization server. */
export interface Services {
  /**
   * Authenticates a service.
   *
   * @param request - of the service.
   * @param service - as it named itself.
   * @throws OAuthError invalid_client.
   */
  authenticate(request: FastifyRequest, service: AskingService): Promise<void>;
  /**
   * An access token for a service (RFC 6749 section 4.4).
   *
   * @param request - of the service.
   * @param service - as it named itself.
   * @param scope - what it asks for; undefined: all that it may do.
   * @throws OAuthError invalid_client, invalid_scope.
   */
  grant(request: FastifyRequest, service: AskingService, scope: string | undefined): Promise<GrantTokens>;
}

/**
 * The service that a request comes from: by its id and its key in the place of a secret (HTTP Basic or the form), or by an assertion (private_key_jwt).
 *
 * @param request - to an endpoint of the authorization server.
 * @param parameters - of its body.
 * @returns undefined where it comes from an application.
 * @throws OAuthError invalid_client, invalid_request.
 */
export function askingService(
  request: FastifyRequest,
  { client_id, client_secret, client_assertion, client_assertion_type }: z.infer<typeof ClientParameters>,
): AskingService | undefined {
  const basic = basicCredentials(request.headers.authorization);
  const id = basic?.id ?? client_id ?? (client_assertion === undefined ? undefined : subjectOf(client_assertion));
  if (id === undefined || !SERVICE.test(id)) return undefined;
  const proofs = [basic?.secret, client_secret, client_assertion].filter((proof) => proof !== undefined);
  if (proofs.length > 1)
    throw new OAuthError('invalid_request', 'Authenticate by one method only: a key of the service, or an assertion');
  if (client_id !== undefined && client_id !== id) throw new OAuthError('invalid_client', 'Two services are named');
  if (client_assertion !== undefined && client_assertion_type === ASSERTION_TYPE)
    return { id, assertion: client_assertion };
  const secret = basic?.secret ?? client_secret;
  if (secret === undefined)
    throw new OAuthError('invalid_client', 'A service presents one of its keys as its secret, or an assertion');
  return { id, secret };
}

/**
 * What services do at the authorization server, and how they authenticate there.
 *
 * @param oauth - the database's functions.
 * @param clock - of the database, which assertions are held against.
 * @param issuer - this server's; audience of assertions.
 */
export function serviceAuthentication(oauth: OAuthFunctions, clock: DatabaseClock, issuer: string): Services {
  /** The public key that an assertion was signed for. */
  async function signed(request: FastifyRequest, id: string, assertion: string) {
    for (const { key_id, public_key } of await oauth.servicePublicKeys(id)) {
      const used = await verifiedAssertion(assertion, { id, keys: { keys: [public_key as JWK] }, issuer, clock });
      if (used) return { keyId: key_id, ...used };
    }
    throw refusal({ status: 'invalid_client', retryAfter: await oauth.recordClientGuess(callerOf(request)) });
  }

  return {
    authenticate: async (request, service) => {
      const { id } = service;
      const outcome =
        'secret' in service
          ? await oauth.authenticateServiceKey(id, presentedToken('rss_', service.secret), callerOf(request))
          : await oauth.authenticateServiceAssertion(
              id,
              await signed(request, id, service.assertion),
              callerOf(request),
            );
      if (outcome.status !== 'ok') throw refusal(outcome);
      request.limits?.accept(clientName(id), CLIENT_FACTOR);
    },
    grant: async (request, service, scope) => {
      const { id } = service;
      const outcome =
        'secret' in service
          ? await oauth.exchangeServiceKey(id, presentedToken('rss_', service.secret), scope, callerOf(request))
          : await oauth.exchangeServiceAssertion(
              id,
              await signed(request, id, service.assertion),
              scope,
              callerOf(request),
            );
      if (!('claims' in outcome)) throw refusal(outcome);
      request.limits?.accept(clientName(id), CLIENT_FACTOR);
      return outcome;
    },
  };
}

function refusal({ status, retryAfter }: { status: string; retryAfter: number | null }): OAuthError {
  if (status === 'invalid_scope') return new OAuthError('invalid_scope', 'The service has fewer scopes than that');
  if (status === 'throttled' || (retryAfter ?? 0) > 0)
    return new OAuthError('invalid_client', 'Too many attempts', retryAfter ?? undefined);
  return new OAuthError(
    'invalid_client',
    'The service is unknown or disabled, or what it presents is not, or no longer, valid',
  );
}
