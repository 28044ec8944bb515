import path from 'node:path';
import { installDemo } from '../demo/install.ts';
import { seedDemo } from '../demo/seed.ts';
import { buildApp } from './app.ts';
import { startEmbedded } from './database/embedded.ts';
import { type Doors, ensureDatabase, install } from './database/install.ts';
import { type Configuration, readConfiguration } from './env.ts';
import { greeting } from './greeting.ts';
import { type MailDuty, openMail } from './mail/open.ts';
import { embeddedMasterKey } from './master-key.ts';
import { startWorker } from './worker.ts';

/** What has been started, newest last; stopped in the opposite order. */
const running: (() => Promise<unknown>)[] = [];

async function start(configuration: Configuration): Promise<void> {
  const { databaseUrl, dataDir, port, host, development } = configuration;
  const masterKey = configuration.masterKey ?? (await embeddedMasterKey(path.resolve(dataDir)));
  const adminUrl = databaseUrl ?? (await startOwnDatabase(path.resolve(dataDir)));
  const doors = await install({ adminUrl, masterKey });
  // Before the worker, so that the demo's people are verified by the time it looks.
  if (configuration.demo && configuration.command === 'serve') {
    await installDemo(adminUrl);
    await seedDemo(adminUrl, doors);
  }
  const publicUrl = configuration.publicUrl ?? `http://localhost:${port}`;
  const mail = await startWork(configuration, doors, publicUrl);
  if (configuration.command === 'worker') {
    console.log('The Rowseal worker is at work');
    return;
  }
  const app = await buildApp({
    ...doors,
    masterKey,
    publicUrl,
    schemas: configuration.expose,
    allowedOrigins: configuration.allowedOrigins,
    outbox: mail?.outbox,
    development,
  });
  running.push(() => app.close());
  await app.listen({ port, host });
  console.log(
    greeting({
      url: publicUrl,
      demo: configuration.demo,
      development,
      outbox: mail?.outbox !== undefined,
      adminUrl,
      embedded: databaseUrl === undefined,
    }),
  );
}

/** Starts the worker, if this process is to work. */
async function startWork(configuration: Configuration, doors: Doors, publicUrl: string): Promise<MailDuty | undefined> {
  const { worker, command } = configuration;
  if (!worker && command !== 'worker') return undefined;
  const report = (message: string) => console.error(`rowseal worker: ${message}`);
  const mail = openMail(configuration, publicUrl, report);
  const started = await startWorker(doors.workerUrl, report, mail.tasks);
  running.push(() => started.stop());
  return mail;
}

async function startOwnDatabase(dataDir: string): Promise<string> {
  const cluster = await startEmbedded({ dataDir: path.join(dataDir, 'pg18') });
  running.push(() => cluster.stop());
  await ensureDatabase(cluster.url(), 'rowseal');
  return cluster.url('rowseal');
}

async function stop(): Promise<void> {
  for (const halt of running.splice(0).reverse()) await halt();
}

/** One sentence an operator can act on. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `${error.message.replace(/^.*EADDRINUSE: /, '')}: set PORT to a free one`;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'ENOENT' || code === 'CONNECT_TIMEOUT') {
    return `the database cannot be reached: ${error.message}`;
  }
  return error.message;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    // A second signal ends the process at once.
    process.once(signal, () => process.exit(1));
    stop().then(() => process.exit(0));
  });
}

try {
  await start(readConfiguration(process.env, process.argv.slice(2)));
} catch (error) {
  console.error(`rowseal: ${explain(error)}`);
  await stop();
  process.exit(1);
}
