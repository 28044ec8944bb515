import path from 'node:path';

// An import would list all that it exports, and the help of the command line waits for that.
const { readFileSync } = process.getBuiltinModule('node:fs');

/** The folder of this package: it holds package.json, db/ and migrations/. */
export const ROOT = path.resolve(import.meta.dirname, '..');

const manifest: { version: string; peerDependencies: Record<string, string> } = JSON.parse(
  readFileSync(path.join(ROOT, 'package.json'), 'utf8'),
);

/** The version of this package. */
export const VERSION = manifest.version;

/**
 * A package that Rowseal works with where somebody installs it, as npm is told to: the oldest version that does, with which it was tested.
 *
 * @param name - of the package.
 * @returns name and version; undefined: it is none of those.
 */
export function peer(name: string): string | undefined {
  const version = manifest.peerDependencies[name];
  return version === undefined ? undefined : `${name}@${version.replace(/^\^/, '')}`;
}
