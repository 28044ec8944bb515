import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openGateway } from '#server/database/gateway.ts';
import { printSchemaOf } from '#server/graphql/plugin.ts';
import { DATABASE_FAILURES } from '#server/http/database-failures.ts';
import { PROBLEMS } from '#server/http/problem.ts';
import { PROBLEM_OF_SQLSTATE } from '#server/http/problem-sqlstates.ts';
import { freshDatabase } from '#test/support/database.ts';
import { describeCitus } from '../scripts/citus.ts';
import { describeTables } from '../scripts/tables.ts';

const db = await freshDatabase();
const read = (file: string) => readFile(path.resolve(import.meta.dirname, '..', file), 'utf8');

test('schema.graphql is the GraphQL interface of the demo (else: npm run describe)', async () => {
  const gateway = openGateway(db.gatewayUrl, { max: 1 });
  afterAll(() => gateway.close());
  const schema = await read('schema.graphql');
  expect(await printSchemaOf({ gateway, schemas: ['app'] })).toBe(schema);
  const without = await printSchemaOf({ gateway, schemas: ['app'], people: false });
  expect([schema, without].map((text) => /Rowseal|viewer|workspace:/.test(text))).toEqual([true, false]);
});

test('db/TABLES.md and docs/operate/citus.md are what the tables are (else: npm run describe)', async () => {
  const [server] = await db.admin<
    { version: number }[]
  >`select current_setting('server_version_num')::int / 10000 as version`;
  // Earlier servers word some definitions differently.
  if (server?.version !== 18) return;
  expect(await describeTables(db.adminUrl)).toBe(await read('db/TABLES.md'));
  expect(await describeCitus(db.adminUrl)).toBe(await read('docs/operate/citus.md'));
});

describe('db/ERRORS.md', async () => {
  const rows = (await read('db/ERRORS.md')).split('\n').filter((line) => line.startsWith('| '));
  const cells = rows.map((row) => row.split('|').map((cell) => cell.trim().replaceAll('`', '')));
  const listed = cells.flatMap(([, states = '', , status = '', code = '']) =>
    states.split(', ').flatMap((state) => (/^[0-9A-Z]{5}$/.test(state) ? [{ state, status, code }] : [])),
  );

  test('maps each SQLSTATE as the server does', () => {
    const mapped = listed.filter(({ code }) => code !== '' && code !== 'internal');
    expect(Object.fromEntries(mapped.map(({ state, code }) => [state, code]))).toEqual(PROBLEM_OF_SQLSTATE);
    for (const { status, code } of mapped) expect(Number(status)).toBe(PROBLEMS[code as keyof typeof PROBLEMS]);
  });

  test('has each failure of the database, and what it means', async () => {
    const [, section = ''] = /## Failures of the database\n(.*?)\n## /s.exec(await read('db/ERRORS.md')) ?? [];
    const table = section.split('\n').flatMap((line) => {
      const [, codes = '', unsent = '', sent = ''] = line.split('|');
      const meaning = [unsent, sent].map((cell) => cell.trim().replaceAll('`', ''));
      return [...codes.matchAll(/`([^`]+)`/g)].map(([, code]) => [code, meaning]);
    });
    const settings = ['default_transaction_read_only'];
    const listed = table.filter(([code]) => !settings.includes(String(code)));
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(DATABASE_FAILURES));
  });

  test('names each SQLSTATE that the SQL raises', async () => {
    const raised = await db.admin<{ state: string }[]>`
      select distinct m[1] as state from pg_proc as p, regexp_matches(p.prosrc, 'errcode = ''(RS...)''', 'g') as m
       where p.pronamespace::regnamespace::text ~ '^rowseal'`;
    expect(raised.length).toBeGreaterThan(8);
    const known = new Set(listed.map(({ state }) => state));
    expect(raised.filter(({ state }) => !known.has(state))).toEqual([]);
  });

  test('names each problem code', async () => {
    const text = await read('db/ERRORS.md');
    expect(Object.keys(PROBLEMS).filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
  });
});
