import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Account } from '#server/embedded/account.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CACHE = path.join(ROOT, 'node_modules/.cache/rowseal-images');

/** Between a few states of the sources somebody goes to and fro. */
const KEPT = 4;

/**
 * What the contents of a folder depend on, as one name: the sources of a module, Rowseal's SQL, the versions of all dependencies, and the day, since
 * installations age.
 *
 * @param entry - the module that fills the folder.
 * @param others - whatever else changes them.
 */
export async function imageKey(entry: string, others: Record<string, unknown>): Promise<string> {
  const sql = await Promise.all(['db', 'migrations', 'demo'].map(sqlFiles));
  const files = [path.join(ROOT, 'package-lock.json'), ...sql.flat(), ...(await modulesOf(entry))].sort();
  const hash = createHash('sha256').update(JSON.stringify([new Date().toISOString().slice(0, 10), others]));
  for (const file of files) hash.update(`\n${path.relative(ROOT, file)}\n`).update(await readFile(file));
  return hash.digest('hex').slice(0, 32);
}

/**
 * Fills a folder with what was kept under a key.
 *
 * @param key - see {@link imageKey}.
 * @param folder - empty. Somebody else may remove the key meanwhile, or keep it anew.
 * @param account - who will own what is in it.
 * @returns whether there was such a key; if not, the folder is empty still.
 */
export async function restoreImage(key: string, folder: string, account: Account): Promise<boolean> {
  const file = path.join(CACHE, `${key}.tar`);
  if (!existsSync(file)) return false;
  try {
    await withFile(file, 'r', (archive) => tar(['-xf', '-'], folder, account, [archive.fd, 'ignore']));
    // The least recently used ones go first.
    await utimes(file, new Date(), new Date());
    return true;
  } catch {
    // Whatever is wrong with it: a new one takes its place.
    await rm(file, { force: true });
    for (const name of await readdir(folder)) await rm(path.join(folder, name), { recursive: true, force: true });
    return false;
  }
}

/**
 * Keeps the contents of a folder under a key, whole or not at all. Where that fails, the next run makes them again.
 *
 * @param key - see {@link imageKey}.
 * @param folder - nobody writes to it.
 * @param account - who may read it.
 */
export async function keepImage(key: string, folder: string, account: Account): Promise<void> {
  const partial = path.join(CACHE, `${key}.${process.pid}.partial`);
  try {
    await mkdir(CACHE, { recursive: true });
    await withFile(partial, 'w', (archive) => tar(['-cf', '-', '.'], folder, account, ['ignore', archive.fd]));
    await rename(partial, path.join(CACHE, `${key}.tar`));
    await forgetOld();
  } catch {
    await rm(partial, { force: true });
  }
}

/** What killed runs have left is among the old ones. */
async function forgetOld(): Promise<void> {
  const files = await Promise.all(
    (await readdir(CACHE)).map(async (name) => {
      const file = path.join(CACHE, name);
      return { file, usedAt: (await stat(file).catch(() => undefined))?.mtimeMs ?? 0 };
    }),
  );
  const old = files.sort((one, other) => other.usedAt - one.usedAt).slice(KEPT);
  for (const { file } of old) await rm(file, { force: true });
}

async function withFile(file: string, flags: string, work: (handle: FileHandle) => Promise<unknown>): Promise<void> {
  const handle = await open(file, flags);
  try {
    await work(handle);
  } finally {
    await handle.close();
  }
}

/** Over descriptors that this process has opened: the account may not get as far as the checkout. */
async function tar(
  options: string[],
  folder: string,
  account: Account,
  [input, output]: [number | 'ignore', number | 'ignore'],
): Promise<void> {
  const child = spawn('tar', options, { ...account, cwd: folder, stdio: [input, output, 'ignore'] });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`tar ended with ${code}`);
}

async function sqlFiles(folder: string): Promise<string[]> {
  const names = await readdir(path.join(ROOT, folder), { recursive: true });
  return names.filter((name) => name.endsWith('.sql')).map((name) => path.join(ROOT, folder, name));
}

/** A module and all of ours that it imports, directly or not. */
async function modulesOf(entry: string, found = new Set<string>()): Promise<Set<string>> {
  if (found.has(entry)) return found;
  found.add(entry);
  const text = await readFile(entry, 'utf8');
  for (const [, name = ''] of text.matchAll(/(?:from|import|import\()\s*'([.#][^']*)'/g)) {
    const file = name.startsWith('#') ? path.join(ROOT, name.slice(1)) : path.resolve(path.dirname(entry), name);
    await modulesOf(file, found);
  }
  return found;
}
