import pLimit from 'p-limit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openGateway } from '#server/database/gateway.ts';
import { createMetrics } from '#server/observability/metrics.ts';
import { freshDatabase } from '#test/support/database.ts';
import { createPerson, type Person } from '#test/support/people.ts';
import { withStartupOptions } from '#test/support/startup-options.ts';

const db = await freshDatabase();
const gateway = openGateway(db.gatewayUrl, { max: 2 });
afterAll(() => gateway.close());

const WHO = `select session_user::text as role, rowseal.user_id()::text as user_id, rowseal.workspace_id()::text as workspace_id,
                    (select count(*)::int from app.notes) as notes, (select count(distinct workspace_id)::int from app.notes) as workspaces`;

let ada: Person;
let gus: Person;

beforeAll(async () => {
  ada = await createPerson(db.admin, 'acme', 'owner');
  gus = await createPerson(db.admin, 'globex', 'owner');
  for (const { entry, workspaceId } of [ada, gus]) {
    await db.admin`insert into app.notes (workspace_id, author_id, title)
                   select ${workspaceId}, ${entry.sub}, 'note ' || n from generate_series(1, 5) as n`;
  }
});

async function rowsOf(person: Person, text: string, values: unknown[] = [], name?: string) {
  const statement = name === undefined ? { text, values } : { text, values, name };
  const { rows } = await gateway.query({ ...person.entry }, statement);
  return rows;
}

describe('one statement', () => {
  test('runs as its user, in the workspace named', async () => {
    expect(await rowsOf(ada, WHO)).toEqual([
      { role: 'rowseal_gateway', user_id: ada.entry.sub, workspace_id: ada.workspaceId, notes: 5, workspaces: 1 },
    ]);
  });

  test('that a policy of the workspace shuts out is refused over the connection that it has, and remembered', async () => {
    const owner = await createPerson(db.admin, 'policed', 'owner');
    const alone = openGateway(db.gatewayUrl, { max: 1 });
    onTestFinished(() => alone.close());
    const refused: string[] = [];
    alone.onRefusal(({ sub }) => refused.push(String(sub)));
    const backend = { text: 'select pg_backend_pid() as pid', values: [] };
    const before = await alone.one<{ pid: number }>({ ...ada.entry }, backend);
    await db.admin`
      update rowseal.workspaces set required_assurance = 2, assurance_grace = '0' where id = ${owner.workspaceId}`;
    await expect(alone.one({ ...owner.entry }, backend)).rejects.toMatchObject({ code: 'RS053' });
    expect(refused).toEqual([owner.entry.sub]);
    expect(await alone.one({ ...ada.entry }, backend)).toEqual(before);
  });

  test('of 4,000 interleaved users over two connections sees its own only', async () => {
    const people = await Promise.all(
      Array.from({ length: 40 }, (_, i) => createPerson(db.admin, `w${i % 10}`, 'member')),
    );
    // As many at once as may wait for two connections.
    const inTurn = pLimit(80);
    const answers = await inTurn.map(
      Array.from({ length: 4000 }, (_, i) => people[i % people.length] as Person),
      async (person) => {
        const [row] = await rowsOf(
          person,
          'select rowseal.user_id() as u, rowseal.workspace_id() as w',
          [],
          'interleaved',
        );
        return row.u === person.entry.sub && row.w === person.workspaceId;
      },
    );
    expect(answers.filter((own) => !own)).toEqual([]);
  });

  test('is committed when it answers', async () => {
    const [{ id }] = await rowsOf(ada, `insert into app.notes (title) values ('kept') returning id`);
    const [row] = await db.admin`select workspace_id, author_id, title from app.notes where id = ${id}`;
    expect(row).toEqual({ workspace_id: ada.workspaceId, author_id: ada.entry.sub, title: 'kept' });
    expect(
      await gateway.query({ ...ada.entry }, { text: `delete from app.notes where title = 'kept'`, values: [] }),
    ).toMatchObject({
      rowCount: 1,
      rows: [],
    });
  });

  test('never runs where the entry is refused, and the connection serves on', async () => {
    const refused = { ...ada.entry, seal: '00'.repeat(32) };
    const write = gateway.query(refused, { text: `insert into app.notes (title) values ('never')`, values: [] });
    await expect(write).rejects.toMatchObject({ code: 'RS001' });
    expect(gateway.refusal(refused)).toMatchObject({ code: 'RS001' });
    expect(await db.admin`select from app.notes where title = 'never'`).toHaveLength(0);
    expect((await rowsOf(gus, WHO))[0].user_id).toBe(gus.entry.sub);
  });

  test('that fails is rolled back, keeps its error code, and is no refusal', async () => {
    const entry = { ...ada.entry };
    await expect(gateway.query(entry, { text: 'select 1 / 0', values: [] })).rejects.toMatchObject({ code: '22012' });
    expect(gateway.refusal(entry)).toBeUndefined();
    expect((await rowsOf(gus, WHO))[0].user_id).toBe(gus.entry.sub);
  });

  test('that names what does not exist fails the same way each time under a name', async () => {
    for (let i = 0; i < 3; i++) {
      await expect(rowsOf(ada, 'select * from app.nothing', [], 'nothing')).rejects.toMatchObject({ code: '42P01' });
    }
  });

  test('that violates a deferred constraint at the implicit commit is reported, and nothing is kept', async () => {
    await db.admin.unsafe(`create table app.deferred (id int primary key, ref int references app.deferred deferrable initially deferred);
                           grant select, insert on app.deferred to rowseal_user`);
    await expect(rowsOf(ada, 'insert into app.deferred values (1, 99)')).rejects.toMatchObject({ code: '23503' });
    expect(await db.admin`select from app.deferred`).toHaveLength(0);
  });

  test('is parsed anew after a column changed under its name', async () => {
    await db.admin.unsafe(
      'create table app.changing (a int); grant select on app.changing to rowseal_user; insert into app.changing values (1)',
    );
    const read = () => Promise.all([1, 2, 3, 4].map(() => rowsOf(ada, 'select * from app.changing', [], 'changing')));
    await read();
    await db.admin.unsafe('alter table app.changing add column b int default 2');
    for (const rows of await read()) expect(rows).toEqual([{ a: 1, b: 2 }]);
  });

  test('under any of 300 names leaves at most 100 prepared statements on a connection', async () => {
    const narrow = openGateway(db.gatewayUrl, { max: 1 });
    for (let i = 0; i < 300; i++)
      await narrow.query({ ...ada.entry }, { text: `select ${i}`, values: [], name: `n${i}` });
    const { rows } = await narrow.query(
      { ...ada.entry },
      { text: 'select count(*)::int as n from pg_prepared_statements', values: [] },
    );
    expect(rows[0].n).toBeLessThanOrEqual(101);
    await narrow.close();
  });

  test('whose backend is killed fails, and the pool recovers', async () => {
    const slow = rowsOf(ada, 'select pg_sleep(8)');
    slow.catch(() => {});
    const kill = () => db.admin`
      select pg_terminate_backend(pid) from pg_stat_activity
       where usename = 'rowseal_gateway' and datname = current_database() and wait_event = 'PgSleep'`;
    await expect.poll(async () => (await kill()).length).toBe(1);
    await expect(slow).rejects.toMatchObject({ code: '57P01' });
    expect((await rowsOf(gus, WHO))[0].user_id).toBe(gus.entry.sub);
  });

  test('leaves nothing behind: the connection alone is in no workspace', async () => {
    const narrow = openGateway(db.gatewayUrl, { max: 1 });
    await narrow.query({ ...ada.entry }, { text: WHO, values: [] });
    const nobody = { ...gus.entry, wanted: undefined };
    const counted = narrow.query(nobody, { text: 'select count(*)::int as notes from app.notes', values: [] });
    await expect(counted).rejects.toMatchObject({ code: 'RS007' });
    await narrow.close();
  });
});

describe('one connection', async () => {
  const results: string[] = [];
  const narrow = openGateway(withStartupOptions(db.gatewayUrl, '-c lock_timeout=200ms'), {
    max: 1,
    metrics: { ...createMetrics(), batchEnded: (result) => results.push(result) },
  });
  afterAll(() => narrow.close());
  const pid = async (): Promise<number> => {
    const [row] = await narrow.many<{ pid: number }>(
      { ...gus.entry },
      {
        text: 'select pg_backend_pid() as pid',
        values: [],
        name: 'pid',
      },
    );
    results.length = 0;
    return row?.pid ?? 0;
  };
  const ask = (text: string, values: unknown[] = []) => narrow.query({ ...ada.entry }, { text, values, name: text });

  test('is waited for once where memberships are locked, and serves on', async () => {
    const before = await pid();
    const locked = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    const holding = db.admin.begin(async (sql) => {
      await sql`lock table rowseal.memberships in access exclusive mode`;
      locked.resolve();
      await done.promise;
    });
    await locked.promise;
    const entry = { ...ada.entry };
    const refused = narrow.query(entry, { text: 'select 1', values: [], name: 'one' });
    await expect(refused).rejects.toMatchObject({ code: '55P03' });
    expect(results).toEqual(['refused']);
    expect(narrow.refusal(entry), 'nothing ran, so that this is the whole answer').toMatchObject({ code: '55P03' });
    done.resolve();
    await holding;
    // The control: without the lock the same caller is answered, over the same connection.
    expect(await pid()).toBe(before);
  });

  test.each([
    ['a value that does not fit', 'select $1::uuid as id', ['no uuid'], '22P02'],
    ['a byte that no text holds', 'select $1::text as t', ['a\0b'], '22021'],
    ['a column that is not there', 'select nothing from app.notes', [], '42703'],
    ['more values than parameters', 'select 1 as one', ['too many'], '08P01'],
  ])('is not spent by %s', async (_, text, values, code) => {
    const before = await pid();
    for (let n = 0; n < 2; n++) await expect(ask(text, values)).rejects.toMatchObject({ code });
    expect(await pid()).toBe(before);
  });

  test('hears why a caller is refused, though a value does not fit', async () => {
    const before = await pid();
    const refused = { ...ada.entry, seal: '00'.repeat(32) };
    const statement = { text: 'select $1::uuid as id', values: ['no uuid'], name: 'fits' };
    await expect(narrow.query(refused, statement)).rejects.toMatchObject({ code: 'RS001' });
    expect(narrow.refusal(refused)).toMatchObject({ code: 'RS001' });
    expect(await pid()).toBe(before);
  });

  test('is free at once after a statement that asks for data', async () => {
    await db.admin.unsafe('create table app.open_to_all (a int); grant insert on app.open_to_all to rowseal_user');
    await expect(ask('copy app.open_to_all from stdin')).rejects.toMatchObject({
      code: '57014',
      // Not by the statement's timeout.
      message: expect.stringContaining('COPY from stdin failed'),
    });
    await pid();
    // The control: of a client that says nothing, the server goes on waiting.
    const silent = new pg.Client(db.gatewayUrl);
    await silent.connect();
    onTestFinished(() => silent.end());
    class Silent extends pg.Query {
      handleCopyInResponse(): void {}
    }
    silent.query(new Silent('copy app.open_to_all from stdin', () => {}));
    const waiting = () => db.admin`
      select from pg_stat_activity where query = 'copy app.open_to_all from stdin' and state = 'active' and wait_event = 'ClientRead'`;
    await expect.poll(async () => (await waiting()).length).toBe(1);
  });

  test('is closed after a statement that began a transaction, which is told that nothing was committed', async () => {
    const before = await pid();
    await expect(ask('begin')).rejects.toMatchObject({ code: '25001' });
    expect(await pid()).not.toBe(before);
  });

  test('takes values of every kind as the driver does', async () => {
    const values = [
      'é\u{1F600}',
      7,
      true,
      null,
      Buffer.from([0, 255]),
      new Date(0),
      { a: 1 },
      ['x', null],
      'y'.repeat(100_000),
    ];
    const text = `select $1::text as a, $2::int as b, $3::bool as c, $4::text as d, $5::bytea as e, $6::timestamptz as f, $7::json as g,
                         $8::text[] as h, length($9::text) as i`;
    for (let n = 0; n < 2; n++) {
      const { rows } = await ask(text, values);
      expect(rows).toEqual([
        {
          ...{ a: values[0], b: 7, c: true, d: null, e: values[4], f: values[5], g: { a: 1 }, h: ['x', null] },
          i: 100_000,
        },
      ]);
    }
  });
});

describe('the service for PostGraphile', async () => {
  const service = gateway.service(['app']);
  const withClient = await service.adaptor.createWithPgClient(undefined);

  test('refuses a query without claims, and takes no other query for introspection', async () => {
    const run = (settings: Record<string, string> | null) =>
      withClient(settings, (client) => client.query({ text: 'select 1' }));
    await expect(run(null)).rejects.toThrow('without claims');
    await expect(run({})).rejects.toThrow('without claims');
    await expect(run(service.pgSettingsForIntrospection as Record<string, string>)).rejects.toThrow('without claims');
  });

  describe('plans a statement without a name once for a connection, as from its second time', async () => {
    /** A connection of its own, and whether it keeps a text that has been run. */
    async function openNarrow() {
      const narrow = openGateway(db.gatewayUrl, { max: 1 });
      onTestFinished(() => narrow.close());
      const withOne = await narrow.service(['app']).adaptor.createWithPgClient(undefined);
      return {
        run: (text: string, values: unknown[] = []) =>
          withOne({ ...ada.entry }, (client) => client.query({ text, values })),
        kept: async (start: string) => {
          const text = 'select count(*)::int as n from pg_prepared_statements where starts_with(statement, $1)';
          const { rows } = await narrow.query({ ...ada.entry }, { text, values: [start] });
          return rows[0].n;
        },
      };
    }

    test('of a mutation', async () => {
      const { run, kept } = await openNarrow();
      const held: number[] = [];
      for (const title of ['first', 'second', 'third']) {
        await run('insert into app.notes (title) values ($1::text)', [title]);
        held.push(await kept('insert'));
      }
      expect(held).toEqual([0, 1, 1]);
      const titles = await db.admin`select title from app.notes where title in ('first', 'second', 'third')`;
      expect(titles).toHaveLength(3);
    });

    test('but not one of more than 20,000 characters, of which a few would fill the memory of a connection', async () => {
      const { run, kept } = await openNarrow();
      const ofLength = (start: string, length: number) => `${start} --${'x'.repeat(length - start.length - 3)}`;
      for (let n = 0; n < 3; n++) {
        await run(ofLength('select 1', 20_001));
        await run(ofLength('select 2', 20_000));
      }
      expect([await kept('select 1 '), await kept('select 2 ')]).toEqual([0, 1]);
    });

    test.each([
      [49, 1],
      [50, 0],
    ])('with %i other texts in between it is kept %i times: the last 50 are remembered', async (others, times) => {
      const { run, kept } = await openNarrow();
      await run("select 'once more'");
      for (let n = 0; n < others; n++) await run(`select ${n}`);
      await run("select 'once more'");
      expect(await kept("select 'once more'")).toBe(times);
    });
  });

  test('runs a transaction as its user, with savepoints, and rolls all of it back', async () => {
    const insert = (title: string) => ({ text: 'insert into app.notes (title) values ($1)', values: [title] });
    await withClient({ ...ada.entry }, (client) =>
      client.withTransaction(async (outer) => {
        await outer.query(insert('outer'));
        const inner = outer.withTransaction(async (nested) => {
          await nested.query(insert('inner'));
          await nested.query({ text: 'select 1 / 0' });
        });
        await expect(inner).rejects.toMatchObject({ code: '22012' });
      }),
    );
    const titles = await db.admin`select title from app.notes where title in ('outer', 'inner')`;
    expect(titles.map(({ title }) => title)).toEqual(['outer']);

    const failing = withClient({ ...ada.entry }, (client) =>
      client.withTransaction(async (outer) => {
        await outer.query(insert('lost'));
        throw new Error('on purpose');
      }),
    );
    await expect(failing).rejects.toThrow('on purpose');
    expect(await db.admin`select from app.notes where title = 'lost'`).toHaveLength(0);
  });
});
