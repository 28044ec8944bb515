// Turns migrations/current into a committed migration, on a throwaway database. While nothing is released, the one baseline is taken back
// first, edited files and all, and committed anew.
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commit, migrate, uncommit } from 'graphile-migrate';
import postgres from 'postgres';
import { startEmbedded } from '../server/database/embedded.ts';
import { migrationSettings } from '../server/database/install.ts';
import { postgresJsOptions } from '../server/database/url.ts';

const released = execFileSync('git', ['tag', '--list', 'v*'], { encoding: 'utf8' }).trim() !== '';
const saved = await mkdtemp(path.join(tmpdir(), 'rowseal-migrations-'));
for (const folder of ['committed', 'current'])
  await cp(`migrations/${folder}`, path.join(saved, folder), { recursive: true });
const cluster = await startEmbedded({});
try {
  const root = connect(cluster.url());
  await root.unsafe(await readFile('db/roles.sql', 'utf8'));
  // graphile-migrate makes the shadow database anew, as the role that migrations run as.
  await root.unsafe('alter role rowseal_owner createdb');
  for (const name of ['rowseal', 'rowseal_shadow', 'rowseal_before'])
    await root.unsafe(`create database ${name} owner rowseal_owner`);
  await root.end();
  const shared = {
    shadowConnectionString: cluster.url('rowseal_shadow'),
    rootConnectionString: cluster.url(),
    databaseOwner: 'rowseal_owner',
  };
  const committed = (await readdir('migrations/committed')).filter((file) => file.endsWith('.sql'));
  if (!released && committed.length > 0) {
    const before = { ...migrationSettings(cluster.url('rowseal_before')), ...shared };
    await migrate(before);
    await uncommit(before);
  }
  await commit({ ...migrationSettings(cluster.url('rowseal')), ...shared }, 'baseline');
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

function connect(url: string): postgres.Sql {
  const [href, host] = postgresJsOptions(url);
  return postgres(href, { ...host, max: 1, onnotice: () => {} });
}
