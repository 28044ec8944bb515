import { setTimeout as sleep } from 'node:timers/promises';
import { getIntrospectionQuery } from 'postgraphile/graphql';
import { describe, expect, test } from 'vitest';
import { DOCUMENT_DEFAULTS } from '#server/graphql/settings.ts';
import { type Answer, demoApp, serverOn } from '#test/support/demo-app.ts';
import { heapAfterCollection } from '#test/support/heap.ts';
import { counted, countedBy } from '#test/support/metric-samples.ts';

const { app, db, send, graphql, token } = await demoApp();
const owner = await token('owner@acme.test');
const call = { token: owner, workspace: 'acme' };

/** A server that bounds nothing, to show what an attack does to one. */
const UNBOUNDED = {
  bytes: 100_000,
  depth: 1_000,
  aliases: 1e9,
  fields: 1e9,
  page: 1e9,
  order: 1e9,
  values: Number.POSITIVE_INFINITY,
  argumentBytes: 1e9,
  identifier: 1e9,
};
const unbounded = await serverOn(db, { documents: { limits: UNBOUNDED, cacheBytes: 1e9 } });

/** Asks again where a machine with too much to do has turned the request away before anything was done for it. */
async function ask(server: Pick<typeof unbounded, 'send'>, query: string, variables?: object): Promise<Answer> {
  for (;;) {
    const answer = await server.send({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${owner}`, 'x-rowseal-workspace': 'acme' },
      payload: { query, variables },
    });
    if (answer.status !== 503) return answer;
    await sleep(100);
  }
}

const times = (count: number, make: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i)).join(' ');

/** 2^doublings fields. */
const doubling = (doublings: number) =>
  `{ ...f0 } ${times(doublings, (i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`)} fragment f${doublings} on Query { __typename }`;
const aliases = (count: number) =>
  `{ ${times(count, (i) => `a${i}: allNotes(first: 1, offset: ${i}) { nodes { title } }`)} }`;
/** Of each term SQL is made, again for each of 30 fields. */
const ordered = (order: string) =>
  times(30, (i) => `a${i}: allNotes(first: 1, offset: ${i}, orderBy: ${order}) { nodes { title } }`);
const terms = (count: number) => Array<string>(count).fill('PRIMARY_KEY_ASC');
/** 21,000 values. */
const broad = (args: string) =>
  times(30, (i) => `a${i}: allNotes(${args} offset: ${i}) { nodes { title body createdAt rowId id authorId } }`);
const LONG = 'x'.repeat(4_001);
const deep = (levels: number) => `{ ${'query { '.repeat(levels)} __typename ${'}'.repeat(levels)} }`;

/** Each asks for too much; `name` makes it another document. */
const ABUSE: [string, (name: string) => string, object?][] = [
  ['doubling fragments, 2^24 fields from 1.5 kB', (name) => `query ${name} ${doubling(24)}`],
  ['400 aliases', (name) => `query ${name} ${aliases(400)}`],
  ['400 aliases in a fragment', (name) => `query ${name} { ...f } fragment f on Query ${aliases(400)}`],
  [
    'aliases of a fragment that is spread 40 times',
    (name) => `query ${name} { ${'...f '.repeat(40)} } fragment f on Query { a: id }`,
  ],
  ['fields within fields 100 deep', (name) => `query ${name} ${deep(100)}`],
  [
    'fields within fields of fragments',
    (name) =>
      `query ${name} { ...f0 } ${times(40, (i) => `fragment f${i} on Query { query { ...f${i + 1} } }`)} fragment f40 on Query { id }`,
  ],
  ['brackets 5,000 deep', (name) => `query ${name} ${'{a'.repeat(5_000)}${'}'.repeat(5_000)}`],
  ['a list 5,000 deep', (name) => `query ${name} { node(id: ${'['.repeat(5_000)}${']'.repeat(5_000)}) { id } }`],
  ['2,000 times the same field, which are compared in pairs', (name) => `query ${name} { ${'id '.repeat(2_000)} }`],
  [
    '2,000 times the same field in a fragment that nothing spreads',
    (name) => `query ${name} { id } fragment f on Query { ${'id '.repeat(2_000)} }`,
  ],
  [
    'fragments that spread each other in a circle',
    (name) => `query ${name} { ...a } fragment a on Query { ...b } fragment b on Query { ...a }`,
  ],
  [
    'a fragment twice, of which one is huge',
    (name) => `query ${name} { ...f } fragment f on Query { ${'id '.repeat(2_000)} } fragment f on Query { id }`,
  ],
  ['20 operations, each large', (name) => times(20, (i) => `query ${name}${i} { ${'id '.repeat(40)} }`)],
  ['more than 20,000 bytes', (name) => `query ${name} { id } #${'x'.repeat(20_000)}`],
  ['a page of a million', (name) => `query ${name} { allNotes(first: 1000000) { nodes { title } } }`],
  ['a page of a million, from its end', (name) => `query ${name} { allNotes(last: 1000000) { nodes { title } } }`],
  [
    'a page of a million in a fragment',
    (name) => `query ${name} { ...f } fragment f on Query { allNotes(first: 1000000) { nodes { title } } }`,
  ],
  [
    'a page of a million by a variable',
    (name) => `query ${name}($n: Int) { allNotes(first: $n) { nodes { title } } }`,
    { n: 1_000_000 },
  ],
  [
    'a page of a million by the default of a variable',
    (name) => `query ${name}($n: Int = 1000000) { allNotes(first: $n) { nodes { title } } }`,
  ],
  [
    'a page of a million by a variable of a fragment',
    (name) => `query ${name}($n: Int) { ...f } fragment f on Query { allNotes(last: $n) { nodes { title } } }`,
    { n: 1_000_000 },
  ],
  ['an order of 500 terms', (name) => `query ${name} { allNotes(orderBy: [${terms(500)}]) { nodes { title } } }`],
  [
    'an order of 4,500 terms by a variable of 30 fields',
    (name) => `query ${name}($o: [NoteOrderBy!]) { ${ordered('$o')} }`,
    { o: terms(4_500) },
  ],
  ['30 pages of 100 rows', (name) => `query ${name} { ${broad('first: 100')} }`],
  ['30 pages, of which nobody says how large', (name) => `query ${name} { ${broad('')} }`],
  ['30 pages by a variable', (name) => `query ${name}($n: Int) { ${broad('first: $n')} }`, { n: 100 }],
  ['30 pages by a variable that is left out', (name) => `query ${name}($n: Int) { ${broad('last: $n')} }`],
  ['30 pages by the default of a variable', (name) => `query ${name}($n: Int = 100) { ${broad('first: $n')} }`],
  [
    'one cursor of 3,900 characters in 30 fields',
    (name) =>
      `query ${name}($c: Cursor) { ${times(30, (i) => `a${i}: allNotes(first: 1, offset: ${i}, after: $c) { totalCount }`)} }`,
    { c: 'x'.repeat(3_900) },
  ],
  [
    'one condition of 4 kB in 30 fields of a fragment',
    (name) =>
      `query ${name}($c: NoteCondition) { ...f } fragment f on Query { ${times(30, (i) => `a${i}: allNotes(first: 1, offset: ${i}, condition: $c) { totalCount }`)} }`,
    { c: { rowId: 'x'.repeat(4_000) } },
  ],
  ['an id of 4,001 characters', (name) => `query ${name} { node(id: "${LONG}") { id } }`],
  ['such an id by a variable', (name) => `query ${name}($id: ID!) { node(id: $id) { id } }`, { id: LONG }],
  [
    'such an id in the input of a mutation',
    (name) => `mutation ${name}($i: DeleteNoteInput!) { deleteNote(input: $i) { deletedNoteId } }`,
    { i: { id: LONG } },
  ],
  ['a cursor of 4,001 characters', (name) => `query ${name} { allNotes(first: 1, after: "${LONG}") { totalCount } }`],
  [
    'such a cursor by a variable',
    (name) => `query ${name}($c: Cursor) { allNotes(last: 1, before: $c) { totalCount } }`,
    { c: LONG },
  ],
  [
    'an order of 500 terms by the default of a variable',
    (name) => `query ${name}($o: [NoteOrderBy!] = [${terms(500)}]) { ${ordered('$o')} }`,
  ],
];

describe('a document that asks for too much is refused before anything is planned, and costs no statement beyond entering', () => {
  test.each(ABUSE)('%s', async (_, make, variables) => {
    let answer: Answer | undefined;
    const cost = await countedBy(app, async () => {
      answer = await ask({ send }, make('abuse'), variables);
    });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'document_refused' } }] } });
    expect(answer?.body.data).toBeUndefined();
    expect(cost).toEqual({ statements: 1, plans: 0, cacheBytes: 0 });
  });

  test('a variable is looked at in each request, not only in the first', async () => {
    const query = 'query later($n: Int) { allNotes(first: $n) { nodes { title } } }';
    expect((await ask({ send }, query, { n: 2 })).body.data.allNotes.nodes).toHaveLength(2);
    for (const n of [101, 1e9, '1000', [1000]]) expect((await ask({ send }, query, { n })).status, String(n)).toBe(400);
    expect((await ask({ send }, query, { n: 3 })).body.data.allNotes.nodes).toHaveLength(3);
  });

  test('a client that would rather have a 200 gets the 400 as well', async () => {
    const headers = { authorization: `Bearer ${owner}`, accept: 'application/json' };
    const answer = await send({ method: 'POST', url: '/graphql', headers, payload: { query: doubling(24) } });
    expect(answer.status).toBe(400);
  });

  test('without bounds fragments double, and aliases become statements: the control', async () => {
    const doubled = await countedBy(unbounded.app, () => ask(unbounded, doubling(12)));
    expect(doubled.plans).toBe(1);
    const aliased = await countedBy(unbounded.app, () => ask(unbounded, aliases(60)));
    expect(aliased).toMatchObject({ statements: 60, plans: 1 });
    expect(
      (await ask(unbounded, '{ allNotes(first: 1000000) { nodes { title } } }')).body.data.allNotes.nodes,
    ).toHaveLength(36);
    const query = `query ($o: [NoteOrderBy!]) { ${ordered('$o')} }`;
    const long = await countedBy(unbounded.app, () => ask(unbounded, query, { o: terms(40) }));
    expect(long).toMatchObject({ statements: 30, plans: 1 });
  });

  test('30 pages are read without bounds, and whatever a variable holds is looked at 30 times: the control', async () => {
    const { body } = await ask(unbounded, `{ ${broad('first: 100')} }`);
    expect(Object.keys(body.data)).toHaveLength(30);
    for (const [, make, variables] of ABUSE.slice(-7))
      expect(JSON.stringify((await ask(unbounded, make('unbounded'), variables)).body)).not.toContain(
        'document_refused',
      );
  });

  test('variables that are nested as deep as a request is long are no failure of the server', async () => {
    const deepest = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const query =
      'query deepest($o: [NoteOrderBy!], $c: Cursor) { allNotes(first: 1, orderBy: $o, after: $c) { totalCount } }';
    const headers = { authorization: `Bearer ${owner}`, 'content-type': 'application/json' };
    for (const variables of [`{"o":${deepest}}`, `{"c":${deepest}}`, deepest]) {
      const payload = `{"query":"${query}","variables":${variables}}`;
      const { status } = await send({ method: 'POST', url: '/graphql', headers, payload });
      expect(status, variables.slice(0, 9)).toBe(400);
    }
  });

  test('an order of as many terms as anybody needs is none', async () => {
    const query = 'query ($o: [NoteOrderBy!]) { allNotes(orderBy: $o) { nodes { title } } }';
    for (const o of [terms(16), 'PRIMARY_KEY_ASC', [], null])
      expect((await ask({ send }, query, { o })).body.data.allNotes.nodes.length).toBeGreaterThan(0);
    expect((await ask({ send }, query, { o: terms(17) })).status).toBe(400);
  });

  test.each(['first', 'last', 'offset'])('a negative %s is a mistake of the caller’s', async (argument) => {
    const query = `query ($n: Int) { allNotes(${argument}: $n) { nodes { title } } }`;
    const { body } = await ask({ send }, query, { n: -1 });
    expect(body.errors).toMatchObject([{ extensions: { code: 'invalid_input' } }]);
  });
});

describe('without first or last, the answer is one page', async () => {
  const paged = await serverOn(db, {
    documents: { ...DOCUMENT_DEFAULTS, limits: { ...DOCUMENT_DEFAULTS.limits, page: 5 } },
  });
  const ROWS = 'totalCount pageInfo { hasNextPage endCursor } nodes { title }';
  const rows = async (query: string, variables?: object) => {
    const { body } = await ask(paged, query, variables);
    expect(body.errors, query).toBeUndefined();
    return body.data.allNotes;
  };

  test.each<[string, object?]>([
    [`{ allNotes { ${ROWS} } }`],
    [`{ allNotes(first: null) { ${ROWS} } }`],
    [`{ allNotes(first: null, last: null) { ${ROWS} } }`],
    [`query ($n: Int) { allNotes(first: $n) { ${ROWS} } }`],
    [`query ($n: Int) { allNotes(first: $n) { ${ROWS} } }`, { n: null }],
    [`query ($n: Int = null) { allNotes(first: $n) { ${ROWS} } }`],
    [`query ($n: Int) { allNotes(last: $n) { ${ROWS} } }`, { n: null }],
    [`query ($f: Int, $l: Int) { allNotes(first: $f, last: $l) { ${ROWS} } }`, { l: null }],
    [`query ($f: Int, $l: Int) { allNotes(first: $f, last: $l) { ${ROWS} } }`, { f: 5 }],
    [`{ ...f } fragment f on Query { allNotes { ${ROWS} } }`],
  ])('%s with %o', async (query, variables) => {
    const first = await rows(query, variables);
    expect(first).toMatchObject({ totalCount: 36, pageInfo: { hasNextPage: true }, nodes: { length: 5 } });
  });

  test('the next page follows it, to the end', async () => {
    const titles: string[] = [];
    let after: string | null = null;
    for (let pages = 1; ; pages++) {
      const page = await rows(`query ($after: Cursor) { allNotes(after: $after) { ${ROWS} } }`, { after });
      titles.push(...page.nodes.map(({ title }: { title: string }) => title));
      after = page.pageInfo.endCursor;
      if (page.pageInfo.hasNextPage) continue;
      expect(pages).toBe(8);
      break;
    }
    const { body } = await ask(unbounded, '{ allNotes { nodes { title } } }');
    expect(titles).toEqual(body.data.allNotes.nodes.map(({ title }: { title: string }) => title));
    // The control: without a largest page all come at once.
    expect(titles).toHaveLength(36);
  });

  test('what is said is done', async () => {
    for (const [args, variables] of [
      ['first: 2'],
      ['last: 3'],
      ['first: 0'],
      ['first: $f', { f: 4 }],
      ['last: $l', { l: 4 }],
      ['first: $f, last: $l', { f: 2, l: null }],
      ['first: $f, last: $l', { l: 2 }],
      ['first: 3, offset: 2'],
    ] as [string, object?][]) {
      const query = `query (${args.includes('$f') ? '$f: Int ' : ''}${args.includes('$l') ? '$l: Int ' : ''}$x: Int) {
        allNotes(${args}) { pageInfo { hasNextPage hasPreviousPage } nodes { title } } x: allNotes(first: $x) { totalCount } }`;
      const [one, other] = [await ask(paged, query, variables), await ask(unbounded, query, variables)];
      expect(one.body.errors, args).toBeUndefined();
      expect(one.body.data.allNotes, args).toEqual(other.body.data.allNotes);
    }
  });
});

describe('what is remembered of documents is bounded by memory', () => {
  // As many as the issue asks for with ROWSEAL_LONG=1 (npm run test:long), and a memory that holds as few of them; a tenth or so otherwise.
  const LONG = process.env['ROWSEAL_LONG'] === '1';
  const [refused, kept, cacheBytes] = LONG ? [1_000, 60, 8_000_000] : [120, 10, 1_250_000];
  const large = (i: number) => `query q${i} ${aliases(30)} #${'x'.repeat(1_500)}`;

  test(`${refused} different documents that are refused leave less than 1 MB`, async () => {
    const ask20 = (i: number) =>
      Promise.all(ABUSE.map(([, make, variables]) => ask({ send }, make(`q${i}`), variables)));
    // What is compiled on the way takes its place once.
    for (let i = 0; i < refused / 50; i++) await ask20(i);
    const before = await heapAfterCollection();
    for (let i = 100; i < 100 + refused / ABUSE.length; i++)
      expect(new Set((await ask20(i)).map(({ status }) => status))).toEqual(new Set([400]));
    expect((await heapAfterCollection()) - before).toBeLessThan(1_000_000);
  });

  test('of documents that are valid, and of their plans, no more is kept than the server may', async () => {
    const small = await serverOn(db, { documents: { ...DOCUMENT_DEFAULTS, cacheBytes } });
    for (let i = 0; i < 5; i++) await ask(small, large(i));
    const before = await heapAfterCollection();
    const cost = await countedBy(small.app, async () => {
      for (let i = 0; i < kept; i++) expect((await ask(small, large(i + 100))).body.errors).toBeUndefined();
    });
    expect(cost.plans).toBe(kept);
    expect((await counted(small.app)).cacheBytes).toBeLessThanOrEqual(cacheBytes);
    expect((await heapAfterCollection()) - before).toBeLessThan(2 * cacheBytes);
  });

  test('kept by their number, they would fill the memory: the control', async () => {
    const before = await heapAfterCollection();
    for (let i = 0; i < kept; i++) await ask(unbounded, large(i));
    expect((await heapAfterCollection()) - before).toBeGreaterThan(3 * cacheBytes);
  });

  test('plans that variables bring about are weighed too', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const query = `query (${names.map((name) => `$${name}: Boolean!`).join(' ')}) {
      ${names.map((name) => `${name}: allNotes(first: 1) @include(if: $${name}) { nodes { title } }`).join(' ')} }`;
    const asked = (bits: number) =>
      ask({ send }, query, Object.fromEntries(names.map((name, i) => [name, (bits & (1 << i)) !== 0])));
    const first = await countedBy(app, () => asked(1));
    const others = await countedBy(app, async () => {
      for (let bits = 2; bits < 32; bits++) await asked(bits);
    });
    expect(first.plans).toBe(1);
    expect(others.plans).toBeGreaterThan(10);
    expect(others.cacheBytes).toBeGreaterThan(10 * (first.cacheBytes / 2));
  });

  test('a document that is known is not planned again', async () => {
    const query = '{ allNotes(first: 7) { nodes { title } } }';
    expect((await countedBy(app, () => ask({ send }, query))).plans).toBe(1);
    expect(await countedBy(app, () => ask({ send }, query))).toEqual({ statements: 1, plans: 0, cacheBytes: 0 });
  });
});

describe('documents that people send pass', () => {
  const WHOLE = getIntrospectionQuery({
    descriptions: true,
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
  });
  // As relay-compiler writes them: fragments, __typename and id everywhere, aliases for types.
  const RELAY = `query NotesQuery($first: Int!, $after: Cursor, $id: ID!) {
    ...NotesList_query
    node(id: $id) { __typename ...NoteDetail_note __isNode: __typename id }
  }
  fragment NotesList_query on Query {
    allNotes(first: $first, after: $after, orderBy: [PRIMARY_KEY_ASC]) {
      edges { node { id ...NoteDetail_note __typename } cursor }
      pageInfo { endCursor hasNextPage }
    }
  }
  fragment NoteDetail_note on Note { id rowId title body createdAt __isNote: __typename }`;

  test("GraphiQL's introspection", async () => {
    const development = await serverOn(db, { development: true });
    const { status, body } = await ask(development, WHOLE);
    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
    expect(body.data.__schema.types.map(({ name }: { name: string }) => name)).toContain('Note');
    expect((await counted(development.app)).cacheBytes).toBe(0);
  });

  test("Relay's", async () => {
    const { body: page } = await graphql('{ allNotes(first: 1) { nodes { id } } }', call);
    const [{ id }] = page.data.allNotes.nodes;
    const { body } = await ask({ send }, RELAY, { first: 100, id });
    expect(body.errors).toBeUndefined();
    expect(body.data).toMatchObject({ node: { id, __isNode: 'Note' }, allNotes: { edges: { length: 36 } } });
  });

  test("the demo's", async () => {
    for (const query of [
      '{ allNotes(first: 2) { nodes { title } } }',
      '{ allNotes(first: 3) { nodes { title createdAt } } }',
      '{ allNotes { totalCount nodes { id title workspaceId } } }',
    ]) {
      expect((await graphql(query, call)).body.errors, query).toBeUndefined();
    }
  });
});
