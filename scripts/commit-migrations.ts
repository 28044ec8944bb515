// Turns migrations/current into the next committed migration, on a throwaway database. Usage: npm run migrations:commit -- "what it brings"
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commit, Logger } from 'graphile-migrate';
import postgres from 'postgres';
import { postgresOptions } from '../server/database/drivers.ts';
import { startEmbedded } from '../server/embedded/embedded-postgres.ts';
import { ROOT } from '../server/manifest.ts';

const [message = ''] = process.argv.slice(2);
if (message === '') throw new Error('say what the migration brings: npm run migrations:commit -- "…"');
const saved = await mkdtemp(path.join(tmpdir(), 'rowseal-migrations-'));
for (const folder of ['committed', 'current'])
  await cp(`migrations/${folder}`, path.join(saved, folder), { recursive: true });
const cluster = await startEmbedded({});
try {
  const root = connect(cluster.url());
  await root.unsafe(await readFile('db/roles.sql', 'utf8'));
  // graphile-migrate makes the shadow database anew, as the role that migrations run as.
  await root.unsafe('alter role rowseal_owner createdb');
  for (const name of ['rowseal', 'rowseal_shadow']) await root.unsafe(`create database ${name} owner rowseal_owner`);
  await root.end();
  const shared = {
    shadowConnectionString: cluster.url('rowseal_shadow'),
    rootConnectionString: cluster.url(),
    databaseOwner: 'rowseal_owner',
  };
  await commit({ ...settings(cluster.url('rowseal')), ...shared }, message);
} catch (error) {
  // A commit that fails leaves its includes expanded, and the next one refuses them.
  await rm('migrations/committed', { recursive: true });
  await rm('migrations/current', { recursive: true });
  await cp(saved, 'migrations', { recursive: true });
  throw error;
} finally {
  // graphile-migrate keeps its pools for 200 ms, and ends the process when one breaks.
  await sleep(400);
  await cluster.stop();
  await rm(saved, { recursive: true });
}

/** Everything is made by, and so belongs to, rowseal_owner. */
function settings(connectionString: string) {
  const logger = new Logger(() => (level, text) => {
    if (level === 'error' || level === 'warning') console.error(`graphile-migrate: ${text}`);
  });
  const pgSettings = { role: 'rowseal_owner', search_path: '' };
  return { connectionString, migrationsFolder: path.join(ROOT, 'migrations'), pgSettings, logger };
}

function connect(url: string): postgres.Sql {
  return postgres({ ...postgresOptions(url), max: 1, onnotice: () => {} });
}
