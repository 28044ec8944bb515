import { describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#demo/accounts.ts';
import { enumNames } from '#server/graphql/names.ts';
import { freshDatabase } from '#test/support/database.ts';
import { serverOn } from '#test/support/demo-app.ts';

const db = await freshDatabase({ seeded: true });
await db.admin.unsafe(`
  create schema hidden;
  grant usage on schema hidden to rowseal_user;
  create type app.state as enum ('to-do', 'in progress', 'A+', 'A-', 'null');
  create domain app.grade as int constraint grade_is_small check (value < 7);
  create table app.books (
    id uuid primary key default rowseal.uuidv7(),
    isbn text not null constraint isbn_has_a_form check (isbn ~ '^[0-9-]+$'),
    shelf text,
    slot int,
    grade app.grade,
    state app.state not null default 'to-do',
    follows uuid constraint follows_a_book references app.books on delete restrict,
    lent int4range,
    constraint a_slot_has_one_book unique (shelf, slot),
    constraint lent_once exclude using gist (lent with &&),
    constraint late unique (grade) deferrable initially deferred
  );
  create index on app.books (state);
  create unique index isbn_once on app.books (lower(isbn), shelf);
  create table hidden.marks (id uuid primary key references app.books, mark text constraint a_mark check (mark <> 'bad'));
  grant select, insert (id, isbn, shelf, slot, grade, state, follows, lent), update (isbn, slot, state, follows), delete on app.books to rowseal_user;
  grant select, insert on hidden.marks to rowseal_user;
  create function app.fail(state text, message text) returns int language plpgsql volatile as $$
  begin
    raise exception '%', message using errcode = state, detail = 'detail of ' || message, hint = 'hint of ' || message;
  end $$;
  create function app.ask(state text, message text) returns int language plpgsql stable as $$
  begin
    raise exception '%', message using errcode = state;
  end $$;
  create function app.mark(book uuid, mark text) returns int language sql volatile as
    $$ insert into hidden.marks values (book, mark) returning 1 $$;
  grant execute on function app.fail, app.ask, app.mark to rowseal_user;
  create table app.workspaces (id uuid primary key default rowseal.uuidv7(), name text);
  create table app.members (id uuid primary key default rowseal.uuidv7(), name text);
  grant select, insert (name), delete on app.workspaces, app.members to rowseal_user;
  create function app.viewer() returns text language sql stable as $$ select 'of the application' $$;
  grant execute on function app.viewer to rowseal_user;
`);
const { app, send } = await serverOn(db);
const login = { provider: 'password', email: 'member@acme.test', password: DEMO_PASSWORD, workspace: 'acme' };
const { body: tokens } = await send({ method: 'POST', url: '/v1/auth/token', payload: login });
const headers = { authorization: `Bearer ${tokens.access_token}` };
const graphql = async (query: string, variables: object = {}) =>
  (await send({ method: 'POST', url: '/graphql', headers, payload: { query, variables } })).body;
const create = (book: object) =>
  graphql('mutation ($book: BookInput!) { createBook(input: { book: $book }) { book { id rowId isbn state } } }', {
    book,
  });

describe('an enumerated type', () => {
  test('whose values are no names of GraphQL is read, written and asked for by names that are', async () => {
    const made = await create({ isbn: '1', state: 'in_progress' });
    expect(made.data.createBook.book).toMatchObject({ isbn: '1', state: 'in_progress' });
    await create({ isbn: '2', state: 'A_u2b' });
    await create({ isbn: '3', state: 'A_u2d' });
    await create({ isbn: '4', state: '_null' });
    const stored = await db.admin`select isbn, state from app.books order by isbn`;
    expect(stored.map(({ state }) => state)).toEqual(['in progress', 'A+', 'A-', 'null']);
    const found = await graphql('{ allBooks(condition: { state: A_u2d }) { nodes { isbn state } } }');
    expect(found.data.allBooks.nodes).toEqual([{ isbn: '3', state: 'A_u2d' }]);
  });

  test.each<[string[], string[]]>([
    [
      ['todo', 'DONE', '_x'],
      ['todo', 'DONE', '_x'],
    ],
    [
      ['in-progress', 'in_progress', 'in progress'],
      ['in_u2dprogress', 'in_progress', 'in_u20progress'],
    ],
    [
      ['1st', '', 'true', '__typename'],
      ['_1st', '_', '_true', '_typename'],
    ],
    [
      ['A+', 'A-', 'A'],
      ['A_u2b', 'A_u2d', 'A'],
    ],
    [
      ['高', '低'],
      ['_u9ad8', '_u4f4e'],
    ],
  ])('%j has the names %j', (values, names) => {
    expect([...enumNames(values, (value) => value).values()]).toEqual(names);
    for (const name of names) expect(name).toMatch(/^(?!__|(true|false|null)$)[A-Za-z_]\w*$/);
  });

  test('of which two values cannot be told apart ends the start, and names them', () => {
    expect(() => enumNames(['x-b', 'x b', 'x_u2db'], (value) => value)).toThrow(
      "the enum values 'x-b' and 'x_u2db' have one name in GraphQL",
    );
  });
});

describe('what GraphQL has no name for', () => {
  const startWith = async (ddl: string) => {
    const other = await freshDatabase();
    await other.admin.unsafe(
      `create table app.things (id uuid primary key, ${ddl}); grant select on app.things to rowseal_user`,
    );
    return serverOn(other, { development: true });
  };

  test.each([
    ['"a-b" text, a_b text', /two entities .* 'aB'.*'a-b' attribute .*'a_b' attribute/],
    ['"%" text', /'Thing' attempted to define a field with invalid name ""/],
  ])('%s ends the start with a sentence, instead of leaving the table out', async (ddl, reason) => {
    const { message } = await startWith(ddl).catch((error) => error);
    expect(message).toMatch(/^GraphQL would not serve everything that it exposes: .*\. Rename one of them/);
    expect(message).toMatch(reason);
  });

  test('may be called something else for GraphQL alone: the control', async () => {
    const other = await freshDatabase();
    await other.admin.unsafe(`
      create table app.things (id uuid primary key, "a-b" text, a_b text);
      grant select on app.things to rowseal_user;
      comment on column app.things."a-b" is '@name dashed'`);
    await expect(serverOn(other)).resolves.toBeDefined();
  });
});

describe('what an application raises', () => {
  const fail = (state: string, message: string) =>
    graphql(
      'mutation ($state: String!, $message: String!) { fail(input: { state: $state, message: $message }) { result } }',
      {
        state,
        message,
      },
    );

  test.each(['ZA001', '5Z123', '60000', '99999', 'I0001', 'KA0ZZ', 'Q9999', 'P1001', 'RA001', 'ZZZZZ'])(
    'with %s reaches the caller with its message, and no more of it',
    async (state) => {
      const { data, errors } = await fail(state, 'The book is lent');
      expect(data).toEqual({ fail: null });
      expect(errors).toEqual([
        { message: 'The book is lent', path: ['fail'], locations: expect.anything(), extensions: { code: state } },
      ]);
    },
  );

  test('reaches the caller of a query too', async () => {
    const { errors } = await graphql('{ ask(state: "ZA001", message: "Not on Sundays") }');
    expect(errors).toMatchObject([{ message: 'Not on Sundays', extensions: { code: 'ZA001' } }]);
  });

  test.each([
    ['P0001', 'internal'],
    ['P0004', 'internal'],
    ['XX000', 'internal'],
    ['XX001', 'internal'],
    ['53100', 'unavailable'],
    ['54000', 'internal'],
    ['55000', 'internal'],
    ['57014', 'timeout'],
    ['58000', 'internal'],
    ['72000', 'internal'],
    ['22012', 'internal'],
    ['42883', 'internal'],
    ['01000', 'internal'],
    ['HV000', 'internal'],
    ['F0000', 'internal'],
    ['RS999', 'internal'],
    ['RS006', 'insufficient_scope'],
    ['23505', 'conflict'],
  ])('with %s stays masked', async (state, code) => {
    const body = await fail(state, 'secret words');
    // The controls are the tests before: with a state of its own, an application's words come through.
    expect(body.errors).toMatchObject([{ extensions: { code } }]);
    expect(JSON.stringify(body)).not.toMatch(/secret words|constraint/);
  });
});

describe('a constraint of the application', () => {
  const SECRET = '978-3-16-148410-0';
  const refused = async (answer: Promise<{ errors: { message: string; extensions: object }[] }>) => {
    const body = await answer;
    expect(JSON.stringify(body)).not.toContain(SECRET);
    return body.errors.map(({ extensions }) => extensions);
  };

  test.each<[string, object, object]>([
    ['a check', { isbn: `${SECRET}!` }, { code: 'invalid_input', constraint: 'isbn_has_a_form', columns: ['isbn'] }],
    ['a primary key', { id: 'TAKEN', isbn: SECRET }, { code: 'conflict', constraint: 'books_pkey', columns: ['id'] }],
    [
      'a unique constraint',
      { isbn: '5', shelf: SECRET, slot: 1 },
      { code: 'conflict', constraint: 'a_slot_has_one_book', columns: ['shelf', 'slot'] },
    ],
    [
      'a unique index with an expression',
      { isbn: SECRET, shelf: SECRET },
      { code: 'conflict', constraint: 'isbn_once', columns: ['shelf'] },
    ],
    [
      'a foreign key',
      { isbn: SECRET, follows: '01a20bd8-1955-73aa-94a0-197ff9c52136' },
      { code: 'conflict', constraint: 'follows_a_book', columns: ['follows'] },
    ],
    [
      'an exclusion',
      { isbn: SECRET, lent: { start: { value: 2, inclusive: true }, end: { value: 4, inclusive: true } } },
      { code: 'conflict', constraint: 'lent_once', columns: ['lent'] },
    ],
    [
      'a deferred one, at the commit',
      { isbn: '6', grade: 3 },
      { code: 'conflict', constraint: 'late', columns: ['grade'] },
    ],
    ['one of a domain', { isbn: SECRET, grade: 9 }, { code: 'invalid_input', constraint: 'grade_is_small' }],
  ])('%s is named with its columns, and never a value', async (_what, book, extensions) => {
    await db.admin`delete from app.books`;
    const first = await create({
      isbn: SECRET,
      shelf: SECRET,
      slot: 1,
      grade: 3,
      lent: { start: { value: 1, inclusive: true }, end: { value: 3, inclusive: true } },
    });
    const taken = first.data.createBook.book.rowId;
    expect(await refused(create({ ...book, ...('id' in book ? { rowId: taken, id: undefined } : {}) }))).toEqual([
      extensions,
    ]);
  });

  test('a column that must not be null is named', async () => {
    const { data } = await create({ isbn: SECRET });
    const change = graphql(
      'mutation ($id: ID!) { updateBook(input: { id: $id, bookPatch: { isbn: null } }) { book { id } } }',
      {
        id: data.createBook.book.id,
      },
    );
    expect(await refused(change)).toEqual([{ code: 'invalid_input', columns: ['isbn'] }]);
  });

  test('what others refer to is not deleted', async () => {
    const { data } = await create({ isbn: SECRET, shelf: 'b' });
    const { id, rowId } = data.createBook.book;
    await create({ isbn: '7', follows: rowId });
    const removal = graphql('mutation ($id: ID!) { deleteBook(input: { id: $id }) { book { id } } }', { id });
    expect(await refused(removal)).toEqual([{ code: 'conflict', constraint: 'follows_a_book', columns: ['follows'] }]);
  });

  test('in a schema that is not exposed is not named: the control', async () => {
    const { data } = await create({ isbn: '8' });
    const mark = (book: string, word: string) =>
      graphql('mutation ($book: UUID!, $word: String!) { mark(input: { book: $book, mark: $word }) { result } }', {
        book,
        word,
      });
    expect(await refused(mark(data.createBook.book.rowId, 'bad'))).toEqual([{ code: 'invalid_input' }]);
    expect(await refused(mark('01a20bd8-1955-73aa-94a0-197ff9c52136', SECRET))).toEqual([{ code: 'conflict' }]);
    const { app: wide, send: ask } = await serverOn(db, { schemas: ['app', 'hidden'] });
    expect(wide).not.toBe(app);
    const { body } = await ask({
      method: 'POST',
      url: '/graphql',
      headers,
      payload: { query: `mutation { mark(input: { book: "${data.createBook.book.rowId}", mark: "bad" }) { result } }` },
    });
    expect(body.errors[0].extensions).toEqual({ code: 'invalid_input', constraint: 'a_mark', columns: ['mark'] });
  });
});

describe('an application with names that Rowseal has too', () => {
  test('keeps them, and Rowseal has its fields under others', async () => {
    const made = await graphql(
      `mutation ($ours: RowsealCreateWorkspaceInput!) {
        createWorkspace(input: { workspace: { name: "theirs" } }) { workspace { name } query { viewer rowsealViewer { email } } }
        rowsealCreateWorkspace(input: $ours) { slug }
      }`,
      { ours: { slug: 'ours', name: 'ours' } },
    );
    const query = { viewer: 'of the application', rowsealViewer: { email: 'member@acme.test' } };
    expect(made.data.createWorkspace).toEqual({ workspace: { name: 'theirs' }, query });
    // The session is bound to a workspace.
    expect(made.errors).toMatchObject([{ path: ['rowsealCreateWorkspace'], extensions: { code: 'session_required' } }]);
    const both = await graphql('{ allMembers { nodes { name } } rowsealWorkspace { members { nodes { email } } } }');
    expect(both.data.rowsealWorkspace.members.nodes).toHaveLength(4);
    expect(both.data.allMembers.nodes).toEqual([]);
  });
});
