import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { demo } from '#demo/demo.ts';
import { commandLine } from '#server/cli/command-line.ts';
import { createLifecycle } from '#server/cli/lifecycle.ts';
import { VARIABLES } from '#server/env.ts';
import { demoApp, PUBLIC_URL } from '#test/support/demo-app.ts';
import { exampleFiles } from '#test/support/languages.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFile(path.join(ROOT, file), 'utf8');
const pages = (await readdir(ROOT, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
  .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
  .filter((file) => !/(^|\/)(node_modules|\.[^/]+|test-results)\//.test(file))
  .sort();

/** The id that a heading has on a code host. */
const slug = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** Links of a page that lead into this repository and to nothing. */
async function deadLinks(page: string, text: string): Promise<string[]> {
  const dead: string[] = [];
  const prose = text.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, '`');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(([, a, b]) => a ?? b ?? '');
  for (const target of targets.filter((href) => !/^[a-z]+:/.test(href))) {
    const [file = '', anchor] = target.split('#');
    const found = file === '' ? page : path.join(path.dirname(page), file);
    const linked = await read(found).catch((error: NodeJS.ErrnoException) =>
      error.code === 'EISDIR' ? '' : undefined,
    );
    const ids = linked?.match(/^#+ .*/gm)?.map((heading) => slug(heading.replace(/^#+ /, '')));
    if (linked === undefined || (anchor !== undefined && !ids?.includes(anchor))) dead.push(`${page}: ${target}`);
  }
  return dead;
}

/** Commands with what they are called by, those of commands included. */
function commandsOf(command: Command, prefix = ''): { name: string; flags: string[] }[] {
  return command.commands.flatMap((each) => {
    const name = `${prefix}${each.name()}`;
    const inner = commandsOf(each, `${name} `);
    const flags = each.options.map(({ long, short }) => long ?? short ?? '');
    return inner.length > 0 ? inner : [{ name, flags }];
  });
}

test('the README is a first page: 120 lines at most', async () => {
  expect((await read('README.md')).trimEnd().split('\n').length).toBeLessThanOrEqual(120);
});

test('every link of every page leads somewhere', async () => {
  expect(pages).toContain('docs/operating.md');
  const dead = await Promise.all(pages.map(async (page) => deadLinks(page, await read(page))));
  expect(dead.flat()).toEqual([]);
});

test('a link to a file or a heading that does not exist is found: the control', async () => {
  const text = '[a](nowhere.md) [b](#nowhere) [c](../README.md#start) [d](https://example.com/x) <img src="none.png">';
  expect(await deadLinks('docs/operating.md', text)).toEqual([
    'docs/operating.md: nowhere.md',
    'docs/operating.md: #nowhere',
    'docs/operating.md: none.png',
  ]);
});

test('docs/configuration.md documents every environment variable, and no other', async () => {
  const text = await read('docs/configuration.md');
  const documented = [...text.matchAll(/^\| ((?:`[A-Z_]+`(?:, )?)+) \|/gm)].flatMap(([, cell = '']) =>
    cell.split(', ').map((name) => name.replaceAll('`', '')),
  );
  expect(documented.sort()).toEqual([...VARIABLES].sort());
});

test('db/README.md says what every file and folder of db/ is', async () => {
  const readme = await read('db/README.md');
  const entries = await readdir(path.join(ROOT, 'db'), { withFileTypes: true });
  const folders = await readdir(path.join(ROOT, 'db/functions'));
  const names = [
    ...entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)),
    ...folders.map((name) => `${name}/`),
  ];
  expect(names.filter((name) => name !== 'README.md' && !readme.includes(`\`${name}\``))).toEqual([]);
});

test('docs/configuration.md documents every command and every flag', async () => {
  const rows = (await read('docs/configuration.md')).split('\n').filter((line) => line.startsWith('| `'));
  const commands = commandsOf(commandLine({}, createLifecycle({ longestStopMs: 1 }), demo));
  expect(commands.length).toBeGreaterThan(10);
  const missing = commands.flatMap(({ name, flags }) => {
    const row = rows.find((line) => line.split('|')[1]?.includes(`\`${name}\``));
    return row === undefined
      ? [name]
      : flags.filter((flag) => !row.includes(`\`${flag}`)).map((flag) => `${name} ${flag}`);
  });
  expect(missing).toEqual([]);
});

test('every test file that docs/guarantees.md names exists', async () => {
  const named = [...(await read('docs/guarantees.md')).matchAll(/`((?:test|sql-tests)\/[^`]+)`/g)].map(
    ([, file = '']) => file,
  );
  expect(named.length).toBeGreaterThan(30);
  const missing = await Promise.all(
    named.map(async (file) => ((await read(file).catch(() => '')) === '' ? [file] : [])),
  );
  expect(missing.flat()).toEqual([]);
});

const FAULT =
  /^\| (?<fault>[^|]+) \| (?<seen>[^|]+) \| (?<lost>[^|]+) \| (?<long>[^|]+) \| `(?<file>(?:test|sql-tests)\/[^`]+)` › (?<title>[^|]+) \|$/;

test('every fault that docs/operating.md lists is shown by a test of that name', async () => {
  const [, section = ''] = /^## Faults\n(.*?)(?=^## |$(?![\s\S]))/ms.exec(await read('docs/operating.md')) ?? [];
  const rows = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| fault |'));
  expect(rows.length).toBeGreaterThan(12);
  const missing: string[] = [];
  for (const row of rows) {
    const { file, title } = FAULT.exec(row)?.groups ?? {};
    if (file === undefined || title === undefined)
      throw new Error(`docs/operating.md: not fault | seen | lost | how long | \`file\` › test: ${row}`);
    const source = await read(file).catch(() => '');
    if (!source.replaceAll("''", "'").replaceAll("\\'", "'").includes(title.trim())) missing.push(`${file} › ${title}`);
  }
  expect(missing).toEqual([]);
});

test('docs/any-language.md shows every example in another language as it is run', async () => {
  const text = await read('docs/any-language.md');
  const files = exampleFiles();
  expect(files.length).toBeGreaterThan(6);
  const shown = await Promise.all(
    files.map(async (file) => {
      const [, code] = text.split(`[${file}](../${file})\n\n`)[1]?.match(/^```\w+\n(.*?)^```$/ms) ?? [];
      return code === (await read(file));
    }),
  );
  expect(files.filter((_, at) => !shown[at])).toEqual([]);
});

describe('docs/clients.md', async () => {
  const text = await read('docs/clients.md');

  test('is short: 150 lines at most', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
  });

  test('connects nothing but what a test of that name connects', async () => {
    const rows = text.split('\n').filter((line) => line.includes('`test/'));
    expect(rows.length).toBeGreaterThan(8);
    const missing: string[] = [];
    for (const row of rows) {
      const { file = '', title = '' } = /`(?<file>test\/[^`]+)` › (?<title>[^|]+) \|$/.exec(row)?.groups ?? {};
      const source = await read(file).catch(() => '');
      if (title === '' || !source.includes(title.trim())) missing.push(row);
    }
    expect(missing).toEqual([]);
  });

  test('registers clients by flags that there are', () => {
    const commands = commandsOf(commandLine({}, createLifecycle({ longestStopMs: 1 })));
    const { flags = [] } = commands.find(({ name }) => name === 'client add') ?? {};
    const named = new Set([...text.matchAll(/--[a-z][a-z-]*/g)].map(([flag]) => flag));
    expect(named.size).toBeGreaterThan(5);
    expect([...named].filter((flag) => !flags.includes(flag))).toEqual([]);
  });

  test('names addresses that the server has', async () => {
    const { send } = await demoApp();
    const { body } = await send({ url: '/.well-known/openid-configuration' });
    const known = Object.values(body).map(String);
    const named = [...text.matchAll(/https:\/\/auth\.example\.com(\/v1\/[a-z./]+)/g)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !known.includes(`${PUBLIC_URL}${path}`))).toEqual([]);
  });
});
