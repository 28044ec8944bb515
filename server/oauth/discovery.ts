import { z } from 'zod';
import type { OAuthFunctions } from '../database/oauth-functions.ts';
import { onceASecond } from '../database/once-a-second.ts';
import { OF_THE_DATABASE, problems } from '../http/problem-schemas.ts';
import type { Routes } from '../http/route-contract.ts';
import { wellKnownUrl } from '../http/well-known.ts';
import {
  ACR_VALUES,
  ASSERTION_ALGORITHMS,
  AUTH_METHODS,
  GRANT_TYPES,
  ID_TOKEN_ALGORITHMS,
  OWN_GRANT_TYPES,
  RESPONSE_TYPES,
  SUBJECT_TYPES,
} from './offered.ts';

/**
 * What this authorization server can do (RFC 8414, OpenID Connect Discovery 1.0).
 *
 * @param issuer - the public URL.
 * @param registration - whether clients may register themselves.
 * @param languages - tags of those that pages are written in.
 */
export function serverMetadata(issuer: string, registration: boolean, languages: readonly string[]) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/v1/oauth/authorize`,
    token_endpoint: `${issuer}/v1/oauth/token`,
    revocation_endpoint: `${issuer}/v1/oauth/revoke`,
    introspection_endpoint: `${issuer}/v1/oauth/introspect`,
    userinfo_endpoint: `${issuer}/v1/oauth/userinfo`,
    end_session_endpoint: `${issuer}/v1/oauth/end_session`,
    jwks_uri: `${issuer}/v1/jwks.json`,
    ...(registration ? { registration_endpoint: `${issuer}/v1/oauth/register` } : {}),
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    response_types_supported: RESPONSE_TYPES,
    response_modes_supported: ['query', 'form_post'],
    grant_types_supported: [...GRANT_TYPES, ...OWN_GRANT_TYPES],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: AUTH_METHODS,
    token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    revocation_endpoint_auth_methods_supported: AUTH_METHODS,
    revocation_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    introspection_endpoint_auth_methods_supported: AUTH_METHODS.filter((method) => method !== 'none'),
    introspection_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
    subject_types_supported: SUBJECT_TYPES,
    id_token_signing_alg_values_supported: ID_TOKEN_ALGORITHMS,
    claims_supported: [
      'sub',
      'name',
      'email',
      'email_verified',
      'auth_time',
      'acr',
      'amr',
      'nonce',
      'sid',
      'azp',
      'at_hash',
    ],
    acr_values_supported: ACR_VALUES,
    ui_locales_supported: languages,
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
    authorization_response_iss_parameter_supported: true,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    frontchannel_logout_supported: false,
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    service_documentation: `${issuer}/docs`,
  };
}

/**
 * What protects this server's own API, and where its tokens come from (RFC 9728).
 *
 * @param issuer - the public URL; the resource too.
 */
export function resourceMetadata(issuer: string) {
  return {
    resource: issuer,
    authorization_servers: [issuer],
    jwks_uri: `${issuer}/v1/jwks.json`,
    bearer_methods_supported: ['header'],
    resource_name: 'Rowseal',
    resource_documentation: `${issuer}/docs`,
  };
}

/** The well-known documents, which clients configure themselves from. */
export const discoveryRoutes: Routes<{
  issuer: string;
  oauth: OAuthFunctions;
  languages: readonly string[];
}> = async (app, { issuer, oauth, languages }) => {
  const registrationOpen = onceASecond(oauth.registrationOpen);
  const documents = ['openid-configuration', 'oauth-authorization-server'];
  for (const { url, servers } of documents.flatMap((name) => addressesOf(issuer, name))) {
    app.get(
      url,
      {
        config: { public: true, cors: 'any' },
        schema: {
          ...servers,
          operationId: operationIdOf('get', url),
          summary: 'Get the metadata of this authorization server',
          tags: ['oauth'],
          response: { 200: z.looseObject({ issuer: z.string() }), ...problems(...OF_THE_DATABASE) },
        },
      },
      async (_request, reply) =>
        reply
          .header('cache-control', 'public, max-age=300')
          .send(serverMetadata(issuer, await registrationOpen(), languages)),
    );
  }

  for (const { url, servers } of addressesOf(issuer, 'oauth-protected-resource')) {
    app.get(
      url,
      {
        config: { public: true, cors: 'any' },
        schema: {
          ...servers,
          operationId: operationIdOf('get', url),
          summary: 'Get the metadata of this API: where its tokens come from',
          tags: ['oauth'],
          response: { 200: z.looseObject({ resource: z.string() }), ...problems() },
        },
      },
      async (_request, reply) => reply.header('cache-control', 'public, max-age=300').send(resourceMetadata(issuer)),
    );
  }
};

/**
 * Behind the issuer's path, as OpenID Connect Discovery section 4.1 has it; and where it has one also before it, at the root of the host, as
 * RFC 8414 section 3.1 and RFC 9728 section 3.1 do.
 */
function addressesOf(issuer: string, name: string): { url: string; servers?: { servers: { url: string }[] } }[] {
  const behind = `/.well-known/${name}`;
  const { origin, pathname } = new URL(wellKnownUrl(issuer, name));
  return pathname === behind
    ? [{ url: behind }]
    : [{ url: behind }, { url: pathname, servers: { servers: [{ url: origin }] } }];
}

/** Every address has a name of its own: getWellKnownOpenidConfiguration. */
function operationIdOf(method: string, url: string): string {
  return [method, ...url.split(/[^a-z0-9]+/i).filter((word) => word !== '')]
    .map((word, n) => (n === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}
