import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { blockOf } from '#test/support/test-blocks.ts';

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
    if (blockOf(source, title, file.endsWith('.sql')) === undefined) missing.push(`${file} › ${title}`);
  }
  console.log(`SECURITY.md lists ${listed.length} attacks, each with its test`);
  expect(missing).toEqual([]);
});

// It is what somebody says in the test: a comment or a title. Whether it is one, a reader has to see.
test('and beside each stands its control: the same without the defence, or by whoever may', async () => {
  const without: string[] = [];
  for (const { file, title } of await attacks()) {
    const source = await readFile(path.join(ROOT, file), 'utf8').catch(() => '');
    if (!/\bcontrols?\b/i.test(blockOf(source, title, file.endsWith('.sql')) ?? '')) without.push(`${file} › ${title}`);
  }
  expect(without).toEqual([]);
});

test('a control is looked for in the test, in the describe around it, and nowhere else: the control', () => {
  const source = `describe('a', () => {
  test('one', () => {
    // The control.
  });
  describe('b', () => {
    test('two', () => {
      expect(1).toBe(1);
    });
  });
});
test('three', () => {});`;
  expect(['one', 'two', 'three', 'four'].map((title) => blockOf(source, title, false)?.includes('control'))).toEqual([
    true,
    false,
    false,
    undefined,
  ]);
  const sql = `-- One
select 'one';

-- Two, the control
select 'two';

-- Three
select 'three';`;
  expect(['one', 'two', 'three'].map((title) => blockOf(sql, title, true)?.includes('control'))).toEqual([
    true,
    true,
    false,
  ]);
});
