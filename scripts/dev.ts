// Serves from the sources while they are edited, on the data in .rowseal/: a change of TypeScript restarts the server, a change of SQL applies
// migrations/current and what differs in db/ to its database and restarts it too, since GraphQL reads the schema at its start.
import { spawn } from 'node:child_process';
import { watch as watchFolder } from 'node:fs';
import path from 'node:path';
import { createLifecycle } from '../server/cli/lifecycle.ts';
import { embeddedMasterKey } from '../server/credentials/master-key.ts';
import { startEmbedded } from '../server/embedded/embedded-postgres.ts';
import { ensureDatabase, install } from '../server/install/install.ts';

const SETTLED_MS = 300;
const dataDir = path.resolve(process.env['ROWSEAL_DATA_DIR'] ?? '.rowseal');
const masterKey = await embeddedMasterKey(dataDir);
const running = createLifecycle();
const cluster = await startEmbedded({ dataDir: path.join(dataDir, 'pg18') });
running.onStop(() => cluster.stop());
await ensureDatabase(cluster.url(), 'rowseal');
const adminUrl = cluster.url('rowseal');
await apply();

let server = start();
running.onStop(async () => server.kill('SIGTERM'));

let settling: NodeJS.Timeout | undefined;
for (const folder of ['server', 'demo', 'db', 'migrations/current']) {
  const watcher = watchFolder(folder, { recursive: true }, () => {
    clearTimeout(settling);
    settling = setTimeout(() => void apply().then(restart), SETTLED_MS);
  });
  running.onStop(async () => watcher.close());
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void running.stop().then(() => process.exit(0)));

/** What is wrong with the SQL is printed, and the database stays as it was. */
async function apply(): Promise<void> {
  await install({ adminUrl, masterKey, replace: true }).catch((error) => console.error(error));
}

function start() {
  const env = { ...process.env, DATABASE_URL: adminUrl, ROWSEAL_MASTER_KEY: Buffer.from(masterKey).toString('base64') };
  return spawn(process.execPath, ['demo/main.ts', 'dev', '--demo=on'], { env, stdio: 'inherit' });
}

function restart(): void {
  const replace = () => {
    server = start();
  };
  if (server.exitCode !== null || server.signalCode !== null) {
    replace();
  } else {
    server.once('exit', replace);
    server.kill('SIGTERM');
  }
}
