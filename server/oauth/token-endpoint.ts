import { z } from 'zod';
import type { AccessTokens } from '../credentials/access-tokens.ts';
import type { KeyStore } from '../credentials/key-store.ts';
import { isWholeToken } from '../credentials/token-format.ts';
import type { Caller } from '../database/caller.ts';
import type { GrantTokens, OAuthFunctions } from '../database/oauth-functions.ts';
import { lifetimeOf } from '../database/sealed-claims.ts';
import { callerOf } from '../http/client-address.ts';
import { CLIENT, type Routes } from '../http/route-contract.ts';
import { type Client, type ClientAuthentication, ClientParameters } from './client-authentication.ts';
import { askingService, type Services } from './client-credentials.ts';
import { OAuthError } from './errors.ts';
import { signIdToken } from './id-tokens.ts';
import { parameter } from './parameters.ts';
import { oauthErrors } from './schemas.ts';

const TokenRequest = ClientParameters.extend({
  grant_type: parameter,
  code: parameter,
  redirect_uri: parameter,
  code_verifier: parameter,
  refresh_token: parameter,
  scope: parameter,
  resource: parameter,
});

type Grant = (
  parameters: z.infer<typeof TokenRequest>,
  client: Client,
  from: Caller & { userAgent: string | undefined },
) => Promise<GrantTokens>;

/** POST /v1/oauth/token (RFC 6749 section 3.2): codes and refresh tokens for tokens, and a service's key for its own. */
export const tokenEndpoint: Routes<{
  oauth: OAuthFunctions;
  authenticate: ClientAuthentication;
  services: Services;
  tokens: AccessTokens;
  keys: KeyStore;
  issuer: string;
}> = async (app, { oauth, authenticate, services, tokens, keys, issuer }) => {
  // URL parsers put a slash after an origin: with it or without, this server is meant.
  const target = (resource: string | undefined) => (resource?.replace(/\/$/, '') === issuer ? '' : resource);

  const redeem: Grant = async ({ code, redirect_uri, code_verifier, resource }, client, from) => {
    if (code === undefined || (code_verifier === undefined && !client.pkceWaived))
      throw new OAuthError('invalid_request', 'code and code_verifier are required');
    const outcome = isWholeToken('rsc_', code)
      ? await oauth.redeemCode({
          code,
          clientId: client.id,
          redirectUri: redirect_uri,
          verifier: code_verifier,
          resource: target(resource),
          ...from,
        })
      : { status: 'invalid_grant' };
    if ('claims' in outcome) return outcome;
    throw new OAuthError('invalid_grant', 'The code is unknown, used, expired, or was issued for another request');
  };

  const refresh: Grant = async ({ refresh_token, resource, scope }, client, from) => {
    if (refresh_token === undefined) throw new OAuthError('invalid_request', 'refresh_token is required');
    const outcome = isWholeToken('rsr_', refresh_token)
      ? await oauth.refreshGrant({
          token: refresh_token,
          clientId: client.id,
          resource: target(resource),
          scope,
          ...from,
        })
      : { status: 'invalid' };
    if ('claims' in outcome) return outcome;
    if (outcome.status === 'invalid_target')
      throw new OAuthError('invalid_target', 'The grant is for another resource');
    if (outcome.status === 'invalid_scope')
      throw new OAuthError('invalid_scope', 'The grant has fewer scopes than that');
    throw new OAuthError('invalid_grant', 'The refresh token is not, or no longer, valid for this client');
  };

  const grants: Readonly<Record<string, Grant>> = { authorization_code: redeem, refresh_token: refresh };

  app.post(
    '/v1/oauth/token',
    {
      config: { cors: 'any', public: true, presents: true },
      schema: {
        operationId: 'exchangeGrant',
        summary: 'Exchange a code, a refresh token or the key of a service for tokens',
        tags: ['oauth'],
        security: CLIENT,
        consumes: ['application/x-www-form-urlencoded'],
        body: TokenRequest,
        response: {
          200: z.object({
            access_token: z.string(),
            token_type: z.literal('Bearer'),
            expires_in: z.number().int(),
            scope: z.string(),
            refresh_token: z.string().optional(),
            id_token: z.string().optional(),
          }),
          ...oauthErrors(
            'invalid_request',
            'invalid_client',
            'invalid_grant',
            'unauthorized_client',
            'unsupported_grant_type',
            'invalid_scope',
            'invalid_target',
          ),
        },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
      const isOwn = request.body.grant_type === 'client_credentials';
      const service = isOwn ? askingService(request, request.body) : undefined;
      if (service) {
        const { resource, scope } = request.body;
        if (target(resource)) throw new OAuthError('invalid_target', 'Tokens of services are for this server alone');
        const { claims, granted } = await services.grant(request, service, scope);
        return {
          access_token: await tokens.sign(claims, { clientId: service.id, resource: null }),
          token_type: 'Bearer' as const,
          expires_in: lifetimeOf(claims),
          scope: granted.scope,
        };
      }
      const client = await authenticate(request, request.body);
      if (isOwn) throw new OAuthError('unauthorized_client', 'Only services act for themselves');
      if (request.body.grant_type === undefined) throw new OAuthError('invalid_request', 'grant_type is required');
      const grant = Object.hasOwn(grants, request.body.grant_type) ? grants[request.body.grant_type] : undefined;
      if (!grant)
        throw new OAuthError(
          'unsupported_grant_type',
          'authorization_code, refresh_token and client_credentials are supported',
        );
      const from = { ...callerOf(request), userAgent: request.headers['user-agent'] };
      const { claims, refreshToken, granted } = await grant(request.body, client, from);
      request.limits?.accept();
      const accessToken = await tokens.sign(claims, {
        clientId: client.id,
        resource: granted.resource,
        authentication: granted.authentication,
      });
      return {
        access_token: accessToken,
        token_type: 'Bearer' as const,
        expires_in: lifetimeOf(claims),
        scope: granted.scope,
        ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
        ...(granted.identity
          ? { id_token: await signIdToken(keys, issuer, client, granted.identity, accessToken, claims.iat) }
          : {}),
      };
    },
  );
};
