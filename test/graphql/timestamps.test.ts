import { describe, expect, test } from 'vitest';
import { formatTimestamps, withTimestampsAsJson } from '#server/shortcuts/timestamps.ts';
import { freshDatabase } from '#test/support/database.ts';

const { admin } = await freshDatabase();

const AT = `to_char(__notes__."at", 'YYYY-MM-DD"T"HH24:MI:SS.USTZH:TZM'::text)`;
const built = (text: string) => withTimestampsAsJson({ text, name: 'x', rawSqlValues: [], identifierIndex: null });

describe('timestamps as JSON has them', () => {
  // Zones of odd offsets, of seconds in their past, and on both sides of the date line.
  test.each(['UTC', 'Asia/Kathmandu', 'Africa/Monrovia', 'America/Caracas', 'Pacific/Apia', 'Pacific/Kiritimati'])(
    'become what to_char answers in %s',
    async (zone) => {
      const rows = await admin.begin(async (sql) => {
        await sql.unsafe(`set local timezone = '${zone}'; set local datestyle = 'German'`);
        return sql<{ expected: string | null; given: string; local: string | null; given_local: string }[]>`
          select to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.USTZH:TZM') as expected, to_json(at)::text as given,
                 to_char(at::timestamp, 'YYYY-MM-DD"T"HH24:MI:SS.US') as local, to_json(at::timestamp)::text as given_local
            from (
              select n * interval '977 days 13:17:41' + fraction + timestamptz '4700-01-01 00:00:00+00 BC' as at
                from generate_series(0, 4000, 7) as n,
                     unnest('{0,1us,10us,500ms,123456us,999999us,100ms,120ms,1s,1h}'::interval[]) as fraction
              union all select unnest('{infinity,-infinity}'::timestamptz[]) union all select null
            ) as moments`;
      });
      expect(rows.length).toBeGreaterThan(5000);
      expect(rows.some(({ given }) => given?.includes('BC'))).toBe(true);
      const made = rows.map(({ given, given_local }) => [given, given_local]);
      formatTimestamps(made, [0, 1]);
      const expected = rows.map(({ expected, local }) => [expected, local]);
      expect(made).toEqual(expected);
      // Once more changes nothing: two steps of a request may share rows.
      formatTimestamps(made, [0, 1]);
      expect(made).toEqual(expected);
    },
  );
});

describe('a query', () => {
  test('asks for its timestamps by to_json, under a name of its own', () => {
    expect(built(`select\n__notes__."title" as "0",\n${AT} as "1"\nfrom "app"."notes" as __notes__;`)).toEqual({
      query: {
        text: 'select\n__notes__."title" as "0",\npg_catalog.to_json(__notes__."at")::text as "1"\nfrom "app"."notes" as __notes__;',
        name: 'x-json',
        rawSqlValues: [],
        identifierIndex: null,
      },
      columns: [1],
    });
  });

  test.each([
    ['none', 'select\n__notes__."title" as "0"\nfrom "app"."notes" as __notes__;'],
    ['one within a list', `select\narray(select array[\n${AT}\n]::text[]\nfrom x)::text as "0"\nfrom y;`],
    ['one behind a list', `select\narray(select array[\nx\n]::text[]\nfrom x)::text as "0",\n${AT} as "1"\nfrom y;`],
    ['one that is named like a later column', `select\n${AT} as "1"\nfrom y;`],
    ['one behind the list of columns', `select\nx as "0"\nfrom y,\n${AT} as "1"`],
    ['one of another format', `select\nto_char(__notes__."at", 'YYYY'::text) as "0"\nfrom y;`],
    ['one of an expression', `select\nto_char((now()), 'YYYY-MM-DD"T"HH24:MI:SS.US'::text) as "0"\nfrom y;`],
    ['one that is no select', `insert into x returning\n${AT} as "0";`],
  ])('with %s stays as it is', (_, text) => {
    expect(built(text)).toBeUndefined();
  });
});
