import { buildSchema, parse } from 'postgraphile/graphql';
import { describe, expect, test } from 'vitest';
import { checkRequestCost, pagedFields, requestCost } from '#server/graphql/request-cost.ts';
import { DOCUMENT_DEFAULTS } from '#server/graphql/settings.ts';

const paged = pagedFields(
  buildSchema(`
    type Query { authors(first: Int, last: Int): Authors, author: Author, tags: [String] }
    type Authors { nodes: [Author] }
    type Author { name(as: String): String, books(first: Int): [Book] }
    type Book { title: String }
  `),
);

const costOf = (text: string, variables?: unknown) => requestCost(parse(text), variables, { page: 100, paged });

describe('the cost of a request', () => {
  test('knows which fields have pages by the schema', () => {
    expect([...paged].sort()).toEqual(['authors', 'books']);
  });

  test.each([
    ['{ author { name } tags }', 3],
    ['{ authors(first: 10) { nodes { name } } }', 1 + 10 * 2],
    ['{ authors { nodes { name } } }', 1 + 100 * 2],
    ['{ authors(first: 10, last: 20) { nodes { name } } }', 1 + 20 * 2],
    ['{ authors(first: 10) { nodes { books(first: 5) { title } } } }', 1 + 10 * (2 + 5)],
    ['{ authors(first: 0) { nodes { books(first: 5) { title } } } }', 1],
    ['{ authors(first: -7) { nodes { name } } }', 1],
    [
      '{ ...f ...f } fragment f on Query { authors(first: 10) { ...g } } fragment g on Authors { nodes { name } }',
      2 * (2 + 10 * 3),
    ],
    ['{ authors(first: 10) { ... on Authors { nodes { name } } } }', 1 + 10 * 3],
    ['query a { author { name } } query b { author { name } }', 4],
  ])('%s: %d values', (text, values) => {
    expect(costOf(text)).toMatchObject({ values });
  });

  test.each([
    [{ n: 3 }, 3],
    [{ n: 0 }, 0],
    [{ n: null }, 100],
    [{}, 7],
    [undefined, 7],
    ['text', 7],
    [{ n: [3] }, 3],
    [{ n: '3' }, 3],
    [{ n: {} }, 0],
  ])('with %j a page has %d rows', (variables, rows) => {
    const text = 'query ($n: Int = 7) { authors(first: $n) { nodes { name } } }';
    expect(costOf(text, variables)).toMatchObject({ values: 1 + 2 * rows });
  });

  test('a variable from the prototype of objects is none', () => {
    const text = 'query ($constructor: Int) { authors(first: $constructor) { nodes { name } } }';
    expect(costOf(text, {})).toMatchObject({ values: 201 });
  });

  test.each([
    ['query ($t: String) { author { name(as: $t) b: name(as: $t) } }', 2_000],
    ['query ($t: String) { author { ...f ...f } } fragment f on Author { name(as: $t) }', 2_000],
    ['query ($t: String) { author { name(as: [$t, {x: $t}]) } }', 2_001],
    ['{ author { name(as: "four") } }', 4],
  ])('%s: %d bytes of arguments', (text, argumentBytes) => {
    expect(costOf(text, { t: 'x'.repeat(1_000) })).toMatchObject({ argumentBytes });
  });

  test('pages within pages are refused, though each is small and the document is, too: the control is one less', () => {
    const within = (levels: number): string => (levels === 0 ? 'title' : `books(first: 20) { ${within(levels - 1)} }`);
    expect(() => checkRequestCost(costOf(`{ ${within(3)} }`), DOCUMENT_DEFAULTS.limits)).not.toThrow();
    expect(() => checkRequestCost(costOf(`{ ${within(4)} }`), DOCUMENT_DEFAULTS.limits)).toThrow('20000 values');
    // As deep as documents may be.
    expect(costOf(`{ ${within(15)} }`).values).toBeGreaterThan(1e18);
  });

  test('fragments of fragments are worked out once', () => {
    const doubling = `{ ...f0 } ${Array.from({ length: 1_100 }, (_, i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`).join(' ')}
      fragment f1100 on Query { author { name } }`;
    expect(costOf(doubling).values).toBe(Number.POSITIVE_INFINITY);
  });
});
