import type { FastifyInstance } from 'fastify';
import { createAccessTokens } from './credentials/access-tokens.ts';
import { breachedPasswords } from './credentials/breached-passwords.ts';
import { emailCodes } from './credentials/email-codes.ts';
import { openKeyStore } from './credentials/key-store.ts';
import type { MasterKeys } from './credentials/master-keys.ts';
import { passkeys } from './credentials/passkeys.ts';
import { waitingDerivations } from './credentials/password-derivation.ts';
import { openPasswordFilter } from './credentials/password-filter.ts';
import { passwordRules } from './credentials/password-rules.ts';
import { refreshTokens } from './credentials/refresh-tokens.ts';
import { secondFactors } from './credentials/second-factors.ts';
import { totpSecrets } from './credentials/totp-secrets.ts';
import { openWebhooks } from './credentials/webhooks.ts';
import { openDoors } from './database/open-doors.ts';
import { openReadiness } from './database/readiness.ts';
import { servingGraphql } from './graphql/optional.ts';
import { DOCUMENT_DEFAULTS, type DocumentSettings } from './graphql/settings.ts';
import { allowedMethods } from './http/allowed-methods.ts';
import { authentication } from './http/authentication.ts';
import { origins } from './http/cross-origin.ts';
import { deadline } from './http/deadline.ts';
import { deniedEntries } from './http/denied-entries.ts';
import { formerSlugs } from './http/former-slugs.ts';
import { draining } from './http/graceful-shutdown.ts';
import { type HumanCheck, humanGate, type VerifyHuman } from './http/human-check.ts';
import { jsonBody } from './http/json-body.ts';
import { requestLanguage } from './http/language.ts';
import { loopbackHosts } from './http/loopback-hosts.ts';
import { openFastify } from './http/open-fastify.ts';
import { OpenRequests } from './http/open-requests.ts';
import { openStreams } from './http/open-streams.ts';
import { overload } from './http/overload.ts';
import { problemAnswers } from './http/problem-handler.ts';
import { basePath, basePathOf } from './http/public-url.ts';
import { createRateLimits } from './http/rate-limits.ts';
import { recovery } from './http/recovery.ts';
import { refreshCookie } from './http/refresh-cookie.ts';
import { replayedChanges } from './http/replayed-changes.ts';
import { contract } from './http/route-contract.ts';
import { secureAnswers, securityHeaders } from './http/security-headers.ts';
import { tracedRequests } from './http/traced-requests.ts';
import { clientSecretWrap } from './idp/client-secret.ts';
import { passwordProvider } from './idp/password.ts';
import { createRegistry } from './idp/registry.ts';
import type { Doors } from './install/install.ts';
import type { Outbox } from './mail/outbox.ts';
import { type Languages, openLanguages } from './messages/languages.ts';
import { authorizationServer } from './oauth/server.ts';
import { type LogStream, requestLogger } from './observability/logging.ts';
import { createMetrics, type Metrics } from './observability/metrics.ts';
import { localMetrics } from './observability/metrics-route.ts';
import type { Tracing } from './observability/tracing.ts';
import { type Brand, DEFAULT_BRAND } from './pages/brand.ts';
import { openPages } from './pages/render.ts';
import { site } from './pages/site.ts';
import { restApi } from './routes/rest-api.ts';

declare module 'fastify' {
  interface FastifyInstance {
    readonly metrics: Metrics;
  }
}

/** What an application is built from. */
export interface AppOptions extends Pick<Doors, 'gatewayUrl' | 'issuerUrl'> {
  /** Of the installation; while it is being replaced, the key that encrypts and the others. */
  masterKey: MasterKeys;
  /** Issuer of tokens and base of links, without a slash at the end. */
  publicUrl: string;
  /** Whether GraphQL is served; left out: where PostGraphile is installed. */
  graphql?: boolean | undefined;
  /** Database schemas that GraphQL exposes; left out: `app`, where there is one. */
  schemas?: string[] | undefined;
  /** What GraphQL documents may cost; left out: {@link DOCUMENT_DEFAULTS}. */
  documents?: DocumentSettings;
  /** Origins of browser applications, besides that of publicUrl. */
  allowedOrigins?: string[];
  /** Mail that is kept instead of being sent, shown at /dev/mail. For development only: it holds links that sign people in. */
  outbox?: Outbox | undefined;
  /** How the hosted pages look; left out: as Rowseal. */
  brand?: Brand;
  /** What pages and problems are written in; left out: those that come along. */
  languages?: Languages;
  /** Serves GraphiQL. */
  development: boolean;
  /** pino's level; left out: `info`. */
  logLevel?: string;
  /** Where log lines go; left out: standard output. */
  logStream?: LogStream;
  /** Whether the line of a request says whose it was; left out: no. */
  logIds?: boolean | undefined;
  /** Addresses and networks of proxies that are believed what they say of a client's address. */
  trustedProxies?: string[];
  /** How long close() keeps serving, without being ready, before it closes the listener; in milliseconds, left out: not at all. */
  lameDuckMs?: number;
  /** What to count with; left out: instruments of its own. */
  metrics?: Metrics;
  /** Traces requests; left out: nothing does. */
  tracing?: Tracing | undefined;
  /** Requests a minute that one address may make; 0 or left out: any number. */
  rateLimit?: number;
  /** Connection strings of standbys, as rowseal_gateway, that reads may go to. */
  readUrls?: readonly string[] | undefined;
  /** Where the worker runs in this process: the connection string of its role, to try it when readiness is asked for. */
  workerUrl?: string | undefined;
  /** Sets the passwords of all doors back as an administrator, where no open connection is left to do it; false: it could not. */
  restorePasswords?: (() => Promise<boolean>) | undefined;
  /** In milliseconds, for tests: how long the database may be silent, and how long a request may take. */
  patience?: { silence?: number; answer?: number; human?: number };
  /** The file of breached passwords that `rowseal passwords filter` made; left out: none. */
  passwordFilter?: string | undefined;
  /** Asked whether a person registers or has mail sent, with a widget for pages; left out: nobody is asked. */
  verifyHuman?: VerifyHuman | HumanCheck | undefined;
  /** Whether the event loop lags, so that requests are refused; left out: measured. */
  isLagging?: (() => boolean) | undefined;
}

/**
 * Builds the server: both doors opened, every route in place, not yet listening. Closing it closes the doors.
 *
 * @experimental What it takes and what it answers with may change with any minor version before 1.0.
 * @param options - what it is built from.
 * @throws Error when the database cannot be reached, its keys belong to another master key, or GraphQL is asked for without PostGraphile.
 */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { metrics = createMetrics(), tracing } = options;
  metrics.watch('password_derivations_waiting', waitingDerivations);
  const headers = securityHeaders(options.publicUrl);
  const base = basePathOf(options.publicUrl);
  const open = new OpenRequests();
  const app = openFastify({
    ...options,
    base,
    headers,
    observers: [
      open.ended,
      requestLogger({ namesPeople: options.logIds, tracing }),
      metrics.requestEnded,
      ...(tracing ? [tracing.ended] : []),
    ],
  });
  app.decorate('metrics', metrics);
  const { silence, answer, human } = options.patience ?? {};
  const humans = humanGate(options.verifyHuman, human);
  const { schemas, development, documents = DOCUMENT_DEFAULTS } = options;
  const log = (message: string) => app.log.error(message);
  const database = openDoors({ ...options, metrics, tracing, silence, log });
  const { issuer, gateway, replicas, guard } = database;
  gateway.onDenial((denial) => {
    metrics.denied(denial.reason);
    app.log.info(denial, 'denied');
  });
  const readiness = openReadiness(options, app.log);
  app.addHook('onClose', async () => {
    await Promise.all([database.close(), readiness.close()]);
  });
  await database.ready();

  const keys = await openKeyStore(issuer, options.masterKey, log);
  app.addHook('onClose', async () => keys.close());
  const tokens = createAccessTokens(keys, issuer.clock, options.publicUrl, metrics.tokenSeen);
  const upstream = {
    secrets: clientSecretWrap(options.masterKey),
    development: options.development,
    clock: issuer.clock,
  };
  const providers = createRegistry(passwordProvider(issuer), issuer.providers, upstream);
  const brand = options.brand ?? DEFAULT_BRAND;
  const keyed = passkeys(issuer.passkeys, options.publicUrl, brand.name);
  await keyed.requireHost();
  const factors = secondFactors(issuer.factors, totpSecrets(options.masterKey), keyed, brand.name);
  const filter = options.passwordFilter === undefined ? undefined : await openPasswordFilter(options.passwordFilter);
  app.addHook('onClose', async () => filter?.close());
  const passwords = passwordRules(issuer.passwordRules, breachedPasswords(filter, log));
  const pages = openPages(brand, base);

  const languages = options.languages ?? openLanguages();
  if (tracing) await app.register(tracedRequests, { tracing });
  await app.register(requestLanguage, { languages });
  await app.register(problemAnswers, { publicUrl: options.publicUrl });
  await app.register(basePath, { base });
  await app.register(allowedMethods);
  await app.register(jsonBody);
  await app.register(secureAnswers, { headers });
  await app.register(contract, { publicUrl: options.publicUrl });
  await app.register(origins, { own: new URL(options.publicUrl).origin, others: options.allowedOrigins ?? [] });
  const streams = openStreams({ issuer, gateway, metrics, open, limits: documents.streams });
  await app.register(draining, { metrics, open, streams, lameDuckMs: options.lameDuckMs ?? 0 });
  await app.register(deadline, { open, answer });
  await app.register(overload, { isLagging: options.isLagging });
  await app.register(recovery, { guard, look: database.look });
  const limits = createRateLimits(options.rateLimit ?? 0, refreshTokens(options.masterKey).isOurs);
  await app.register(limits.fence);
  await app.register(loopbackHosts);
  await app.register(authentication, { tokens, gateway });
  await app.register(deniedEntries, { gateway, issuer });
  await app.register(replayedChanges, { gateway, replicas });
  await app.register(formerSlugs, { issuer });
  await app.register(limits.settlement);
  await app.register(refreshCookie);
  const { outbox } = options.development ? options : {};
  const codes = emailCodes(options.masterKey);
  const doors = { gateway, issuer, webhooks: openWebhooks(issuer, options.masterKey) };
  const proving = { providers, factors, passkeys: keyed, passwords, humans, emailCodes: codes };
  await app.register(restApi, { ...doors, tokens, keys, readiness, base, outbox, ...proving });
  if (options.development) await app.register(localMetrics, { metrics });
  await app.register(authorizationServer, {
    issuer,
    gateway,
    keys,
    tokens,
    pages,
    languages,
    publicUrl: options.publicUrl,
    development: options.development,
  });
  await app.register(site, {
    ...doors,
    ...proving,
    pages,
    publicUrl: options.publicUrl,
    allowedOrigins: options.allowedOrigins ?? [],
  });
  if (servingGraphql(options.graphql).served) {
    const { graphql } = await import('./graphql/plugin.ts');
    const parts = { ...doors, tokens, streams, metrics, tracing };
    await app.register(graphql, { ...documents, ...parts, schemas, development, base });
  }
  return app;
}
