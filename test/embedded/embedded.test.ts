import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, inject, test, vi } from 'vitest';
import { packagedBinaries } from '#server/embedded/binaries.ts';
import { type Embedded, type EmbeddedOptions, startEmbedded } from '#server/embedded/embedded-postgres.ts';
import { TEST_BINARIES } from '#test/support/cluster.ts';
import { withConnection } from '#test/support/connect.ts';

const isRoot = process.getuid?.() === 0;
const binaries = TEST_BINARIES ?? packagedBinaries();
const base = mkdtempSync(path.join(tmpdir(), 'embedded-test-'));
chmodSync(base, 0o755); // root's server account must get through
const running: Embedded[] = [];
/** It ends what hangs, and judges nothing. */
const PATIENT = { timeout: 60_000 };

afterEach(async () => {
  for (const cluster of running.splice(0)) await cluster.stop();
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

async function start(options: EmbeddedOptions = {}): Promise<Embedded> {
  const cluster = await startEmbedded({ binaries, ...options });
  running.push(cluster);
  return cluster;
}

/** As initdb makes one, where it matters to nobody who made it: a second is saved. */
const { empty: copyOf } = inject('images');
const startCopy = (options: EmbeddedOptions = {}) => start({ copyOf, ...options });

/** A data directory that was used and stopped. */
async function usedDirectory(name: string): Promise<string> {
  const cluster = await startCopy({ dataDir: path.join(base, name) });
  await withConnection(cluster.url(), (sql) => sql`create table kept as select 42 as answer`);
  await cluster.stop();
  return cluster.dataDir;
}

const answer = (cluster: Embedded) =>
  withConnection(cluster.url(), async (sql) => (await sql`select answer from kept`)[0]?.['answer']);

describe('a throwaway cluster', () => {
  test('listens on a socket only, in a private directory, with the settings asked for', async () => {
    const { url, socketDir } = await start({ settings: { work_mem: '7MB' } });
    expect(statSync(socketDir).mode & 0o777).toBe(0o700);
    expect(path.join(socketDir, '.s.PGSQL.5432').length).toBeLessThan(104);
    const [settings] = await withConnection(
      url(),
      (sql) =>
        sql`select current_setting('listen_addresses') as tcp, current_setting('work_mem') as memory, current_user as role`,
    );
    expect(settings).toEqual({ tcp: '', memory: '7MB', role: 'postgres' });
  });

  test('is gone after stop(), which may be called twice', async () => {
    const { stop, socketDir } = await startCopy();
    await stop();
    await stop();
    expect(existsSync(socketDir)).toBe(false);
  });

  test('hands on the log', async () => {
    let log = '';
    const { socketDir } = await startCopy({ onLog: (text) => (log += text) });
    await expect.poll(() => log).toContain(`listening on Unix socket "${socketDir}/.s.PGSQL.5432"`);
  });

  test('names databases and roles in its URLs', async () => {
    const { url, socketDir } = await startCopy();
    expect(url('a b', 'c/d')).toBe(`postgres://c%2Fd@localhost/a%20b?host=${encodeURIComponent(socketDir)}`);
  });
});

describe('a data directory', () => {
  test('keeps its data, and stops in order', async () => {
    const dataDir = await usedDirectory('warm/parents are made');
    let log = '';
    const cluster = await start({ dataDir, onLog: (text) => (log += text) });
    expect(await answer(cluster)).toBe(42);
    await cluster.stop();
    // It is told to stop at once where it does not stop within ten seconds.
    expect(log).toContain('received fast shutdown request');
    expect(log).not.toContain('received immediate shutdown request');
    expect(existsSync(path.join(dataDir, 'postmaster.pid'))).toBe(false);
    expect(readdirSync(path.dirname(dataDir))).toEqual([path.basename(dataDir)]);
  });

  test('that is empty is filled', async () => {
    const dataDir = path.join(base, 'empty');
    mkdirSync(dataDir);
    await start({ dataDir });
    expect(existsSync(path.join(dataDir, 'PG_VERSION'))).toBe(true);
  });

  test('is refused to a second server', async () => {
    const { dataDir } = await startCopy({ dataDir: path.join(base, 'busy') });
    await expect(start({ dataDir })).rejects.toThrow(
      /^a PostgreSQL server \(process \d+\) is already running on the data directory .*busy: stop it/,
    );
  });

  test('is refused when it holds something else', async () => {
    const dataDir = path.join(base, 'foreign');
    mkdirSync(dataDir);
    await writeFile(path.join(dataDir, 'letter.txt'), 'Dear Sir or Madam');
    await expect(start({ dataDir })).rejects.toThrow(/foreign is not empty and holds no PostgreSQL data/);
    expect(readdirSync(dataDir)).toEqual(['letter.txt']);
  });

  test('is refused when it is of another major version', async () => {
    const dataDir = await usedDirectory('old');
    await writeFile(path.join(dataDir, 'PG_VERSION'), '9\n');
    await expect(start({ dataDir })).rejects.toThrow(/old belongs to PostgreSQL 9, but this is PostgreSQL \d\d: move/);
  });

  test.skipIf(!isRoot)('is refused when it belongs to another account', async () => {
    const dataDir = await usedDirectory('other account');
    chownSync(dataDir, 54321, 54321);
    await expect(start({ dataDir })).rejects.toThrow(/other account belongs to uid 54321, but PostgreSQL would run as/);
  });

  test('is usable after a crash of the server', async () => {
    const { dataDir, socketDir, url } = await startCopy({ dataDir: path.join(base, 'crashed') });
    await withConnection(url(), (sql) => sql`create table kept as select 42 as answer`);
    process.kill(await lockHolder(dataDir), 'SIGKILL');
    await vi.waitFor(() => expect(existsSync(socketDir)).toBe(false), PATIENT);
    expect(await answer(await start({ dataDir }))).toBe(42);
  });

  test('is usable when another program has got the number of a server that crashed', async () => {
    const dataDir = await usedDirectory('recycled');
    const { uid, gid } = statSync(dataDir);
    const sleeper = spawn('sleep', ['60'], { uid, gid, cwd: '/' });
    try {
      const lock = [sleeper.pid, dataDir, 1, 5432, base, '', '  1  1', 'ready', ''].join('\n');
      await writeFile(path.join(dataDir, 'postmaster.pid'), lock);
      chownSync(path.join(dataDir, 'postmaster.pid'), uid, gid);
      expect(await answer(await start({ dataDir }))).toBe(42);
    } finally {
      sleeper.kill();
    }
  });
});

async function lockHolder(dataDir: string): Promise<number> {
  return Number((await readFile(path.join(dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

describe('when the parent is killed with SIGKILL', () => {
  /** A process that starts a cluster, prints its socket directory and stays. */
  function startParent(options: EmbeddedOptions): ChildProcess & { stdout: NodeJS.ReadableStream } {
    const script = `
      import { startEmbedded } from ${JSON.stringify(path.resolve('server/embedded/embedded-postgres.ts'))};
      const { socketDir } = await startEmbedded(${JSON.stringify({ binaries, ...options })});
      console.log(socketDir);
      setInterval(() => {}, 1000);`;
    return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  }

  test.each(['throwaway', 'persistent'])('a %s server stops and its socket directory goes', async (kind) => {
    const dataDir = path.join(base, 'orphan');
    const parent = startParent({ copyOf, ...(kind === 'persistent' ? { dataDir } : {}) });
    const socketDir = await new Promise<string>((resolve) =>
      parent.stdout.once('data', (text: Buffer) => resolve(text.toString().trim())),
    );
    const pid = await lockHolder(kind === 'persistent' ? dataDir : path.join(socketDir, 'data'));
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(existsSync(socketDir)).toBe(false), PATIENT);
    expect(await hasEnded(pid)).toBe(true);
    if (kind === 'persistent') expect(existsSync(path.join(dataDir, 'postmaster.pid'))).toBe(false);
  });

  test('an initdb at work leaves nothing behind', async () => {
    const folder = path.join(base, 'interrupted');
    const parent = startParent({ dataDir: path.join(folder, 'data') });
    await vi.waitFor(() => expect(readdirSync(folder)).toHaveLength(1), { ...PATIENT, interval: 5 });
    parent.kill('SIGKILL');
    await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]), PATIENT);
  });
});

/** In a container nobody may collect an orphan that has ended; its state is then Z. */
async function hasEnded(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    return (await readFile(`/proc/${pid}/stat`, 'utf8')).split(' ')[2] === 'Z';
  } catch {
    return true;
  }
}

describe('the binaries', () => {
  test('that are missing are asked for', async () => {
    await expect(start({ binaries: base })).rejects.toThrow(
      /there are no PostgreSQL binaries in .*: reinstall their package, or set DATABASE_URL/,
    );
  });

  test('that do not run are named, with the reason', async () => {
    const native = path.join(base, 'broken');
    mkdirSync(path.join(native, 'bin'), { recursive: true });
    await writeFile(path.join(native, 'bin/postgres'), '#!/bin/sh\necho wrong libc >&2; exit 1\n', { mode: 0o755 });
    await expect(start({ binaries: native })).rejects.toThrow(/broken do not run on this machine: wrong libc$/);
  });

  test('get their library links where install scripts are off', async () => {
    const native = path.join(base, 'unlinked');
    cpSync(binaries, native, { recursive: true, verbatimSymlinks: true });
    const links = JSON.parse(await readFile(path.join(native, 'pg-symlinks.json'), 'utf8'));
    for (const { target } of links) rmSync(path.join(base, 'unlinked', path.relative('native', target)));
    const { url } = await startCopy({ binaries: native });
    expect(await withConnection(url(), (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });
});

test.skipIf(!isRoot)(
  'root under a home of its own: copied binaries, and data where the server gets to them',
  async () => {
    const home = mkdtempSync(path.join(base, 'home-'));
    const native = path.join(home, 'native');
    cpSync(binaries, native, { recursive: true, verbatimSymlinks: true });
    const cluster = await start({ dataDir: path.join(home, 'data'), binaries: native });
    try {
      expect(cluster.dataDir).toMatch(/^\/var\/lib\/rowseal-[0-9a-f]{8}$/);
      await withConnection(cluster.url(), (sql) => sql`create table kept as select 42 as answer`);
      await cluster.stop();
      expect(await answer(await start({ dataDir: path.join(home, 'data'), binaries: native }))).toBe(42);
    } finally {
      for (const each of running.splice(0)) await each.stop();
      rmSync(cluster.dataDir, { recursive: true, force: true });
    }
  },
);
