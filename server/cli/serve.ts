import '../graphql/graphile-environment.ts';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../app.ts';
import { useImportPepper } from '../credentials/password-derivation.ts';
import { completedUrl, parseUrl } from '../database/url.ts';
import { type Configuration, publicUrlOf } from '../env.ts';
import { readTrustedDocuments } from '../graphql/document-folder.ts';
import { hasGraphiql, requireTrustedDocuments, servingGraphql } from '../graphql/optional.ts';
import { type HumanCheck, humanCheckIn, type VerifyHuman } from '../http/human-check.ts';
import type { Doors } from '../install/install.ts';
import { loginRestorer } from '../install/restore-logins.ts';
import { openMail } from '../mail/open-mail.ts';
import type { Outbox } from '../mail/outbox.ts';
import { openLanguages } from '../messages/languages.ts';
import { createMetrics, type Metrics } from '../observability/metrics.ts';
import { serveMetrics } from '../observability/metrics-route.ts';
import { openTelemetry } from '../observability/telemetry.ts';
import type { Tracing } from '../observability/tracing.ts';
import { greeting } from './greeting.ts';
import { giveBackWhenIdle } from './idle-memory.ts';
import type { Lifecycle } from './lifecycle.ts';
import { openDatabase } from './open-database.ts';
import { report, work } from './working.ts';

/** An application to try Rowseal with. Its accounts have a published password. */
export interface Demo {
  /** Seeds it, where that has not been done. */
  seed(adminUrl: string, doors: Pick<Doors, 'issuerUrl' | 'gatewayUrl'>): Promise<void>;
  /** Its page, with whatever else it serves. */
  page(app: FastifyInstance): Promise<void>;
  /** What the person who started the server is told of it, in lines. */
  greeting(url: string): string[];
}

/** What of the server's parts to run. */
export interface ServerParts {
  /** Keeps mail instead of sending it, and shows it at /dev/mail, with every link that signs people in; by default as the demo. */
  devMail?: boolean;
  /** Does the housekeeping in this process too. */
  worker: boolean;
  /** Whether the event loop lags, so that requests are refused; left out: measured. */
  isLagging?: (() => boolean) | undefined;
  /** Says whether a person asks; left out: that of ROWSEAL_VERIFY_HUMAN. */
  verifyHuman?: VerifyHuman | HumanCheck | undefined;
}

/** What `rowseal serve` is told. */
export interface ServeOptions extends ServerParts {
  /** Seeds the demo, where one comes along; by default with the embedded database, in development. */
  demo?: boolean;
}

/** A server that does not listen yet. */
export interface OpenedServer {
  app: FastifyInstance;
  /** An administrator's connection string; undefined: the process knows the doors alone. */
  adminUrl: string | undefined;
  /** Of clients' queries. */
  gatewayUrl: string;
  /** Mail that is kept instead of being sent; undefined: none is. */
  outbox: Outbox | undefined;
  /** To be called once, after the server, which says what prevents a start. Does nothing where no worker is wanted. */
  startWorker(): Promise<void>;
}

/**
 * Runs the server.
 *
 * @param configuration - from the environment.
 * @param options - from the command line.
 * @param running - told of what has been started.
 * @param demo - what --demo seeds.
 */
export async function serve(
  configuration: Configuration,
  options: ServeOptions,
  running: Lifecycle,
  demo?: Demo,
): Promise<void> {
  const { isEmbedded, port, host, development } = configuration;
  const { demo: isSeeded = isDevelopersOwn(configuration) } = options;
  const seeded = isSeeded ? demo : undefined;
  if (seeded && !isEmbedded && configuration.databaseUrl === undefined)
    throw new Error("--demo=on needs an administrator's URL, in DATABASE_URL");
  const { app, adminUrl, outbox, startWorker } = await openServer(configuration, options, running, seeded);
  if (seeded) await app.register(seeded.page);
  await app.listen({ port, host });
  // Nobody who asks has to wait for it.
  await startWorker();
  running.onStop(giveBackWhenIdle());
  const url = publicUrlOf(configuration);
  const graphql = servingGraphql(configuration.graphql);
  console.log(
    greeting({
      url,
      demo: seeded?.greeting(url) ?? [],
      development,
      graphql,
      graphiql: development && graphql.served && hasGraphiql(),
      outbox: outbox !== undefined,
      embeddedUrl: isEmbedded ? adminUrl : undefined,
    }),
  );
}

/**
 * Opens the database and everything that serves requests, and does not listen.
 *
 * @param configuration - of the process.
 * @param parts - what to run.
 * @param running - told of what has been started.
 * @param seeded - an application to try Rowseal with.
 * @throws Error with a sentence for the operator.
 */
export async function openServer(
  configuration: Configuration,
  parts: ServerParts,
  running: Lifecycle,
  seeded?: Pick<Demo, 'seed'>,
): Promise<OpenedServer> {
  const { development } = configuration;
  const { devMail = isDevelopersOwn(configuration) } = parts;
  if (devMail && !development) throw new Error('--dev-mail=on is not for production: leave it out');
  const { folder, ...documents } = configuration.documents;
  const graphql = servingGraphql(configuration.graphql);
  useImportPepper(configuration.importPepper);
  if (folder !== undefined) requireTrustedDocuments();
  const trusted = folder === undefined ? undefined : await readTrustedDocuments(path.resolve(folder));
  const { verifyHuman = configuration.verifyHuman } = parts;
  const human = typeof verifyHuman === 'string' ? await humanCheckIn(verifyHuman) : verifyHuman;
  const { adminUrl, masterKey, door } = await openDatabase(configuration, running);
  const doors = { gatewayUrl: door('gatewayUrl'), issuerUrl: door('issuerUrl') };
  const workerUrl = parts.worker ? door('workerUrl') : undefined;
  // Before the worker, so that the demo's people are verified by the time it looks.
  if (adminUrl !== undefined) await seeded?.seed(adminUrl, doors);
  const publicUrl = publicUrlOf(configuration);
  const languages = openLanguages(configuration.languages);
  const metrics = createMetrics();
  const tracing = await traced(configuration, metrics, running);
  const restorePasswords = adminUrl === undefined ? undefined : loginRestorer(adminUrl, masterKey, report);
  const mail = workerUrl
    ? openMail(configuration, devMail, publicUrl, languages.standard, masterKey, report)
    : undefined;
  const { user, password, otherPassword } = parseUrl(doors.gatewayUrl);
  const app = await buildApp({
    ...doors,
    readUrls: configuration.readUrls.map((url) => completedUrl(url, user, password, otherPassword)),
    workerUrl,
    masterKey,
    publicUrl,
    graphql: graphql.served,
    schemas: configuration.expose,
    documents: { ...documents, trusted },
    allowedOrigins: configuration.allowedOrigins,
    outbox: mail?.outbox,
    brand: configuration.brand,
    languages,
    development,
    metrics,
    restorePasswords,
    lameDuckMs: configuration.lameDuckMs,
    logLevel: configuration.logLevel,
    logIds: configuration.logIds,
    tracing,
    rateLimit: configuration.rateLimit,
    trustedProxies: configuration.trustedProxies,
    passwordFilter: configuration.passwordFilter,
    isLagging: parts.isLagging,
    verifyHuman: human,
  });
  // Stopped after the server, whose last requests count too.
  const { metricsPort, host } = configuration;
  if (metricsPort !== undefined) running.onStop(await serveMetrics(metrics, { host, port: metricsPort }));
  let worker: { stop(): Promise<void> } | undefined;
  const startWorker = async () => {
    if (workerUrl && mail)
      worker = await work(configuration, { workerUrl, masterKey, restorePasswords }, mail, metrics, tracing);
  };
  // Both at once: each may take more than half of the time that a stop has.
  running.onStop(() => Promise.all([app.close(), worker?.stop()]));
  return { app, adminUrl, gatewayUrl: doors.gatewayUrl, outbox: mail?.outbox, startWorker };
}

/** Stopped last: what stops before is exported too. */
async function traced(
  { telemetry }: Configuration,
  metrics: Metrics,
  running: Lifecycle,
): Promise<Tracing | undefined> {
  const opened = await openTelemetry(telemetry, metrics, report);
  if (opened) running.onStop(opened.stop);
  return opened?.tracing;
}

/** Whether this is a developer's own machine: nothing in the configuration says otherwise. */
function isDevelopersOwn({ development, isEmbedded }: Configuration): boolean {
  return development && isEmbedded;
}

/**
 * Runs the worker alone.
 *
 * @param configuration - from the environment.
 * @param running - told of what has been started.
 */
export async function serveWorker(configuration: Configuration, running: Lifecycle): Promise<void> {
  const { adminUrl, door, masterKey } = await openDatabase(configuration, running);
  const workerUrl = door('workerUrl');
  const metrics = createMetrics();
  const tracing = await traced(configuration, metrics, running);
  const { host, metricsPort } = configuration;
  let worker: Awaited<ReturnType<typeof work>> | undefined;
  if (metricsPort !== undefined)
    running.onStop(await serveMetrics(metrics, { host, port: metricsPort }, () => worker?.isReady() === true));
  const mail = openMail(
    configuration,
    false,
    publicUrlOf(configuration),
    openLanguages(configuration.languages).standard,
    masterKey,
    report,
  );
  const restorePasswords = adminUrl === undefined ? undefined : loginRestorer(adminUrl, masterKey, report);
  worker = await work(configuration, { workerUrl, masterKey, restorePasswords }, mail, metrics, tracing);
  running.onStop(worker.stop);
  console.log('The Rowseal worker is running');
}
