import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { type Package, THIS_PACKAGE } from '#server/install/version.ts';
import { ROOT } from '#server/manifest.ts';

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
  const root = await mkdtemp(path.join(tmpdir(), 'rowseal-package-'));
  afterAll(() => rm(root, { recursive: true, force: true }));
  for (const folder of ['db', 'migrations'])
    await cp(path.join(ROOT, folder), path.join(root, folder), { recursive: true });
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
