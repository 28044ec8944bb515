import { randomBytes } from 'node:crypto';
import { sql as drizzleSql } from 'drizzle-orm';
import { createLocalJWKSet } from 'jose';
import { sql as kyselySql } from 'kysely';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import * as drizzle from '#server/adapters/drizzle.ts';
import * as kysely from '#server/adapters/kysely.ts';
import * as overPg from '#server/adapters/pg.ts';
import * as overPostgres from '#server/adapters/postgres.ts';
import type { CallOptions, Workspaces } from '#server/adapters/workspaces.ts';
import { closeAfterFile } from '../support/closing.ts';
import { behindPooler, demoApp, PUBLIC_URL } from '../support/demo-app.ts';
import { until } from '../support/nodes.ts';

const world = await demoApp();
const { db } = world;
const databaseUrl = behindPooler(db.gatewayUrl);
const keys = createLocalJWKSet((await world.send({ url: '/v1/jwks.json' })).body);
const [ada, max, vera, gus] = await Promise.all(
  ['owner@acme.test', 'member@acme.test', 'viewer@acme.test', 'owner@globex.test'].map((email) => world.token(email)),
);
if (!ada || !max || !vera || !gus) throw new Error('nobody logged in');

/** One connection, so that what one transaction leaves behind would meet the next. */
const options = (more: object = {}) => ({ databaseUrl, issuer: PUBLIC_URL, keys, max: 1, ...more });

type Row = Record<string, unknown>;
interface Case {
  name: string;
  open: (options: overPg.Options) => Workspaces<never>;
  run: (tx: never, text: string) => Promise<Row[]>;
}

const CASES: Case[] = [
  {
    name: 'pg',
    open: overPg.openWorkspaces as never,
    run: async (tx: overPg.Transaction, text) => (await tx.query(text)).rows,
  },
  {
    name: 'Kysely',
    open: kysely.openWorkspaces as never,
    run: async (tx: Parameters<ReturnType<typeof kyselySql.raw>['execute']>[0], text) =>
      (await kyselySql.raw<Row>(text).execute(tx)).rows,
  },
  {
    name: 'Drizzle',
    open: drizzle.openWorkspaces as never,
    run: async (tx: drizzle.Transaction<Record<string, never>>, text) => (await tx.execute(drizzleSql.raw(text))).rows,
  },
  {
    name: 'postgres.js',
    open: overPostgres.openWorkspaces as never,
    run: async (tx: overPostgres.Transaction, text) => [...(await tx.unsafe(text))],
  },
];

const WORKSPACES = 'select distinct w.slug from app.notes join rowseal.workspaces as w on w.id = workspace_id';

describe.each(CASES)('withWorkspace over $name', ({ name: adapter, open, run }) => {
  const opened = (more?: object) => {
    const workspaces = open(options(more));
    closeAfterFile(() => workspaces.close());
    /** In a workspace, with a function that runs a text. */
    const within = <T>(
      credential: string,
      workspace: string,
      job: (say: (text: string) => Promise<Row[]>) => Promise<T>,
      more?: CallOptions,
    ) => workspaces.withWorkspace(credential, workspace, (tx) => job((text) => run(tx, text)), more);
    return { workspaces, within };
  };
  const { within } = opened();
  const seenBy = async (credential: string, workspace: string) =>
    (await within(credential, workspace, (say) => say(WORKSPACES))).map(({ slug }) => slug);

  test('shows the rows of the workspace entered, and of no other', async () => {
    expect(await seenBy(gus, 'globex')).toEqual(['globex']);
    expect(await seenBy(gus, 'acme')).toEqual(['acme']);
    expect(await seenBy(max, 'acme')).toEqual(['acme']);
  });

  test('commits what was written, and rolls back when the function throws', async () => {
    const title = randomBytes(6).toString('hex');
    const write = (say: (text: string) => Promise<Row[]>) => say(`insert into app.notes (title) values ('${title}')`);
    const count = async () =>
      (await db.admin`select count(*)::integer as n from app.notes where title = ${title}`)[0]?.['n'];
    const refused = within(max, 'acme', async (say) => {
      await write(say);
      throw new Error('of the application');
    });
    await expect(refused).rejects.toThrow('of the application');
    expect(await count()).toBe(0);
    await within(max, 'acme', write);
    expect(await count()).toBe(1);
  });

  test.each([
    ['a stranger to the workspace', () => max, 'globex', 'RS004'],
    ['a workspace that is not there', () => max, 'nowhere', 'RS004'],
    ['no token of ours', () => `${max.slice(0, -4)}AAAA`, 'acme', 'invalid_token'],
    ['a personal access token that was made up', () => `rsp_${'A'.repeat(92)}`, 'acme', 'invalid_token'],
  ])('throws the refusal itself to %s', async (_, credential, workspace, code) => {
    await expect(within(credential(), workspace, (say) => say('select 1'))).rejects.toMatchObject({ code });
    expect(await seenBy(max, 'acme')).toEqual(['acme']);
  });

  test('throws the denial of a statement, with its SQLSTATE', async () => {
    const write = within(vera, 'acme', (say) => say(`insert into app.notes (title) values ('no')`));
    await expect(write).rejects.toSatisfy((error: { code?: string; cause?: { code?: string } }) =>
      [error.code, error.cause?.code].includes('RS006'),
    );
  });

  test('takes a personal access token, for its workspace alone', async () => {
    const made = await world.send({
      method: 'POST',
      url: '/v1/tokens',
      headers: { authorization: `Bearer ${gus}`, 'x-rowseal-workspace': 'acme' },
      payload: { name: 'script', expires_at: new Date(Date.now() + 3_600_000).toISOString() },
    });
    const { token } = made.body;
    expect(await seenBy(token, 'acme')).toEqual(['acme']);
    await expect(seenBy(token, 'globex')).rejects.toMatchObject({ code: 'RS005' });
  });

  test('a session that was ended does not enter again', async () => {
    const token = await world.token('member@acme.test');
    expect(await seenBy(token, 'acme')).toEqual(['acme']);
    const sid = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sid;
    await world.send({
      method: 'DELETE',
      url: `/v1/auth/sessions/${sid}`,
      headers: { authorization: `Bearer ${token}` },
    });
    await expect(seenBy(token, 'acme')).rejects.toMatchObject({ code: 'RS002' });
  });

  test('the handle answers nothing once the function has returned', async () => {
    const kept: { say?: (text: string) => Promise<Row[]> } = {};
    await within(max, 'acme', async (say) => {
      kept.say = say;
      await say('select 1');
    });
    await within(gus, 'globex', async () => {
      await expect(kept.say?.('select * from app.notes')).rejects.toThrow();
    });
  });

  test('a statement that nobody awaited runs in no transaction of another', async () => {
    let late: Promise<unknown> | undefined;
    await within(max, 'acme', async (say) => {
      await say('select 1');
      late = new Promise((resolve) => setImmediate(resolve)).then(() => say(WORKSPACES));
      late.catch(() => {});
    }).catch(() => {});
    const [outcome] = await Promise.allSettled([late, within(gus, 'globex', (say) => say(WORKSPACES))]);
    expect(outcome?.status).toBe('rejected');
    expect(await seenBy(gus, 'globex')).toEqual(['globex']);
  });

  test('one of several statements at once fails: all is undone, and the rest runs nowhere', async () => {
    const title = randomBytes(6).toString('hex');
    const all = within(max, 'acme', (say) =>
      Promise.all([
        say(`insert into app.notes (title) values ('${title}')`),
        say('select 1 / 0'),
        new Promise((resolve) => setImmediate(resolve)).then(() =>
          say(`insert into app.notes (title) values ('${title}')`),
        ),
      ]),
    );
    await expect(all).rejects.toThrow();
    expect(await seenBy(gus, 'globex')).toEqual(['globex']);
    expect(await db.admin`select from app.notes where title = ${title}`).toHaveLength(0);
  });

  test('an error that the function has caught does not end in a commit', async () => {
    const caught = within(max, 'acme', async (say) => {
      await say('select 1 / 0').catch(() => {});
    });
    await expect(caught).rejects.toSatisfy(isRefusal);
    expect(await seenBy(max, 'acme')).toEqual(['acme']);
  });

  test.each([
    'commit',
    'rollback',
    'begin',
    'START TRANSACTION',
    'end work;',
    'abort',
    '/* a /* b */ */ commit',
    '-- a\ncommit',
  ])('%s as a statement of the function is refused', async (text) => {
    const title = randomBytes(6).toString('hex');
    const all = within(max, 'acme', async (say) => {
      await say(`insert into app.notes (title) values ('${title}')`);
      await say(text);
    });
    await expect(all).rejects.toThrow();
    expect(await seenBy(gus, 'globex')).toEqual(['globex']);
    if (/commit/.test(text) && adapter !== 'Kysely' && adapter !== 'Drizzle')
      expect(await db.admin`select from app.notes where title = ${title}`).toHaveLength(0);
  });

  test('several statements in one text are refused, so that none ends the transaction unseen', async () => {
    await expect(within(max, 'acme', (say) => say('select 1; commit; select 2'))).rejects.toThrow();
    expect(await seenBy(gus, 'globex')).toEqual(['globex']);
  });

  test('once SQL has cleared the context, statements are refused', async () => {
    const cleared = within(max, 'acme', async (say) => {
      await say('reset all');
      await say('reset rowseal.context');
      return say('select * from app.notes');
    });
    await expect(cleared).rejects.toSatisfy((error: { code?: string; cause?: { code?: string } }) =>
      ['RS008', '28000'].includes(error.code ?? error.cause?.code ?? ''),
    );
  });

  test.each([
    [
      'settings of the session',
      `select set_config('search_path', 'evil', false), set_config('app.x', 'planted', false)`,
    ],
    ['a statement under a name', 'prepare planted as select 1'],
    ['a cursor', `declare planted cursor with hold for select 1`],
    ['a lock of the session', 'select pg_advisory_lock(4711)'],
    ['a channel', 'listen planted'],
  ])('%s, left behind, do not meet the next transaction', async (_, text) => {
    const left = await within(max, 'acme', async (say) => {
      await say(text);
      return say('select pg_backend_pid() as pid');
    });
    const found = await within(gus, 'globex', (say) =>
      say(`select pg_backend_pid() as pid, current_setting('search_path') as path, current_setting('app.x', true) as x,
                  (select count(*)::integer from pg_cursors where name = 'planted') as cursors,
                  (select count(*)::integer from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks,
                  (select count(*)::integer from pg_listening_channels()) as channels`),
    );
    expect(found[0]).toMatchObject({ path: '', cursors: 0, locks: 0, channels: 0 });
    expect(found[0]?.['x'] ?? '').toBe('');
    // Control: it is the same connection.
    expect(found[0]?.['pid']).toBe(left[0]?.['pid']);
  });

  test('nested for the same principal is a savepoint; for another it is refused', async () => {
    const { workspaces } = opened();
    const title = randomBytes(6).toString('hex');
    const insert = (tx: never) => run(tx, `insert into app.notes (title) values ('${title}')`);
    await workspaces.withWorkspace(max, 'acme', async (tx) => {
      await workspaces.withWorkspace(max, 'acme', insert);
      await expect(
        workspaces.withWorkspace(max, 'acme', async (inner) => {
          await insert(inner);
          await run(inner, 'select 1 / 0');
        }),
      ).rejects.toThrow();
      await Promise.all([
        workspaces.withWorkspace(max, 'acme', insert),
        workspaces.withWorkspace(max, 'acme', insert),
        expect(workspaces.withWorkspace(gus, 'acme', insert)).rejects.toMatchObject({ code: 'another_principal' }),
        expect(workspaces.withWorkspace(max, 'globex', insert)).rejects.toMatchObject({ code: 'another_principal' }),
      ]);
      expect(await run(tx, 'select 1 as one')).toEqual([{ one: 1 }]);
    });
    expect(await db.admin`select from app.notes where title = ${title}`).toHaveLength(3);
  });

  test('an aborted call is cancelled and rolled back, and its connection closed', async () => {
    const controller = new AbortController();
    const title = randomBytes(6).toString('hex');
    const started = Promise.withResolvers<unknown>();
    const call = within(
      max,
      'acme',
      async (say) => {
        await say(`insert into app.notes (title) values ('${title}')`);
        const [row] = await say('select pg_backend_pid() as pid');
        started.resolve(row?.['pid']);
        await say('select pg_sleep(60)');
      },
      { signal: controller.signal },
    );
    const pid = (await started.promise) as number;
    controller.abort(new Error('the client left'));
    await expect(call).rejects.toThrow('the client left');
    await until(async () => (await db.admin`select from pg_stat_activity where pid = ${pid}`).length === 0);
    expect(await db.admin`select from app.notes where title = ${title}`).toHaveLength(0);
    expect(await seenBy(gus, 'globex')).toEqual(['globex']);
  });

  test('after a connection is lost nothing of its transaction runs over the next', async () => {
    const title = randomBytes(6).toString('hex');
    const lost = within(max, 'acme', async (say) => {
      await say(`insert into app.notes (title) values ('${title}')`);
      const [row] = await say('select pg_backend_pid() as pid');
      await db.admin`select pg_terminate_backend(${row?.['pid'] as number})`;
      await until(
        async () => (await db.admin`select from pg_stat_activity where pid = ${row?.['pid'] as number}`).length === 0,
      );
      await say('select 1').catch(() => {});
      await say(`insert into app.notes (title) values ('${title}')`);
    });
    await expect(lost).rejects.toThrow();
    expect(await db.admin`select from app.notes where title = ${title}`).toHaveLength(0);
    expect(await seenBy(gus, 'globex')).toEqual(['globex']);
  });

  test('two tenants, interleaved over one pool, see no row of each other', async () => {
    const { within: shared } = opened({ max: 3 });
    const rounds = process.env['ROWSEAL_LONG'] ? 10_000 : 300;
    const wrong: unknown[] = [];
    const worker = async (n: number) => {
      for (let round = 0; round < rounds / 6; round++) {
        const workspace = (n + round) % 2 ? 'acme' : 'globex';
        const outcome = await shared(gus, workspace, async (say) => {
          const seen = (await say(WORKSPACES)).map(({ slug }) => slug);
          if (seen.some((slug) => slug !== workspace)) wrong.push(seen);
          if ((n * round) % 7 === 3) throw new Error('undone');
          if ((n * round) % 11 === 5) await say('select 1 / 0');
        }).catch((error) => error);
        if (outcome instanceof Error && !/undone|division|Failed query/.test(outcome.message)) wrong.push(outcome);
      }
    };
    await Promise.all([0, 1, 2, 3, 4, 5].map(worker));
    expect(wrong).toEqual([]);
  });

  test('a hundred and one statements at once stay in their transaction', async () => {
    const count = 101;
    const ids = await within(max, 'acme', (say) =>
      Promise.all(
        Array.from({ length: count }, () => say('select pg_current_xact_id()::text as id, rowseal.user_id() as u')),
      ),
    );
    expect(new Set(ids.map(([row]) => `${row?.['id']} ${row?.['u']}`)).size).toBe(1);
  });

  test('no text that the server is shown holds the credential', async () => {
    const [row] = await within(max, 'acme', async (say) => {
      const [{ pid } = {}] = await say('select pg_backend_pid() as pid');
      return db.admin`select query from pg_stat_activity where pid = ${pid as number}`;
    });
    expect(row?.['query']).not.toContain(max.split('.')[1]);
  });
});

function isRefusal(error: { code?: string; cause?: { code?: string } }): boolean {
  return ['transaction_ended', 'rolled_back', 'no_transaction', '25P02'].includes(
    error.code ?? error.cause?.code ?? '',
  );
}

test('a query outside, or in a transaction where nobody entered, is refused by the database: the control', async () => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await expect(client.query('select * from app.notes')).rejects.toMatchObject({ code: 'RS008' });
  await client.query('begin');
  await expect(client.query('select * from app.notes')).rejects.toMatchObject({ code: 'RS008' });
  await client.end();
});

describe('a login role of the application', () => {
  const role = `app_${randomBytes(4).toString('hex')}`;
  const url = db.gatewayUrl.replace(/\/\/[^@/]*@/, `//${role}:secret@`);

  test('serves requests once it was added, and is refused when it may do too much', async () => {
    await db.admin.unsafe(
      `create role ${role} login password 'secret'; grant connect on database ${db.name} to ${role}`,
    );
    try {
      await db.admin`select rowseal.add_request_role(${role})`;
      const workspaces = overPg.openWorkspaces(options({ databaseUrl: url }));
      // The control: the same role before it may do more.
      const seen = await workspaces.withWorkspace(max, 'acme', async (tx) => (await tx.query(WORKSPACES)).rows);
      expect(seen).toEqual([{ slug: 'acme' }]);
      await workspaces.close();

      await db.admin.unsafe(`grant create on schema app to ${role}`);
      const unfit = overPg.openWorkspaces(options({ databaseUrl: url }));
      const refused = unfit.withWorkspace(max, 'acme', (tx) => tx.query('select 1'));
      await expect(refused).rejects.toMatchObject({ code: 'RS018' });
      await unfit.close();
    } finally {
      await db.admin.unsafe(`drop owned by ${role}; drop role ${role}`);
    }
  });
});
