import { z } from 'zod';
import { PublicKey } from '../credentials/public-keys.ts';
import type { DatabaseClock } from '../database/database-clock.ts';
import type { OAuthFunctions } from '../database/oauth-functions.ts';
import { callerOf } from '../http/client-address.ts';
import type { Routes } from '../http/route-contract.ts';
import { isStorable, nameOf } from '../http/schemas.ts';
import { OAuthError, type OAuthErrorCode } from './errors.ts';
import {
  ASSERTION_ALGORITHMS,
  AUTH_METHODS,
  GRANT_TYPES,
  ID_TOKEN_ALGORITHMS,
  RESPONSE_TYPES,
  SUBJECT_TYPES,
} from './offered.ts';
import { oauthErrors } from './schemas.ts';

const storable = (maxLength: number) =>
  z.string().max(maxLength).refine(isStorable, 'holds characters that cannot be stored');

/** What would change how the client is treated: refused by name, instead of ignored, with any other value than these. */
const OFFERED: Readonly<Record<string, readonly unknown[]>> = {
  subject_type: SUBJECT_TYPES,
  token_endpoint_auth_signing_alg: ASSERTION_ALGORITHMS,
  jwks_uri: [],
  sector_identifier_uri: [],
  initiate_login_uri: [],
  frontchannel_logout_uri: [],
  default_max_age: [],
  userinfo_signed_response_alg: [],
  userinfo_encrypted_response_alg: [],
  id_token_encrypted_response_alg: [],
  authorization_signed_response_alg: [],
  introspection_signed_response_alg: [],
  request_object_signing_alg: [],
  request_object_encryption_alg: [],
  require_signed_request_object: [false],
  require_pushed_authorization_requests: [false],
  dpop_bound_access_tokens: [false],
  tls_client_certificate_bound_access_tokens: [false],
};

/** See rowseal_private.are_redirect_uris. */
const ADDRESSES =
  'https, http on 127.0.0.1, [::1] or localhost, or of a private-use scheme with a dot, in lower case, without a user, a fragment or dot segments';

const Metadata = z.looseObject({
  client_name: nameOf(100).default('An application'),
  redirect_uris: z.array(storable(2000)).max(20).default([]),
  token_endpoint_auth_method: z.enum(AUTH_METHODS).default('client_secret_basic'),
  grant_types: z
    .array(storable(100))
    .max(20)
    .default([...GRANT_TYPES])
    .describe('Beside authorization_code; the answer says which the client has'),
  response_types: z.array(z.enum(RESPONSE_TYPES)).default([...RESPONSE_TYPES]),
  scope: storable(4096).optional(),
  jwks: z.object({ keys: z.array(PublicKey).min(1).max(10) }).optional(),
  id_token_signed_response_alg: z.enum(ID_TOKEN_ALGORITHMS).default('RS256'),
  logo_uri: storable(2000)
    .optional()
    .describe('https; anything else is left out. Stored, but shown only for clients that an operator registered'),
  post_logout_redirect_uris: z.array(storable(2000)).max(20).default([]),
  backchannel_logout_uri: storable(2000).optional(),
  backchannel_logout_session_required: z.boolean().optional().describe('`sid` is sent in any case'),
});

/** What the database refuses, and what a client's developer can do about it. */
const REFUSALS: Readonly<Record<string, [code: OAuthErrorCode, sentence: string]>> = {
  closed: ['access_denied', 'Clients do not register themselves here: ask an administrator'],
  invalid_redirect_uri: ['invalid_redirect_uri', `redirect_uris must have 1 to 20 addresses: ${ADDRESSES}`],
  invalid_client_metadata: [
    'invalid_client_metadata',
    `post_logout_redirect_uris and backchannel_logout_uri must be ${ADDRESSES}; the latter https`,
  ],
};
const WAIT_SECONDS = 60;

/** POST /v1/oauth/register: dynamic client registration (RFC 7591), where the policy of this installation allows it. */
export const registration: Routes<{ oauth: OAuthFunctions; clock: DatabaseClock; development: boolean }> = async (
  app,
  { oauth, clock, development },
) => {
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
      const { client_name, redirect_uris, token_endpoint_auth_method, response_types, scope, jwks } = request.body;
      const { id_token_signed_response_alg, post_logout_redirect_uris, backchannel_logout_uri } = request.body;
      const { backchannel_logout_session_required } = request.body;
      const [refused] = Object.entries(OFFERED).find(([name, values]) => isOther(request.body[name], values)) ?? [];
      if (refused !== undefined)
        throw new OAuthError('invalid_client_metadata', `${refused} is not offered here, or not with that value`);
      if (!request.body.grant_types.includes('authorization_code'))
        throw new OAuthError('invalid_client_metadata', 'grant_types must have authorization_code');
      if ((token_endpoint_auth_method === 'private_key_jwt') !== (jwks !== undefined))
        throw new OAuthError('invalid_client_metadata', 'jwks and private_key_jwt require each other');
      const logo_uri = isPicture(request.body.logo_uri) ? request.body.logo_uri : undefined;
      if (!redirect_uris.every((uri) => URL.canParse(uri)))
        throw new OAuthError('invalid_redirect_uri', 'A redirect URI is not a URL');
      if (![post_logout_redirect_uris, backchannel_logout_uri ?? []].flat().every((uri) => URL.canParse(uri)))
        throw new OAuthError('invalid_client_metadata', 'A URI for signing out is not a URL');
      if (!development && backchannel_logout_uri?.startsWith('https:') === false)
        throw new OAuthError('invalid_client_metadata', 'backchannel_logout_uri must be https');
      const outcome = await oauth.registerClient({
        name: client_name,
        redirectUris: redirect_uris,
        authMethod: token_endpoint_auth_method,
        scope,
        ...callerOf(request),
        jwks,
        idTokenAlgorithm: id_token_signed_response_alg,
        logoUri: logo_uri,
        postLogoutRedirectUris: post_logout_redirect_uris,
        backchannelLogoutUri: backchannel_logout_uri,
      });
      if (outcome.status === 'throttled')
        throw new OAuthError('invalid_request', 'Too many registrations', WAIT_SECONDS);
      if (outcome.status !== 'registered')
        throw new OAuthError(
          ...(REFUSALS[outcome.status] ?? (['server_error', 'It could not be registered'] as const)),
        );
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
          grant_types: GRANT_TYPES,
          response_types,
          id_token_signed_response_alg,
          ...(jwks === undefined ? {} : { jwks }),
          ...(logo_uri === undefined ? {} : { logo_uri }),
          ...(post_logout_redirect_uris.length === 0 ? {} : { post_logout_redirect_uris }),
          ...(backchannel_logout_uri === undefined ? {} : { backchannel_logout_uri }),
          ...(backchannel_logout_session_required === undefined ? {} : { backchannel_logout_session_required }),
          scope: outcome.granted_scope ?? '',
        });
    },
  );
};

const isOther = (value: unknown, offered: readonly unknown[]) => value !== undefined && !offered.includes(value);

const isPicture = (uri: string | undefined) =>
  uri !== undefined && /^https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?\/[!-~]*$/.test(uri);
