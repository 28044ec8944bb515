import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const ROW = /^\| (?<attack>[^|]+) \| `(?<file>(?:test|sql-tests)\/[^`]+)` › (?<title>[^|]+) \| (?<guarantee>[^|]+) \|$/;

interface Attack {
  file: string;
  title: string;
}

async function attacks(): Promise<Attack[]> {
  const lines = (await readFile(path.join(ROOT, 'SECURITY.md'), 'utf8')).split('\n');
  const rows = lines.filter((line) => line.startsWith('| ') && !line.startsWith('| attack |'));
  return rows.map((line) => {
    const { file = '', title = '' } = ROW.exec(line)?.groups ?? {};
    if (file === '') throw new Error(`SECURITY.md: not a row of attack | \`file\` › test | guarantee: ${line}`);
    return { file, title: title.trim() };
  });
}

test('every attack that SECURITY.md lists is repeated by a test of that name', async () => {
  const listed = await attacks();
  const missing: string[] = [];
  for (const { file, title } of listed) {
    const source = await readFile(path.join(ROOT, file), 'utf8').catch(() => '');
    // In SQL a quote within a title is doubled; in TypeScript it may be escaped.
    if (!source.replaceAll("''", "'").replaceAll("\\'", "'").includes(title)) missing.push(`${file} › ${title}`);
  }
  console.log(`SECURITY.md lists ${listed.length} attacks, each with its test`);
  expect(missing).toEqual([]);
});
