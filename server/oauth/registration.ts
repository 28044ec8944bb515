import { z } from 'zod';
import type { DatabaseClock } from '../database/database-clock.ts';
import type { OAuthFunctions } from '../database/oauth-functions.ts';
import { addressOf } from '../http/client-address.ts';
import type { Routes } from '../http/route-contract.ts';
import { isStorable, nameOf } from '../http/schemas.ts';
import { OAuthError, type OAuthErrorCode } from './errors.ts';
import { oauthErrors } from './schemas.ts';

const storable = (maxLength: number) =>
  z.string().max(maxLength).refine(isStorable, 'holds characters that cannot be stored');

const Metadata = z.looseObject({
  client_name: nameOf(100).default('An application'),
  redirect_uris: z.array(storable(2000)).max(20).default([]),
  token_endpoint_auth_method: storable(40).default('client_secret_basic'),
  grant_types: z
    .array(z.enum(['authorization_code', 'refresh_token']))
    .default(['authorization_code', 'refresh_token']),
  response_types: z.array(z.literal('code')).default(['code']),
  scope: storable(4096).optional(),
});

const REFUSALS: Readonly<Record<string, OAuthErrorCode>> = {
  closed: 'access_denied',
  invalid_redirect_uri: 'invalid_redirect_uri',
  invalid_client_metadata: 'invalid_client_metadata',
};
const WAIT_SECONDS = 60;

/** POST /v1/oauth/register: dynamic client registration (RFC 7591), where the policy of this installation allows it. */
export const registration: Routes<{ oauth: OAuthFunctions; clock: DatabaseClock }> = async (app, { oauth, clock }) => {
  app.post(
    '/v1/oauth/register',
    {
      config: { cors: 'any', public: true },
      schema: {
        operationId: 'registerClient',
        summary: 'Register a client (RFC 7591)',
        tags: ['oauth'],
        body: Metadata,
        response: {
          201: z.looseObject({ client_id: z.string() }),
          ...oauthErrors('invalid_redirect_uri', 'invalid_client_metadata', 'access_denied'),
        },
      },
    },
    async (request, reply) => {
      const { client_name, redirect_uris, token_endpoint_auth_method, grant_types, response_types, scope } =
        request.body;
      if (!redirect_uris.every((uri) => URL.canParse(uri)))
        throw new OAuthError('invalid_redirect_uri', 'A redirect URI is no URL');
      const outcome = await oauth.registerClient({
        name: client_name,
        redirectUris: redirect_uris,
        authMethod: token_endpoint_auth_method,
        scope,
        ip: addressOf(request),
      });
      if (outcome.status === 'throttled')
        throw new OAuthError('invalid_request', 'Too many registrations', WAIT_SECONDS);
      if (outcome.status !== 'registered')
        throw new OAuthError(REFUSALS[outcome.status] ?? 'server_error', outcome.status.replaceAll('_', ' '));
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({
          client_id: outcome.client_id,
          client_id_issued_at: Math.floor(clock.now() / 1000),
          ...(outcome.client_secret === null
            ? {}
            : { client_secret: outcome.client_secret, client_secret_expires_at: 0 }),
          client_name,
          redirect_uris,
          token_endpoint_auth_method,
          grant_types,
          response_types,
          scope: outcome.granted_scope ?? '',
        });
    },
  );
};
