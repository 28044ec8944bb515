import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { DOCUMENT_DEFAULTS } from '#server/graphql/settings.ts';
import { unknownVersions } from '#server/shortcuts/versions.ts';
import { freshDatabase } from '#test/support/database.ts';
import { type Answer, demoApp, serverOn } from '#test/support/demo-app.ts';
import { shortcutsBy } from '#test/support/metric-samples.ts';
import { DOCUMENTS, MORE_TABLES, MUTATIONS } from '#test/support/shortcut-documents.ts';

const db = await freshDatabase({ seeded: true });
await db.admin.unsafe(MORE_TABLES);
const { app, token, send } = await demoApp({}, undefined, db);
const plain = await serverOn(db, { documents: { ...DOCUMENT_DEFAULTS, shortcuts: false } });
const people = [
  { token: await token('owner@acme.test'), workspace: 'acme' },
  { token: await token('owner@globex.test'), workspace: 'globex' },
  { token: await token('viewer@acme.test'), workspace: 'acme' },
];
type Person = (typeof people)[number];

interface Page {
  nodes: { title: string }[];
  pageInfo: { endCursor: string; hasNextPage: boolean };
}

const JSON_ONLY = { accept: 'application/json' };
const ask =
  (server: { send: typeof send }) =>
  (who: Person, query: string, variables?: object, headers: Record<string, string> = {}): Promise<Answer> =>
    server.send({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${who.token}`, 'x-rowseal-workspace': who.workspace, ...headers },
      payload: { query, ...(variables === undefined ? {} : { variables }) },
    });
const quick = ask({ send });
const usual = ask(plain);

/** What clients see of an answer. */
const seen = ({ status, headers, body }: Answer) => ({ status, type: headers['content-type'], body });

describe('with shortcuts', () => {
  test.each(DOCUMENTS)('%s is answered as without', async (query, variables) => {
    // The first is read, the second planned or built, from the third on all is known: and another person asks each time.
    for (const [n, who] of [...people, ...people].entries()) {
      const headers = n % 2 === 0 ? {} : JSON_ONLY;
      expect(seen(await quick(who, query, variables, headers))).toEqual(
        seen(await usual(who, query, variables, headers)),
      );
    }
  });

  test('only documents that are meant to be refused are refused whole', async () => {
    const [owner] = people as [Person];
    const refused = new Set<string>();
    for (const [query, variables] of DOCUMENTS)
      if (!(await usual(owner, query, variables)).body?.data) refused.add(query);
    expect([...refused]).toEqual([
      '{ allNotes { nodes { titel } } }',
      '{ allNotes(first: 1000000) { nodes { title } } }',
      'query ($n: Int!) { allNotes(first: $n) { nodes { title } } }',
      'query ($n: Int) { allNotes(first: $n) { nodes { title } } }',
      'query a { __typename } query b { __typename }',
    ]);
  });

  test('the order of members is kept', async () => {
    const query = '{ allNotes(first: 2) { nodes { body title } } howMany }';
    const text = async (server: typeof app) =>
      (
        await server.inject({
          method: 'POST',
          url: '/graphql',
          headers: { authorization: `Bearer ${people[0]?.token}`, 'x-rowseal-workspace': 'acme' },
          payload: { query },
        })
      ).payload;
    const expected = await text(plain.app);
    for (let n = 0; n < 3; n++) expect(await text(app)).toBe(expected);
  });

  test.each(MUTATIONS)('%s does and answers the same', async (query, variables) => {
    const [owner] = people as [Person];
    const countOf = async () => (await db.admin`select count(*)::int as n from app.notes`)[0]?.['n'] as number;
    const before = await countOf();
    const expected = seen(await usual(owner, query, variables));
    const made = (await countOf()) - before;
    for (let n = 1; n <= 3; n++) {
      expect(seen(await quick(owner, query, variables))).toEqual(expected);
      expect(await countOf()).toBe(before + made * (n + 1));
    }
    await db.admin`delete from app.notes where title in ('made', 'by variable', 'x', 'one')`;
  });

  test('cursors lead from page to page', async () => {
    const query =
      'query ($after: Cursor) { allNotes(first: 10, after: $after, orderBy: CREATED_AT_ASC) { nodes { title } pageInfo { endCursor hasNextPage } } }';
    for (const who of people.slice(0, 2)) {
      const pages = async (from: typeof quick) => {
        const titles: string[] = [];
        for (let after: string | null = null, left = 10; left > 0; left--) {
          const { nodes, pageInfo }: Page = (await from(who, query, { after })).body.data.allNotes;
          titles.push(...nodes.map(({ title }) => title));
          after = pageInfo.endCursor;
          if (!pageInfo.hasNextPage) break;
        }
        return titles;
      };
      const expected = await pages(usual);
      expect(expected.length).toBeGreaterThan(20);
      expect(await pages(quick)).toEqual(expected);
      expect(await pages(quick)).toEqual(expected);
    }
  });
});

describe('two users with one document', () => {
  const NOTES =
    'query ($n: Int, $o: [NoteOrderBy!]) { allNotes(first: $n, orderBy: $o) { nodes { workspaceId title } } }';
  const PROJECTS =
    '{ allProjects(first: 9) { nodes { name tasksByWorkspaceIdAndProjectId(first: 9) { nodes { title } } } } }';
  const FOUND = 'query ($t: UUID) { allNotes(condition: { workspaceId: $t }) { nodes { workspaceId } } }';

  test('never see rows, or what they asked for, of each other', async () => {
    const [acme, globex] = people as [Person, Person];
    const ids = new Map(
      (await db.admin<{ slug: string; id: string }[]>`select slug, id from rowseal.workspaces`).map((row) => [
        row.slug,
        row.id,
      ]),
    );
    const orders = [['ROW_ID_ASC'], ['ROW_ID_DESC'], ['NATURAL'], ['CREATED_AT_DESC', 'ROW_ID_ASC']];
    const one = async (n: number) => {
      const who = n % 2 === 0 ? acme : globex;
      const size = 1 + (n % 5);
      const notes = (await quick(who, NOTES, { n: size, o: orders[n % orders.length] })).body.data.allNotes.nodes;
      const projects = JSON.stringify((await quick(who, PROJECTS)).body.data);
      // By the other's id, too, which is asked for with one's own a moment later.
      const foreign = (await quick(who, FOUND, { t: ids.get(who === acme ? 'globex' : 'acme') })).body.data;
      const found = (await quick(who, FOUND, { t: ids.get(who.workspace) })).body.data;
      return { who, size, notes, projects, foreign: foreign.allNotes.nodes, found: found.allNotes.nodes };
    };
    const answers: Awaited<ReturnType<typeof one>>[] = [];
    // As many at once as the server has connections.
    for (let n = 0; n < 40; n += 8)
      answers.push(...(await Promise.all(Array.from({ length: 8 }, (_, more) => one(n + more)))));
    for (const { who, size, notes, projects, foreign, found } of answers) {
      expect(notes).toHaveLength(size);
      for (const { workspaceId } of notes) expect(workspaceId).toBe(ids.get(who.workspace));
      expect(projects).toContain(who.workspace);
      // The control: each sees what the other must not.
      expect(projects).not.toContain(who === acme ? 'globex' : 'acme');
      expect(foreign).toEqual([]);
      expect(found.length).toBeGreaterThan(20);
    }
  });

  test('a session that has ended is refused with a document that is known', async () => {
    const caller = { token: await token('member@acme.test'), workspace: 'acme' };
    for (let n = 0; n < 3; n++) expect((await quick(caller, PROJECTS)).status).toBe(200);
    await db.admin`update rowseal_private.sessions set revoked_at = clock_timestamp()
                    where user_id = (select id from rowseal.users where email = 'member@acme.test')`;
    expect((await quick(caller, PROJECTS)).status).toBe(401);
    expect((await quick(caller, '{ __typename }')).status).toBe(401);
  });
});

describe('shortcuts are taken', () => {
  // These fail after an upgrade of PostGraphile that no shortcut fits any more.
  test.each([
    ['a page', '{ allNotes(first: 20, orderBy: CREATED_AT_DESC) { nodes { title } } }', {}],
    ['a page with ids', '{ allNotes(first: 20) { nodes { id title } } }', {}],
    ['a page by a variable', 'query ($n: Int) { allNotes(first: $n) { nodes { title } } }', { n: 4 }],
    [
      'an order by a variable',
      'query ($o: [NoteOrderBy!]) { allNotes(orderBy: $o) { nodes { title } } }',
      { o: ['ROW_ID_ASC'] },
    ],
  ])('for %s', async (_, query, variables) => {
    const [owner] = people as [Person];
    for (let n = 0; n < 3; n++) await quick(owner, query, variables);
    const taken = await shortcutsBy(app, () => quick(owner, query, variables));
    expect(taken).toEqual({ answer_taken: 1, query_taken: 1, query_alone: 1, rows_taken: 1 });
  });

  test.each([
    ['a page', '{ allNotes(first: 20, orderBy: CREATED_AT_DESC) { nodes { title createdAt } } }'],
    ['times with and without a zone', '{ allMoments(first: 20) { nodes { local at } } }'],
  ])('for timestamps of %s', async (_, query) => {
    const [owner] = people as [Person];
    for (let n = 0; n < 3; n++) await quick(owner, query);
    const taken = await shortcutsBy(app, () => quick(owner, query));
    expect(taken).toEqual({ answer_taken: 1, query_taken: 1, query_alone: 1, query_timestamps: 1, rows_taken: 1 });
  });

  test.each([
    [
      'one level of relations',
      '{ allProjects(first: 9) { nodes { name tasksByWorkspaceIdAndProjectId(first: 9) { nodes { title } } } } }',
    ],
    [
      'two levels of relations',
      '{ allProjects { nodes { name tasksByWorkspaceIdAndProjectId(first: 5) { __typename nodes { title commentsByWorkspaceIdAndTaskId(first: 3) { nodes { text } } } } } } }',
    ],
  ])('for %s, whose lists are one', async (_, query) => {
    const [owner] = people as [Person];
    for (let n = 0; n < 3; n++) await quick(owner, query);
    const taken = await shortcutsBy(app, () => quick(owner, query));
    expect(taken).toEqual({ answer_taken: 1, query_taken: 1, query_alone: 1, rows_taken: 1 });
  });

  test('for two lists, whose queries are not alone', async () => {
    const [owner] = people as [Person];
    const query = '{ allNotes(first: 2) { nodes { title } } allProjects(first: 2) { nodes { name } } }';
    for (let n = 0; n < 3; n++) await quick(owner, query);
    const taken = await shortcutsBy(app, () => quick(owner, query));
    expect(taken).toEqual({ answer_taken: 1, query_taken: 2, rows_taken: 2 });
  });

  test('for no query of a mutation, whose answer is quick all the same', async () => {
    const [owner] = people as [Person];
    const query = 'mutation { createNote(input: { note: { title: "made" } }) { note { title } } }';
    await quick(owner, query);
    expect(await shortcutsBy(app, () => quick(owner, query))).toEqual({ answer_taken: 1 });
    await db.admin`delete from app.notes where title = 'made'`;
  });

  test('and given up where a list holds an error', async () => {
    const [owner] = people as [Person];
    const query = '{ allLamps { nodes { rowId light } } }';
    // A value that the schema, which was read before, does not have.
    await db.admin`alter type app.light add value 'RED'`;
    await db.admin`insert into app.lamps (light) values ('GREEN'), ('RED')`;
    const expected = seen(await usual(owner, query));
    expect(expected.body.errors).toHaveLength(1);
    const counts = await shortcutsBy(app, async () => {
      for (let n = 0; n < 3; n++) expect(seen(await quick(owner, query))).toEqual(expected);
    });
    expect(counts['rows_given_up']).toBe(1);
    expect(counts['rows_taken'] ?? 0).toBe(0);
  });

  test('and given up where a list within a list holds an error', async () => {
    const [owner] = people as [Person];
    const query = '{ allLamps(first: 9) { nodes { rowId bulbsByLampId(first: 9) { nodes { light } } } } }';
    await db.admin`alter type app.light add value if not exists 'RED'`;
    await db.admin`
      with made as (insert into app.lamps (light) values ('GREEN') returning id)
      insert into app.bulbs (lamp_id, light)
      select made.id, light.light from made, unnest('{GREEN,NULL,RED}'::app.light[]) as light (light)`;
    const expected = seen(await usual(owner, query));
    expect(expected.body.errors).toHaveLength(1);
    const counts = await shortcutsBy(app, async () => {
      for (let n = 0; n < 3; n++) expect(seen(await quick(owner, query))).toEqual(expected);
    });
    expect(counts).toMatchObject({ rows_given_up: 1 });
    await db.admin`delete from app.bulbs where light = 'RED'`;
    const quiet = seen(await usual(owner, query));
    expect(quiet.body.errors).toBeUndefined();
    for (let n = 0; n < 3; n++) expect(seen(await quick(owner, query))).toEqual(quiet);
  });

  test('for none where they are turned off', async () => {
    const [owner] = people as [Person];
    expect(await shortcutsBy(plain.app, () => usual(owner, '{ allNotes { nodes { title } } }'))).toEqual({});
  });
});

describe('other versions of PostGraphile', () => {
  test('are served without shortcuts, and the log says why', () => {
    expect(unknownVersions()).toBeUndefined();
    expect(unknownVersions({ grafast: '1.2.0', '@dataplan/pg': '1.1.2' })).toBe('grafast 1.2.0 instead of 1.1.3');
  });

  test('the versions that are asked are those that are installed', () => {
    const versionOf = (name: string) =>
      (createRequire(import.meta.url)(`../../node_modules/${name}/package.json`) as { version: string }).version;
    expect(
      unknownVersions({ grafast: versionOf('grafast'), '@dataplan/pg': versionOf('@dataplan/pg') }),
    ).toBeUndefined();
  });
});
