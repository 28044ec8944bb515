import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { freshDatabase } from '#test/support/database.ts';

// Why no door begins a transaction with postgres.js (db/CONVENTIONS.md): what its `begin` does. A release that does better fails these tests, and we may
// think again.
const TRAPS = path.resolve(import.meta.dirname, '../support/postgres-js-traps.ts');
const SERVER = path.resolve(import.meta.dirname, '../../server');

const db = await freshDatabase();
await db.admin`create table kept (word text)`;
beforeEach(() => db.admin`truncate kept`);
const kept = async () => (await db.admin<{ word: string }[]>`select word from kept`).map(({ word }) => word);

function fallInto(trap: string): unknown {
  const { stdout, stderr } = spawnSync(process.execPath, [TRAPS, db.adminUrl, trap], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

test('a begin that fills the pipeline reserves no connection: what a stranger wrote there was acknowledged, and is lost (porsager/postgres #1189, #1204)', async () => {
  expect(fallInto('pipelined')).toEqual(['a stranger’s']);
  expect(await kept()).toEqual([]);
});

test('after its transaction was killed while it was idle, the next statement of it commits by itself (porsager/postgres #1155)', async () => {
  // Sometimes its `begin` is never settled instead, which is no better.
  await vi.waitFor(
    async () => {
      await db.admin`truncate kept`;
      expect(fallInto('killed')).toEqual([expect.stringMatching(/^rejected: /)]);
    },
    { timeout: 60_000 },
  );
  expect(await kept()).toEqual(['second']);
});

test('no server has the driver ask for types as it connects, because nobody hears of it where that fails (server/database/driver-types.ts)', () => {
  const files = readdirSync(SERVER, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const texts = files.map((file) => readFileSync(path.join(SERVER, file), 'utf8'));
  const handles = texts.flatMap((text) => text.match(/\bpostgres\(\{[\s\S]*?\}\);/g) ?? []);
  expect(handles.length).toBeGreaterThan(4);
  expect(handles.filter((handle) => !handle.includes('fetch_types: false'))).toEqual([]);
});

test('no door begins a transaction with postgres.js', () => {
  // The controls are the tests before: what happens where one does.
  const files = readdirSync(SERVER, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const beginning = files.filter((file) =>
    /\b(sql|admin)\.(begin|reserve)\(/.test(readFileSync(path.join(SERVER, file), 'utf8')),
  );
  expect(beginning.filter((file) => !file.startsWith('install/'))).toEqual([]);
});
