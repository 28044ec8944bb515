import { parse } from 'postgraphile/graphql';
import { describe, expect, test } from 'vitest';
import { checkCost, DocumentRefused, documentCost } from '#server/graphql/document-cost.ts';
import { DOCUMENT_DEFAULTS } from '#server/graphql/settings.ts';

const costOf = (text: string) => documentCost(parse(text));

describe('the cost of a document', () => {
  /** Fragments of which each spreads the next one twice. */
  const doubling = (doublings: number) =>
    `{ ...f0 } ${Array.from({ length: doublings }, (_, i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`).join(' ')}
     fragment f${doublings} on Query { id }`;

  test('counts a fragment each time it is spread, and works it out once', () => {
    expect(costOf(doubling(24))).toMatchObject({ leaves: 2 ** 24, branches: 2 ** 25 - 1, depth: 1, written: 50 });
  });

  test('is more than any limit where it is more than any number', () => {
    const cost = costOf(doubling(1_100));
    expect(cost.leaves).toBe(Number.POSITIVE_INFINITY);
    expect(() => checkCost(cost, { ...DOCUMENT_DEFAULTS.limits, fields: Number.MAX_SAFE_INTEGER })).toThrow(
      DocumentRefused,
    );
  });

  test.each([
    ['{ a }', { leaves: 1, branches: 0, aliases: 0, depth: 1 }],
    ['{ x: a { b c } }', { leaves: 2, branches: 1, aliases: 1, depth: 2 }],
    ['{ ... on Query { a } ... { b } }', { leaves: 2, branches: 2, aliases: 0, depth: 1 }],
    ['{ x: __typename }', { leaves: 1, aliases: 0 }],
    ['{ a { ...f } b { ...f } } fragment f on B { y: c { d } }', { leaves: 2, branches: 6, aliases: 2, depth: 3 }],
    ['query a { a } query b { b }', { leaves: 2 }],
    ['{ ...gone }', { leaves: 0, branches: 1 }],
  ])('%s', (text, cost) => {
    expect(costOf(text)).toMatchObject(cost);
  });

  test.each([
    ['{ a(first: 7) }', 7],
    ['{ a(last: 7) { b(first: 8) } }', 8],
    ['{ a(first: 1e9) }', 1e9],
    ['{ ...f } fragment f on Query { a(first: 7) }', 7],
    ['query ($n: Int = 7, $m: Int = 8) { a(first: $n, other: $m) }', 7],
    ['query ($n: Int = 7) { ...f } fragment f on Query { a(first: $n) }', 7],
    ['{ a(offset: 7, other: { first: 8 }) }', 0],
    ['{ a(first: NONE) { b(last: null) } }', 0],
  ])('%s asks for a page of %d at most', (text, largestPage) => {
    expect(costOf(text)).toMatchObject({ largestPage });
  });

  test.each(['{ __schema { x } }', '{ x: __type(name: "T") { y } }', '{ a } fragment f on Query { __schema { x } }'])(
    '%s introspects',
    (text) => {
      expect(costOf(text).introspects).toBe(true);
      expect(costOf('{ __typename a { __typename } }').introspects).toBe(false);
    },
  );

  test.each(['{ ...a } fragment a on Q { ...a }', '{ ...a } fragment a on Q { b { ...b } } fragment b on Q { ...a }'])(
    '%s spreads itself, and is refused',
    (text) => {
      expect(() => costOf(text)).toThrow(DocumentRefused);
    },
  );
});
