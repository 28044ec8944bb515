import path from 'node:path';
import { installDemo } from '../../demo/install.ts';
import { seedDemo } from '../../demo/seed.ts';
import { buildApp } from '../app.ts';
import { embeddedMasterKey } from '../credentials/master-key.ts';
import { startEmbedded } from '../database/embedded/embedded-postgres.ts';
import { type Doors, ensureDatabase, install } from '../database/install/install.ts';
import { type Configuration, publicUrlOf } from '../env.ts';
import { readTrustedDocuments } from '../graphql/trusted-documents.ts';
import { type MailDuty, openMail } from '../mail/open.ts';
import { openLanguages } from '../messages/languages.ts';
import { createMetrics, type Metrics } from '../observability/metrics.ts';
import { serveMetrics } from '../observability/metrics-route.ts';
import { startWorker } from '../worker/worker.ts';
import { greeting } from './greeting.ts';
import type { Lifecycle } from './lifecycle.ts';

/** What of the server's parts to run. */
export interface ServeOptions {
  /** Seeds the demo, whose accounts have a published password; by default with the embedded database, in development. */
  demo?: boolean;
  /** Keeps mail instead of sending it, and shows it at /dev/mail, with all that lets people in; by default as the demo. */
  devMail?: boolean;
  /** Does the housekeeping in this process too. */
  worker: boolean;
}

/**
 * Runs the server.
 *
 * @param configuration - from the environment.
 * @param options - from the command line.
 * @param running - told of what has been started.
 */
export async function serve(configuration: Configuration, options: ServeOptions, running: Lifecycle): Promise<void> {
  const { databaseUrl, port, host, development } = configuration;
  const { demo = isDevelopersOwn(configuration), devMail = isDevelopersOwn(configuration) } = options;
  if (devMail && !development) throw new Error('--dev-mail=on is not for production: leave it out');
  const { folder, ...documents } = configuration.documents;
  const trusted = folder === undefined ? undefined : await readTrustedDocuments(path.resolve(folder));
  const { adminUrl, masterKey, ...doors } = await openDatabase(configuration, running);
  // Before the worker, so that the demo's people are verified by the time it looks.
  if (demo) {
    await installDemo(adminUrl);
    await seedDemo(adminUrl, doors);
  }
  const publicUrl = publicUrlOf(configuration);
  const languages = openLanguages(configuration.languages);
  const metrics = createMetrics();
  const mail = options.worker ? openMail(configuration, devMail, publicUrl, languages.standard, report) : undefined;
  const worker = mail && (await work(doors.workerUrl, masterKey, mail, metrics, running));
  const app = await buildApp({
    ...doors,
    workerUrl: mail && doors.workerUrl,
    masterKey,
    publicUrl,
    schemas: configuration.expose,
    documents: { ...documents, trusted },
    allowedOrigins: configuration.allowedOrigins,
    outbox: mail?.outbox,
    brand: configuration.brand,
    languages,
    development,
    metrics,
    lameDuckMs: configuration.lameDuckMs,
    logLevel: configuration.logLevel,
    rateLimit: configuration.rateLimit,
    trustedProxies: configuration.trustedProxies,
  });
  // Stopped after the server, whose last requests count too.
  const { metricsPort } = configuration;
  if (metricsPort !== undefined) running.onStop(await serveMetrics(metrics, { host, port: metricsPort }));
  // Both at once: each may take more than half of the time that a stop has.
  running.onStop(() => Promise.all([app.close(), worker?.stop()]));
  await app.listen({ port, host });
  console.log(
    greeting({
      url: publicUrl,
      demo,
      development,
      outbox: mail?.outbox !== undefined,
      adminUrl,
      embedded: databaseUrl === undefined,
    }),
  );
}

/** Whether whoever started the server has said nothing that makes it another's than a developer's at their own machine. */
function isDevelopersOwn({ development, databaseUrl }: Configuration): boolean {
  return development && databaseUrl === undefined;
}

/**
 * Runs the worker alone.
 *
 * @param configuration - from the environment.
 * @param running - told of what has been started.
 */
export async function serveWorker(configuration: Configuration, running: Lifecycle): Promise<void> {
  const { workerUrl, masterKey } = await openDatabase(configuration, running);
  const metrics = createMetrics();
  const { host, metricsPort } = configuration;
  if (metricsPort !== undefined) running.onStop(await serveMetrics(metrics, { host, port: metricsPort }));
  const mail = openMail(
    configuration,
    false,
    publicUrlOf(configuration),
    openLanguages(configuration.languages).standard,
    report,
  );
  await work(workerUrl, masterKey, mail, metrics, running);
  console.log('The Rowseal worker is at work');
}

function report(message: string): void {
  console.error(`rowseal worker: ${message}`);
}

async function work(
  workerUrl: string,
  masterKey: Uint8Array,
  { tasks }: MailDuty,
  metrics: Metrics,
  running: Lifecycle,
): Promise<{ stop(): Promise<void> }> {
  const worker = await startWorker(workerUrl, masterKey, report, tasks, metrics);
  running.onStop(() => worker.stop());
  return worker;
}

/** An embedded database serves one checkout, and follows whatever is in it. */
const OWN_DATABASE = { replace: true };

async function openDatabase(
  { databaseUrl, dataDir, ...given }: Configuration,
  running: Lifecycle,
): Promise<Doors & { adminUrl: string; masterKey: Uint8Array }> {
  const masterKey = given.masterKey ?? (await embeddedMasterKey(path.resolve(dataDir)));
  const adminUrl = databaseUrl ?? (await startOwnDatabase(path.resolve(dataDir), running));
  return {
    adminUrl,
    masterKey,
    ...(await install({ adminUrl, masterKey, ...(databaseUrl === undefined ? OWN_DATABASE : {}) })),
  };
}

async function startOwnDatabase(dataDir: string, running: Lifecycle): Promise<string> {
  const cluster = await startEmbedded({ dataDir: path.join(dataDir, 'pg18') });
  running.onStop(() => cluster.stop());
  await ensureDatabase(cluster.url(), 'rowseal');
  return cluster.url('rowseal');
}
