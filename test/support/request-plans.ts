import fc from 'fast-check';
import type { Operation } from './api-document.ts';
import type { Call } from './api-world.ts';
import { bodyText, HOSTILE, propertiesOf, valid, WELL_FORMED } from './arbitraries.ts';

/** What a request is to be, apart from what only the running server can tell, such as a token that is good just now. */
export interface Plan {
  /** A body instead of the good one, as text. */
  body: string | undefined;
  /** Changes to fields of the good body, where it is sent; undefined: the field is left out. */
  fields: [name: string, value: unknown][];
  /** Parameters of the path instead of the good ones. */
  params: Record<string, string>;
  /** Added to the good query. */
  query: [name: string, value: string][];
  headers: Record<string, string>;
}

/** The good request itself. */
export const AS_IT_IS: Plan = { body: undefined, fields: [], params: {}, query: [], headers: {} };

/**
 * Plans of requests to an operation, from its own schema: some that it should be happy with, many that are nearly so, some that are hostile.
 *
 * @param operation - as documented.
 */
export function plansFor({ body, parameters }: Operation): fc.Arbitrary<Plan> {
  const fields = Object.entries(body ? propertiesOf(body.schema) : {}).map(([name, schema]) =>
    fc.tuple(fc.constant(name), fc.oneof(valid(schema), HOSTILE, fc.constant(undefined))),
  );
  const unknown = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', ''), fc.string());
  const named = (place: string) => parameters.filter((parameter) => parameter.in === place);
  return fc.record({
    body: body ? fc.option(bodyText(body.schema), { nil: undefined, freq: 1 }) : fc.constant(undefined),
    fields: fc.array(fc.oneof(...fields, fc.tuple(unknown, HOSTILE)), { maxLength: 2 }),
    params: fc
      .array(fc.oneof(...named('path').map(({ name }) => fc.tuple(fc.constant(name), SEGMENT)), NOTHING), {
        maxLength: 1,
      })
      .map((params) => Object.fromEntries(params)),
    query: fc.array(
      fc.oneof(
        ...named('query').map(({ name, schema }) =>
          fc.tuple(fc.constant(name), text(fc.oneof(valid(schema), HOSTILE))),
        ),
        fc.tuple(WELL_FORMED, WELL_FORMED),
      ),
      { maxLength: 2 },
    ),
    headers: fc
      .array(fc.oneof(...Object.entries(HEADERS).map(([name, value]) => fc.tuple(fc.constant(name), value))), {
        maxLength: 2,
      })
      .map((headers) => Object.fromEntries(headers)),
  });
}

/**
 * The request of a plan.
 *
 * @param plan - what it is to be.
 * @param good - what the operation would be happy with.
 */
export function planned({ body, fields, params, query, headers }: Plan, good: Call): Call {
  const changed = { ...(good.body as object), ...Object.fromEntries(fields) };
  return {
    ...good,
    params: { ...good.params, ...params },
    query: { ...good.query, ...Object.fromEntries(query) },
    headers: { ...good.headers, ...headers },
    body: body ?? (good.body === undefined ? undefined : changed),
  };
}

const NOTHING = fc.constant(['nothing', ''] as [string, string]);

const text = (values: fc.Arbitrary<unknown>) =>
  values
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
    .map((value) => value.toWellFormed().slice(0, 5000));

/** None that is a dot or two: those would be another path. */
const SEGMENT = fc.oneof(
  fc.uuid(),
  fc.constantFrom(
    '\0',
    '%2e%2e',
    '/',
    '../',
    'x'.repeat(101),
    "'",
    '😀',
    '__proto__',
    '(',
    '00000000-0000-0000-0000-000000000000',
  ),
  WELL_FORMED.filter((value) => !/^\.{0,2}$/.test(value)),
);

/** What Node lets through as the value of a header. */
const headerValue = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .filter((code) => code !== 0x7f)
    .map((code) => String.fromCharCode(code)),
});

const header = (...values: string[]) => fc.oneof(fc.constantFrom(...values), headerValue);

const HEADERS: Record<string, fc.Arbitrary<string>> = {
  authorization: fc.oneof(
    header('Bearer', 'Bearer ', 'Basic eDp5', 'Basic Og==', 'Basic %%%', 'bearer rsp_x', `Bearer ${'x'.repeat(9000)}`),
    fc.stringMatching(/^Bearer rsp_[A-Za-z0-9_-]{92}$/),
    fc.stringMatching(/^Bearer eyJ[A-Za-z0-9_-]{10,40}\.[A-Za-z0-9_-]{10,40}\.[A-Za-z0-9_-]{10,40}$/),
  ),
  'x-rowseal-workspace': fc.oneof(
    header('globex', 'initech', 'ACME', '', 'acme,globex', "acme'--", 'a'.repeat(5000)),
    fc.uuid(),
  ),
  'content-type': header(
    ...[
      'application/json; charset=utf-8',
      'application/json; charset=utf-16',
      'application/JSON ;a=b',
      'text/plain',
      '',
    ],
    ...[
      'multipart/form-data',
      'application/x-www-form-urlencoded',
      'application/graphql',
      'application/json\ttext/plain',
    ],
  ),
  accept: header('*/*', 'text/html', 'application/json;q=0', '', 'application/graphql-response+json', 'a/b;q=2', '*'),
  cookie: fc.oneof(
    fc.stringMatching(/^__Host-Http-rowseal-refresh=rsr_[A-Za-z0-9_-]{120}$/),
    header('__Host-Http-rowseal-refresh=', '__Host-Http-rowseal-refresh=%', '=;=;=', '__proto__=1; a=%E0%A4%A'),
  ),
  origin: header('http://localhost:4000', 'https://elsewhere.test', 'null', ''),
  'sec-fetch-site': header('same-origin', 'cross-site', 'none'),
  'user-agent': header('x'.repeat(9000)),
  'x-forwarded-for': header('203.0.113.7', '::1, 1.2.3.4', 'unknown'),
  'accept-encoding': header('gzip', 'br;q=0.1, *;q=0'),
};
