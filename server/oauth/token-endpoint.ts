import type { FastifyRequest } from 'fastify';
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

type Fields = z.infer<typeof TokenRequest>;
type Asking = FastifyRequest<{ Body: Fields }>;
type From = Caller & { userAgent: string | undefined };

/** POST /v1/oauth/token (RFC 6749 section 3.2): codes and refresh tokens for tokens, and a service's key for its own. */
export const tokenEndpoint: Routes<{
  oauth: OAuthFunctions;
  clients: ClientAuthentication;
  services: Services;
  tokens: AccessTokens;
  keys: KeyStore;
  issuer: string;
}> = async (app, { oauth, clients, services, tokens, keys, issuer }) => {
  // URL parsers put a slash after an origin: with it or without, this server is meant.
  const target = (resource: string | undefined) => (resource?.replace(/\/$/, '') === issuer ? '' : resource);

  async function redeem(
    { code, redirect_uri, code_verifier, resource }: Fields,
    client: Client,
    from: From,
  ): Promise<GrantTokens> {
    const lacking = new OAuthError('invalid_request', 'code and code_verifier are required');
    if (code === undefined) throw lacking;
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
    // Only now: a code that was used before has ended its grant, whatever it was presented with.
    if (code_verifier === undefined && !client.pkceWaived) throw lacking;
    throw new OAuthError('invalid_grant', 'The code is unknown, used, expired, or was issued for another request');
  }

  /** In one statement: the client authenticates with what it asks for. */
  async function refresh(request: Asking, token: string, from: From): Promise<GrantTokens & { clientId: string }> {
    const { resource, scope } = request.body;
    const outcome = await clients.within(request, request.body, async (client) => ({
      clientId: client.id,
      ...(await oauth.refreshGrant({ client, token, resource: target(resource), scope, ...from })),
    }));
    if ('claims' in outcome) return outcome;
    if (outcome.status === 'invalid_target')
      throw new OAuthError('invalid_target', 'The grant is for another resource');
    if (outcome.status === 'invalid_scope')
      throw new OAuthError('invalid_scope', 'The grant has fewer scopes than that');
    throw new OAuthError('invalid_grant', 'The refresh token is not, or no longer, valid for this client');
  }

  const signedFor = (clientId: string, { claims, granted }: GrantTokens) =>
    tokens.sign(claims, { clientId, resource: granted.resource, authentication: granted.authentication });

  const answerOf = (accessToken: string, { claims, granted, refreshToken }: GrantTokens) => ({
    access_token: accessToken,
    token_type: 'Bearer' as const,
    expires_in: lifetimeOf(claims),
    scope: granted.scope,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
  });

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
        const granted = await services.grant(request, service, scope);
        return answerOf(await signedFor(service.id, granted), granted);
      }
      const { grant_type, refresh_token } = request.body;
      const from = { ...callerOf(request), userAgent: request.headers['user-agent'] };
      if (grant_type === 'refresh_token' && refresh_token !== undefined) {
        const granted = await refresh(request, refresh_token, from);
        request.limits?.accept();
        return answerOf(await signedFor(granted.clientId, granted), granted);
      }
      const client = await clients.authenticate(request, request.body);
      if (isOwn) throw new OAuthError('unauthorized_client', 'Only services act for themselves');
      if (grant_type === undefined) throw new OAuthError('invalid_request', 'grant_type is required');
      if (grant_type === 'refresh_token') throw new OAuthError('invalid_request', 'refresh_token is required');
      if (grant_type !== 'authorization_code')
        throw new OAuthError(
          'unsupported_grant_type',
          'authorization_code, refresh_token and client_credentials are supported',
        );
      const granted = await redeem(request.body, client, from);
      request.limits?.accept();
      const accessToken = await signedFor(client.id, granted);
      const { identity } = granted.granted;
      return {
        ...answerOf(accessToken, granted),
        ...(identity
          ? { id_token: await signIdToken(keys, issuer, client, identity, accessToken, granted.claims.iat) }
          : {}),
      };
    },
  );
};
