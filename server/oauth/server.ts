import type { FastifyInstance } from 'fastify';
import type { AccessTokens } from '../credentials/access-tokens.ts';
import type { KeyStore } from '../credentials/key-store.ts';
import type { Gateway } from '../database/gateway.ts';
import type { Issuer } from '../database/issuer.ts';
import { readForms } from '../http/form-bodies.ts';
import type { Languages } from '../messages/languages.ts';
import { answerWithPages } from '../pages/problem-pages.ts';
import type { Pages } from '../pages/render.ts';
import { authorizationEndpoint } from './authorization-endpoint.ts';
import { clientAuthentication } from './client-authentication.ts';
import { serviceAuthentication } from './client-credentials.ts';
import { discoveryRoutes } from './discovery.ts';
import { endSession } from './end-session.ts';
import { answerOAuthErrors } from './errors.ts';
import { registration } from './registration.ts';
import { tokenEndpoint } from './token-endpoint.ts';
import { tokenManagement } from './token-management.ts';
import { userinfo } from './userinfo.ts';

/** What the authorization server is made of. */
export interface AuthorizationServerOptions {
  issuer: Issuer;
  gateway: Gateway;
  keys: KeyStore;
  tokens: AccessTokens;
  pages: Pages;
  languages: Languages;
  publicUrl: string;
  development: boolean;
}

/** The OAuth 2.1 and OpenID Connect server. */
export async function authorizationServer(app: FastifyInstance, options: AuthorizationServerOptions): Promise<void> {
  const { gateway, keys, tokens, pages, languages, publicUrl, development } = options;
  const { oauth, clock } = options.issuer;
  await app.register(discoveryRoutes, { issuer: publicUrl, oauth, languages: languages.tags });
  await app.register(userinfo, { gateway, oauth });
  await app.register(async (scope) => {
    await readForms(scope);
    answerWithPages(scope, pages);
    await scope.register(authorizationEndpoint, { oauth, keys, pages, issuer: publicUrl });
    await scope.register(endSession, { oauth, keys, pages, issuer: publicUrl });
  });
  await app.register(async (scope) => {
    // RFC 7591 section 3.2.2.
    answerOAuthErrors(scope, 'invalid_client_metadata');
    await scope.register(registration, { oauth, clock, development });
  });
  await app.register(async (scope) => {
    answerOAuthErrors(scope);
    await readForms(scope);
    const clients = clientAuthentication(oauth, clock, publicUrl);
    const services = serviceAuthentication(oauth, clock, publicUrl);
    await scope.register(tokenEndpoint, { oauth, clients, services, tokens, keys, issuer: publicUrl });
    await scope.register(tokenManagement, { oauth, clients, services, tokens, clock });
  });
}
