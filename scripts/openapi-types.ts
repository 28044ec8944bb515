import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const CLIENT = path.resolve(import.meta.dirname, '../test/typed-client/package.json');
const HEAD = `/**
 * What the REST API of Rowseal takes and answers, for openapi-fetch and its like: \`import type { paths } from 'rowseal/openapi'\`.
 * Written by npm run describe, of the document that GET /v1/openapi.json answers.
 */
`;

/**
 * The types of an OpenAPI document, as the package has them.
 *
 * @param document - what GET /v1/openapi.json answers.
 */
export async function openapiTypes(document: object): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'rowseal-openapi-'));
  try {
    const [from, to] = ['openapi.json', 'openapi.d.ts'].map((file) => path.join(folder, file)) as [string, string];
    await writeFile(from, JSON.stringify(document));
    // A process of its own: the generator needs a compiler's interface, which the checkout's own compiler has not.
    const generator = path.resolve(createRequire(CLIENT).resolve('openapi-typescript'), '../../bin/cli.js');
    await promisify(execFile)(process.execPath, [generator, from, '--output', to]);
    return HEAD + compact(await readFile(to, 'utf8'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Without the generator's own heading, which sends readers to it; what a type says already; sentences of problems, which change more often than they do;
 * and most of the blanks.
 */
function compact(types: string): string {
  return types
    .replace(/^\/\*\*.*?\*\/\n*/s, '\n')
    .replace(/^ *\/\*\* @(constant|enum \{string\}) \*\/\n/gm, '')
    .replace(/^ *\/\*\*\s*(?:\* )?@description - `(?:[^*]|\*(?!\/))*\*\/\n/gm, '')
    .replace(/^ +(?!\*)/gm, (blanks) => blanks.slice(0, Math.ceil(blanks.length / 4)))
    .replace(/^ +(?=\*)/gm, (blanks) => blanks.slice(0, Math.ceil(blanks.length / 4) + 1));
}
