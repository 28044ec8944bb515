import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** What the tarball has that a server reads. */
const PARTS = ['bin', 'dist', 'db', 'migrations', 'package.json'];

/** The package as npm installs it: compiled, and without sources. */
export interface BuiltPackage {
  root: string;
  /** What node is told to run, relative to the root. */
  command: readonly string[];
  remove(): void;
}

/** Compiles this checkout, and lays out beside its dependencies what the tarball would hold. */
export function buildPackage(): BuiltPackage {
  execFileSync(process.execPath, [path.join(ROOT, 'scripts/build.ts')], { cwd: ROOT, stdio: 'inherit' });
  const root = mkdtempSync(path.join(tmpdir(), 'rowseal-package-'));
  for (const part of PARTS) cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'));
  return { root, command: ['bin/rowseal.js', 'serve'], remove: () => rmSync(root, { recursive: true, force: true }) };
}
