import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Package, THIS_PACKAGE } from '#server/install/version.ts';
import { ROOT } from '#server/manifest.ts';
import { closeAfterFile } from './closing.ts';

/** A package whose SQL may be edited. */
export interface EditablePackage extends Package {
  /** Changes a file of it. */
  edit(file: string, change: (text: string) => string): Promise<void>;
}

/**
 * A copy of this package's SQL, removed at the end.
 *
 * @param as - what it calls itself, other than this package does.
 */
export async function packageCopy(as: Partial<Package> = {}): Promise<EditablePackage> {
  return copyOf(['db', 'migrations'], as);
}

/**
 * A copy of the whole package that can be started, removed at the end.
 *
 * @param as - what it calls itself, other than this package does.
 * @returns the package, and its entry.
 */
export async function runnableCopy(
  as: Partial<Package> & { version: string },
): Promise<EditablePackage & { main: string }> {
  const copy = await copyOf(['db', 'demo', 'migrations', 'server', 'package.json'], as);
  await symlink(path.join(ROOT, 'node_modules'), path.join(copy.root, 'node_modules'));
  await copy.edit('package.json', (text) => JSON.stringify({ ...JSON.parse(text), version: as.version }));
  await copy.edit('server/install/version.ts', (text) =>
    text
      .replace(/ CONTRACT = \d+/, ` CONTRACT = ${copy.contract}`)
      .replace(/ OLDEST_CONTRACT = \d+/, ` OLDEST_CONTRACT = ${copy.oldestContract}`),
  );
  return { ...copy, main: path.join(copy.root, 'demo/main.ts') };
}

async function copyOf(parts: readonly string[], as: Partial<Package>): Promise<EditablePackage> {
  const root = await mkdtemp(path.join(tmpdir(), 'rowseal-package-'));
  closeAfterFile(() => rm(root, { recursive: true, force: true }));
  // Of a thousand files Node makes a second of work.
  await promisify(execFile)('cp', ['-R', ...parts.map((part) => path.join(ROOT, part)), root]);
  return {
    ...THIS_PACKAGE,
    ...as,
    root,
    edit: async (file, change) => {
      const name = path.join(root, file);
      await writeFile(name, change(await readFile(name, 'utf8').catch(() => '')));
    },
  };
}
