import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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
export function truth(root = ROOT): SqlFile[] {
  const all = read(root, 'db/all.sql');
  return [...all.matchAll(INCLUDE)].map(([, file = '']) => sqlFile(file, root));
}

/**
 * A file of db/.
 *
 * @param file - its path within db/.
 * @param root - the folder that holds db/.
 */
export function sqlFile(file: string, root = ROOT): SqlFile {
  return piece(file, expanded(read(root, 'db', file), root));
}

/**
 * The statements of db/dropped.sql: each is run once in the life of an installation, since a later version may make again what it drops.
 *
 * @param root - the folder that holds db/.
 */
export function drops(root = ROOT): SqlFile[] {
  const text = read(root, 'db/dropped.sql');
  const statements = text.split('\n').filter((line) => line !== '' && !line.startsWith('--'));
  return statements.map((statement) => piece(`dropped.sql: ${statement}`, statement));
}

/**
 * The committed migrations, in order.
 *
 * @param root - the folder that holds migrations/.
 * @throws Error where one is not what was committed: each names the hash of the one before it and its own.
 */
export function committedMigrations(root = ROOT): Migration[] {
  const folder = path.join(root, 'migrations/committed');
  const names = readdirSync(folder)
    .filter((name) => /^\d{6}(-[a-z0-9-]+)?\.sql$/.test(name))
    .sort();
  const migrations: Migration[] = [];
  let previous: string | undefined;
  for (const name of names) {
    const [, previousHash = '', hash = '', rest = ''] =
      /^--! Previous: (\S+)\n--! Hash: (\S+)\n(?:--! [^\n]*\n)*\n([\s\S]*)$/.exec(read(folder, name)) ?? [];
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
export function currentMigration(root = ROOT): SqlFile[] {
  const folder = path.join(root, 'migrations/current');
  const names = (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.endsWith('.sql')).sort();
  const pieces = names.map((name) => piece(`migrations/current/${name}`, expanded(read(folder, name), root)));
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
function expanded(text: string, root: string): string {
  return text.replace(INCLUDE, (_, file: string) => expanded(read(root, 'db', file), root));
}

/** At once: a thousand small files take a start a fifth of the time that they take from threads. */
function read(...parts: string[]): string {
  return readFileSync(path.join(...parts), 'utf8');
}
