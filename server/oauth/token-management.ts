import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AccessTokens } from '../credentials/access-tokens.ts';
import { isWholeToken } from '../credentials/token-format.ts';
import type { DatabaseClock } from '../database/database-clock.ts';
import type { OAuthFunctions } from '../database/oauth-functions.ts';
import { callerOf } from '../http/client-address.ts';
import { CLIENT, type Routes } from '../http/route-contract.ts';
import { type ClientAuthentication, ClientParameters } from './client-authentication.ts';
import { askingService, type Services } from './client-credentials.ts';
import { OAuthError } from './errors.ts';
import { parameter } from './parameters.ts';
import { oauthErrors } from './schemas.ts';

const TokenParameters = ClientParameters.extend({ token: parameter, token_type_hint: parameter });

/** Revocation (RFC 7009) and introspection (RFC 7662), for the client or the service that a token was issued to. */
export const tokenManagement: Routes<{
  oauth: OAuthFunctions;
  clients: ClientAuthentication;
  services: Services;
  tokens: AccessTokens;
  clock: DatabaseClock;
}> = async (app, { oauth, clients, services, tokens, clock }) => {
  app.post(
    '/v1/oauth/revoke',
    {
      config: { public: true, presents: true },
      schema: {
        operationId: 'revokeGrant',
        summary: 'Revoke a grant by one of its tokens',
        description:
          'All tokens of the grant end at once; of a service, all that the same key was exchanged for. The answer is the same for a token that is unknown or another client’s.',
        tags: ['oauth'],
        security: CLIENT,
        consumes: ['application/x-www-form-urlencoded'],
        body: TokenParameters,
        response: {
          200: z.null().describe('Revoked, or nothing to revoke'),
          ...oauthErrors('invalid_request', 'invalid_client'),
        },
      },
    },
    async (request, reply) => {
      const { token } = request.body;
      const service = askingService(request, request.body);
      if (service) {
        await services.authenticate(request, service);
        const own = await ownToken(service.id, token);
        if (own) await oauth.revokeServiceToken(service.id, own, callerOf(request));
        return done(reply);
      }
      const client = await clients.authenticate(request, request.body);
      if (token === undefined) throw new OAuthError('invalid_request', 'token is required');
      if (isWholeToken('rsr_', token)) {
        await oauth.revokeByRefreshToken(client.id, token, callerOf(request));
      } else {
        const session = await tokens.sessionOf(token);
        if (session) await oauth.revokeGrant(client.id, session.sub, session.sid, callerOf(request));
      }
      return done(reply);
    },
  );

  app.post(
    '/v1/oauth/introspect',
    {
      config: { public: true, presents: true, asks: true },
      schema: {
        operationId: 'introspectToken',
        summary: 'Ask whether a token of yours is still valid, and for what',
        description:
          'For confidential clients. The scope is what the grant may do now: those of its scopes that the user’s role grants at this moment.',
        tags: ['oauth'],
        security: CLIENT,
        consumes: ['application/x-www-form-urlencoded'],
        body: TokenParameters,
        response: { 200: z.looseObject({ active: z.boolean() }), ...oauthErrors('invalid_request', 'invalid_client') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const service = askingService(request, request.body);
      if (service) {
        await services.authenticate(request, service);
        return inspectOwn(service.id, request.body.token);
      }
      const { token } = request.body;
      if (token === undefined) {
        await clients.authenticate(request, request.body);
        throw new OAuthError('invalid_request', 'token is required');
      }
      return introspection(request, token);
    },
  );

  /** An access token of a service itself, whose signature is ours; undefined: another's, or none. */
  async function ownToken(serviceId: string, token: string | undefined) {
    if (token === undefined) throw new OAuthError('invalid_request', 'token is required');
    const session = await tokens.sessionOf(token);
    return session?.sub === serviceId ? session : undefined;
  }

  async function inspectOwn(serviceId: string, token: string | undefined) {
    const own = await ownToken(serviceId, token);
    const found = own && own.exp * 1000 > clock.now() ? await oauth.inspectServiceToken(serviceId, own) : null;
    return found && own ? { active: true, ...found, exp: own.exp, token_type: 'Bearer' } : { active: false };
  }

  async function introspection(request: FastifyRequest<{ Body: z.infer<typeof TokenParameters> }>, token: string) {
    const session = isWholeToken('rsr_', token) ? undefined : await tokens.sessionOf(token);
    const isOver = session !== undefined && session.exp * 1000 <= clock.now();
    const about = session === undefined ? token : isOver ? undefined : session;
    const { active, ...found } = await clients.within(request, request.body, async (client) => {
      if (client.method === 'none')
        throw new OAuthError('invalid_client', 'Only a client that authenticates may introspect');
      return { client_id: client.id, ...(await oauth.introspect(client, about, callerOf(request))) };
    });
    if (!active) return { active: false };
    const { client_id, sub, username, granted, iat, exp, auth_time, authentication } = found;
    return {
      active: true,
      client_id,
      sub,
      ...(username === null ? {} : { username }),
      scope: granted,
      iat,
      ...(session ? { exp: session.exp, token_type: 'Bearer' } : { exp }),
      auth_time,
      ...authentication,
    };
  }
};

const done = (reply: FastifyReply) =>
  reply
    .code(200)
    .header('cache-control', 'no-store')
    .send(undefined as unknown as null);
