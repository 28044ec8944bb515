// Turns migrations/current into a committed migration, on a throwaway database. While nothing is released, the one baseline is taken back
// first, edited files and all, and committed anew.
import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commit } from 'graphile-migrate';
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
  for (const name of ['rowseal', 'rowseal_shadow']) await root.unsafe(`create database ${name} owner rowseal_owner`);
  await root.end();
  const shared = {
    shadowConnectionString: cluster.url('rowseal_shadow'),
    rootConnectionString: cluster.url(),
    databaseOwner: 'rowseal_owner',
  };
  if (!released) await takeBack();
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

/** Makes the baseline current again, edits and all: what it included becomes includes. graphile-migrate's own uncommit would refuse an edited one. */
async function takeBack(): Promise<void> {
  const [file] = (await readdir('migrations/committed')).filter((name) => name.endsWith('.sql'));
  if (file === undefined) return;
  const committed = await readFile(`migrations/committed/${file}`, 'utf8');
  const parts = committed
    .replace(/^--! Included (\S+)$[\s\S]*?^--! EndIncluded \1$/gm, '--! include $1')
    .split(/^--! split: (\S+)$/m);
  await rm(`migrations/committed/${file}`);
  for (const name of await readdir('migrations/current')) {
    const blank = /^(\s*--.*)*\s*$/.test(await readFile(`migrations/current/${name}`, 'utf8'));
    if (blank) await rm(`migrations/current/${name}`);
  }
  for (let part = 1; part < parts.length; part += 2)
    await writeFile(`migrations/current/${parts[part]}`, parts[part + 1]?.trimStart() ?? '');
}

function connect(url: string): postgres.Sql {
  const [href, host] = postgresJsOptions(url);
  return postgres(href, { ...host, max: 1, onnotice: () => {} });
}
