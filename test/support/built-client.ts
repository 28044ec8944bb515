import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { ROOT } from '#server/manifest.ts';

/** The scripts of rowseal/client and rowseal/react as the package has them, by file name. */
export async function builtClient(): Promise<Map<string, string>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-client-'));
  try {
    const tsc = path.join(ROOT, 'node_modules/.bin/tsc');
    await promisify(execFile)(tsc, ['-p', 'tsconfig.client.json', '--outDir', folder], { cwd: ROOT });
    const files = (await readdir(folder)).filter((file) => file.endsWith('.js'));
    return new Map(
      await Promise.all(files.map(async (file) => [file, await readFile(path.join(folder, file), 'utf8')] as const)),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The example of docs/browser.md for React, in a page, with all that it imports. */
export async function bundledExample(): Promise<string> {
  const text = await readFile(path.join(ROOT, 'docs/browser.md'), 'utf8');
  const [, example = ''] = /In React:\n\n```js\n(.*?)```/s.exec(text) ?? [];
  const client = path.join(ROOT, 'client');
  const page = `${example}
import { createRoot } from 'react-dom/client';
import { createClient } from 'rowseal/client';
const root = document.body.appendChild(document.createElement('div'));
createRoot(root).render(createElement(App, { client: createClient() }));`;
  const bundle = await rolldown({
    input: 'page',
    cwd: ROOT,
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'page' ? path.join(ROOT, 'page.js') : null),
        load: (id) => (id === path.join(ROOT, 'page.js') ? page : null),
      },
    ],
    resolve: { alias: { 'rowseal/client': `${client}/index.ts`, 'rowseal/react': `${client}/react.ts` } },
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ format: 'esm' });
  await bundle.close();
  return output[0].code;
}
