import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import { authentication } from './authentication.ts';
import { createAccessTokens } from './claims.ts';
import { contract } from './contract.ts';
import type { Doors } from './database/install.ts';
import { openGateway } from './gateway.ts';
import { graphql } from './graphql.ts';
import { clientSecretWrap } from './idp/client-secret.ts';
import { passwordProvider } from './idp/password.ts';
import { createRegistry } from './idp/registry.ts';
import { openIssuer } from './issuer.ts';
import { jsonBody } from './json-body.ts';
import { openKeyStore } from './keys.ts';
import { serializers } from './logging.ts';
import type { Outbox } from './mail/outbox.ts';
import { authorizationServer } from './oauth/server.ts';
import { origins } from './origins.ts';
import { type Brand, DEFAULT_BRAND, openPages } from './pages/render.ts';
import { site } from './pages/site.ts';
import { answerMalformedRequest, problemAnswers } from './problem-answers.ts';
import { refreshCookie } from './refresh-cookie.ts';
import { refusals } from './refusals.ts';
import { authRoutes } from './routes/auth.ts';
import { devMailRoutes } from './routes/dev-mail.ts';
import { invitationRoutes } from './routes/invitations.ts';
import { meRoutes } from './routes/me.ts';
import { operationsRoutes } from './routes/operations.ts';
import { passwordRoutes } from './routes/password.ts';
import { proofRoutes } from './routes/proofs.ts';
import { providerRoutes } from './routes/providers.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { tokenRoutes } from './routes/tokens.ts';

const LARGEST_BODY = 100_000;

/** What an application is built from. */
export interface AppOptions extends Pick<Doors, 'gatewayUrl' | 'issuerUrl'> {
  masterKey: Uint8Array;
  /** Issuer of tokens and base of links, without a slash at the end. */
  publicUrl: string;
  /** Database schemas that GraphQL exposes. */
  schemas: string[];
  /** Origins of browser applications, besides that of publicUrl. */
  allowedOrigins?: string[];
  /** Mail that is kept instead of being sent, shown at /dev/mail. For development only: it holds what lets people in. */
  outbox?: Outbox | undefined;
  /** How the hosted pages look; left out: as Rowseal. */
  brand?: Brand;
  /** Serves GraphiQL. */
  development: boolean;
  /** pino's level; `silent` for tests. */
  logLevel?: string;
}

/**
 * Builds the server: both doors opened, every route in place, not yet listening. Closing it closes the doors.
 *
 * @throws Error when the database cannot be reached or its keys belong to another master key.
 */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    logger: { level: options.logLevel ?? 'warn', serializers },
    bodyLimit: LARGEST_BODY,
    requestTimeout: 30_000,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    clientErrorHandler: answerMalformedRequest,
  });
  const issuer = openIssuer(options.issuerUrl);
  const gateway = openGateway(options.gatewayUrl);
  app.addHook('onClose', async () => {
    await Promise.all([issuer.close(), gateway.close()]);
  });

  const keys = await openKeyStore(issuer, options.masterKey, (message) => app.log.error(message));
  app.addHook('onClose', async () => keys.close());
  const tokens = createAccessTokens(keys, options.publicUrl);
  const upstream = { secrets: clientSecretWrap(options.masterKey), development: options.development };
  const providers = createRegistry(passwordProvider(issuer), issuer.providers, upstream);
  const pages = openPages(options.brand ?? DEFAULT_BRAND);

  await app.register(problemAnswers);
  await app.register(jsonBody);
  await app.register(contract, { publicUrl: options.publicUrl });
  await app.register(origins, { allowed: [new URL(options.publicUrl).origin, ...(options.allowedOrigins ?? [])] });
  await app.register(authentication, { tokens });
  await app.register(refusals, { gateway, issuer });
  await app.register(refreshCookie);
  await app.register(authRoutes, { issuer, tokens, providers });
  await app.register(passwordRoutes, { issuer, gateway });
  await app.register(proofRoutes, { issuer });
  await app.register(sessionRoutes, { gateway });
  await app.register(tokenRoutes, { gateway });
  await app.register(invitationRoutes, { gateway });
  if (options.development && options.outbox) await app.register(devMailRoutes, { outbox: options.outbox });
  await app.register(meRoutes, { gateway });
  await app.register(operationsRoutes, { gateway, issuer, keys });
  await app.register(authorizationServer, { issuer, gateway, keys, tokens, pages, publicUrl: options.publicUrl });
  await app.register(providerRoutes, { issuer, providers, pages, publicUrl: options.publicUrl });
  await app.register(site, { issuer, gateway, providers, pages, publicUrl: options.publicUrl });
  await app.register(graphql, { gateway, schemas: options.schemas, development: options.development });
  return app;
}
