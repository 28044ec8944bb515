// node docker/prune.ts <folder>: removes from an installation what the image does not run. GraphiQL alone, which npm cannot leave out, and what only
// it needs, is three quarters of it; types and source maps of dependencies are the rest. The folder holds node_modules and package-lock.json.
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

/** What the lockfile says of a package. */
interface Locked {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

/** PostGraphile's server asks for GraphiQL when somebody opens its page, which the image does not serve. */
const LEFT_OUT = new Set(['ruru']);
const NOT_RUN = /\.(d\.[cm]?ts|map|tsbuildinfo)$/;

const [folder = '.'] = process.argv.slice(2);
const lock: { packages: Record<string, Locked> } = JSON.parse(
  await readFile(path.join(folder, 'package-lock.json'), 'utf8'),
);

const needed = new Set<string>();
for (const from of ['', 'docker']) follow(from);
for (const location of await installed())
  if (!needed.has(location)) await rm(path.join(folder, location), { recursive: true });
await rm(path.join(folder, 'node_modules/.bin'), { recursive: true, force: true });
for (const file of await readdir(path.join(folder, 'node_modules'), { recursive: true }))
  if (NOT_RUN.test(file)) await rm(path.join(folder, 'node_modules', file));

/** Notes what a package needs, and what that needs. */
function follow(location: string): void {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = lock.packages[location] ?? {};
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional);
  for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
    const found = LEFT_OUT.has(name) ? undefined : locate(name, location);
    if (found === undefined || needed.has(found)) continue;
    needed.add(found);
    follow(found);
  }
}

/** Where Node finds a package that is imported from a location. */
function locate(name: string, from: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules') - 1))) {
    const candidate = path.posix.join(at, 'node_modules', name);
    if (candidate in lock.packages) return candidate;
    if (at === '') return undefined;
  }
}

/** Where packages are, those within others after them. */
async function installed(): Promise<string[]> {
  const { packages }: { packages: Record<string, unknown> } = JSON.parse(
    await readFile(path.join(folder, 'node_modules/.package-lock.json'), 'utf8'),
  );
  return Object.keys(packages)
    .filter((location) => location.startsWith('node_modules/'))
    .sort()
    .reverse();
}
