import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../manifest.ts';

/** A piece of SQL that is applied as a whole. */
export interface SqlFile {
  /** Within db/, or a name that says what it is. */
  path: string;
  text: string;
  /** SHA-256 of the text, in hexadecimal. */
  hash: string;
}

/** A migration of migrations/committed. */
export interface Migration extends SqlFile {
  /** Files of db/ that its text holds as they were when it was committed. */
  included: readonly string[];
}

const INCLUDE = /^--! include (\S+)$/gm;
const INCLUDED = /^--! Included (\S+)$/gm;

/**
 * What db/ says, in the order in which it is applied: a file of all.sql each.
 *
 * @param root - the folder that holds db/.
 */
export async function truth(root = ROOT): Promise<SqlFile[]> {
  const all = await readFile(path.join(root, 'db/all.sql'), 'utf8');
  return Promise.all([...all.matchAll(INCLUDE)].map(([, file = '']) => sqlFile(file, root)));
}

/**
 * A file of db/.
 *
 * @param file - its path within db/.
 * @param root - the folder that holds db/.
 */
export async function sqlFile(file: string, root = ROOT): Promise<SqlFile> {
  return piece(file, await expanded(await readFile(path.join(root, 'db', file), 'utf8'), root));
}

/**
 * The statements of db/dropped.sql: each is run once in the life of an installation, since a later version may make again what it drops.
 *
 * @param root - the folder that holds db/.
 */
export async function drops(root = ROOT): Promise<SqlFile[]> {
  const text = await readFile(path.join(root, 'db/dropped.sql'), 'utf8');
  const statements = text.split('\n').filter((line) => line !== '' && !line.startsWith('--'));
  return statements.map((statement) => piece(`dropped.sql: ${statement}`, statement));
}

/**
 * The committed migrations, in order.
 *
 * @param root - the folder that holds migrations/.
 * @throws Error where one is not what was committed: each names the hash of the one before it and its own.
 */
export async function committedMigrations(root = ROOT): Promise<Migration[]> {
  const folder = path.join(root, 'migrations/committed');
  const names = (await readdir(folder)).filter((name) => /^\d{6}(-[a-z0-9-]+)?\.sql$/.test(name)).sort();
  const migrations: Migration[] = [];
  let previous: string | undefined;
  for (const name of names) {
    const [, previousHash = '', hash = '', rest = ''] =
      /^--! Previous: (\S+)\n--! Hash: (\S+)\n(?:--! [^\n]*\n)*\n([\s\S]*)$/.exec(
        await readFile(path.join(folder, name), 'utf8'),
      ) ?? [];
    if (hash === '' || previousHash !== (previous ?? '-') || hash !== hashAfter(previous, rest))
      throw new Error(`migrations/committed/${name} has changed since it was committed`);
    migrations.push({
      path: name,
      text: rest,
      hash,
      included: [...rest.matchAll(INCLUDED)].map(([, file = '']) => file),
    });
    previous = hash;
  }
  return migrations;
}

/**
 * The migration that is being worked on: files of migrations/current, which may be applied again and again. db/ goes with it. A package has none.
 *
 * @param root - the folder that holds migrations/.
 */
export async function currentMigration(root = ROOT): Promise<SqlFile[]> {
  const folder = path.join(root, 'migrations/current');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.sql')).sort();
  const pieces = await Promise.all(
    names.map(async (name) =>
      piece(`migrations/current/${name}`, await expanded(await readFile(path.join(folder, name), 'utf8'), root)),
    ),
  );
  // graphile-migrate leaves a file behind that says where to write the next one.
  return pieces.filter(({ text }) => !/^(\s*--.*)*\s*$/.test(text));
}

/** As graphile-migrate counts it. */
function hashAfter(previous: string | undefined, body: string): string {
  const text = `${`${previous ?? ''}\n${body.trim()}`.trim()}\n`;
  return `sha1:${createHash('sha1').update(text).digest('hex')}`;
}

function piece(name: string, text: string): SqlFile {
  return { path: name, text, hash: createHash('sha256').update(text).digest('hex') };
}

/** Puts the files that a text includes into their places. */
async function expanded(text: string, root: string): Promise<string> {
  const files = [...text.matchAll(INCLUDE)].map(([, file = '']) => file);
  const texts = await Promise.all(
    files.map(async (file) => expanded(await readFile(path.join(root, 'db', file), 'utf8'), root)),
  );
  let next = 0;
  return text.replace(INCLUDE, () => texts[next++] ?? '');
}
