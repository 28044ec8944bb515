import fc from 'fast-check';
import type { JsonSchema } from './api-document.ts';

/**
 * Values that a schema allows. What it has no words for may still forbid them.
 *
 * @param schema - JSON Schema as zod writes it.
 */
export function valid(schema: JsonSchema): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...schema['enum']);
  const choices = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(choices)) return fc.oneof(...choices.map(valid));
  if (Array.isArray(schema['type'])) return fc.oneof(...schema['type'].map((type) => valid({ ...schema, type })));
  switch (schema['type']) {
    case 'string':
      return validString(schema);
    case 'integer':
    case 'number':
      return fc.integer({ min: bound(schema['minimum'], -1e9), max: bound(schema['maximum'], 1e9) });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valid((schema['items'] ?? {}) as JsonSchema), {
        minLength: bound(schema['minItems'], 0),
        maxLength: Math.min(bound(schema['maxItems'], 5), 5),
      });
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(propertiesOf(schema)).map(([name, property]) => [name, valid(property)])),
        { requiredKeys: (schema['required'] ?? []) as string[] },
      );
    default:
      return fc.jsonValue();
  }
}

function validString(schema: JsonSchema): fc.Arbitrary<string> {
  const minLength = bound(schema['minLength'], 0);
  switch (schema['format']) {
    case 'email':
      return fc.emailAddress();
    case 'uuid':
      return fc.uuid({ version: [4, 7] });
    case 'date-time':
      return fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
        .map((at) => at.toISOString());
  }
  if (typeof schema['pattern'] === 'string') return fc.stringMatching(new RegExp(schema['pattern']));
  return fc.string({ unit: 'binary', minLength, maxLength: Math.min(bound(schema['maxLength'], 50), minLength + 50) });
}

function bound(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Math.abs(value) < 1e9 ? value : otherwise;
}

/**
 * The properties of an object, or of every object that a union allows.
 *
 * @param schema - of it.
 */
export function propertiesOf(schema: JsonSchema): Record<string, JsonSchema> {
  const choices = (schema['anyOf'] ?? schema['oneOf'] ?? []) as JsonSchema[];
  return Object.assign({}, ...choices.map(propertiesOf), schema['properties']);
}

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

/** Values that somebody sends who means no good. */
export const HOSTILE: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e308, 2 ** 53, [], {}, '', ' ', '\0', 'a\0b', '\ud800', '\udfff\ud800'),
  fc.constantFrom<unknown>("'; drop table x; --", '{{7*7}}', '../../etc/passwd', '%00', '\u202e', 'ﬀ'.repeat(300)),
  fc.integer({ min: 100, max: 99_000 }).map((length) => 'x'.repeat(length)),
  fc.integer({ min: 10, max: 2_000 }).map(nested),
  fc.string({ unit: fc.constantFrom('\0', '\ud83d', '\ude00', '😀', 'é', 'a', '\n', '"', '\\') }),
  fc.jsonValue({ maxDepth: 3 }),
  fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'prototype', 'length'), fc.jsonValue({ maxDepth: 1 })),
);

/** Text that has a percent-encoding. */
export const WELL_FORMED = fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed());

/**
 * Bodies in the form of JSON, and what pretends to be.
 *
 * @param schema - of the body.
 */
export function bodyText(schema: JsonSchema): fc.Arbitrary<string> {
  const json = valid(schema).map((value) => JSON.stringify(value));
  return fc.oneof(
    { weight: 4, arbitrary: json },
    { weight: 2, arbitrary: HOSTILE.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: json.map((text) => text.replace('{', '{"__proto__":{"admin":true},')) },
    { weight: 1, arbitrary: fc.tuple(json, fc.nat(200)).map(([text, length]) => text.slice(0, length)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', ' ', 'null', 'NaN', '\ufeff{}', '{"a":1,"a":2}', '{}{}', '[', '"\\u0000"', 'a=b'),
    },
  );
}
