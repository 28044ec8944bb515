import { readdir, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const manifest = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8'));
const lock = JSON.parse(await readFile(path.join(ROOT, 'package-lock.json'), 'utf8'));

/** The packages that a file imports, statically or not: `@scope/name` or `name`, without what is inside them. */
function packagesIn(source: string): string[] {
  const specifiers = [...source.matchAll(/(?:\bfrom |\bimport |\bimport\()'([@a-z][\w./@-]*)'/g)].map(
    ([, name = '']) => name,
  );
  return specifiers
    .filter((name) => !isBuiltin(name))
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
}

/** What a production installation runs: the folders that docker/server.Dockerfile copies. */
async function shippedPackages(): Promise<string[]> {
  const found = new Set<string>();
  for (const folder of ['server', 'demo']) {
    const files = await readdir(path.join(ROOT, folder), { recursive: true });
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      for (const name of packagesIn(await readFile(path.join(ROOT, folder, file), 'utf8'))) found.add(name);
    }
  }
  return [...found].sort();
}

test('no package stands in two lists of dependencies, of which --omit would drop it', () => {
  const lists = ['dependencies', 'devDependencies', 'optionalDependencies'].map((list) => Object.keys(manifest[list]));
  const all = lists.flat();
  expect(all.filter((name, at) => all.indexOf(name) !== at)).toEqual([]);
});

test('every package that the server imports is a dependency of its own, and a production install keeps it', async () => {
  const shipped = await shippedPackages();
  expect(shipped).toContain('openid-client');
  expect(shipped.filter((name) => !(name in manifest.dependencies))).toEqual([]);
  expect(shipped.filter((name) => lock.packages[`node_modules/${name}`]?.dev)).toEqual([]);
});

test('the search for imports would notice one that is no dependency: the control', () => {
  const source = [
    `import a from 'left-pad';`,
    `import '@scope/name/inside.js';`,
    `await import('right-pad');`,
    `import path from 'node:path';`,
    `import b from '#server/b.ts';`,
    `import c from './c.ts';`,
  ].join('\n');
  expect(packagesIn(source)).toEqual(['left-pad', '@scope/name', 'right-pad']);
});
