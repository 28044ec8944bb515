import { makeIntrospectionQuery } from 'postgraphile/graphile-build-pg/pg-introspection';
import { expect, test } from 'vitest';
import { withoutBodies } from '#server/database/introspection-text.ts';
import { freshDatabase } from '#test/support/database.ts';

const db = await freshDatabase();

type Catalogues = Record<string, Record<string, unknown>[]>;

async function answered(text: string): Promise<Catalogues> {
  const [row] = await db.admin.unsafe(text);
  return JSON.parse(row?.['introspection']) as Catalogues;
}

test('what PostGraphile is told of the catalogues lacks the parsed bodies of functions, and nothing else', async () => {
  const [whole, lean] = [
    await answered(makeIntrospectionQuery()),
    await answered(withoutBodies(makeIntrospectionQuery())),
  ];
  const bodies = whole['procs']?.map((proc) => proc['prosqlbody']) ?? [];
  expect(bodies.filter((body) => body !== null).length, 'there is something to leave out').toBeGreaterThan(100);
  expect(JSON.stringify(lean).length).toBeLessThan(JSON.stringify(whole).length / 2);
  const expected = whole['procs']?.map((proc) => ({ ...proc, prosqlbody: null }));
  expect(lean).toEqual({ ...whole, procs: expected });
});

test('what another version of PostGraphile asks is asked as it is', () => {
  expect(withoutBodies('select 1')).toBe('select 1');
});
