import { randomBytes, randomUUID } from 'node:crypto';
import { sql as drizzleSql } from 'drizzle-orm';
import { createLocalJWKSet, generateKeyPair, SignJWT } from 'jose';
import { sql as kyselySql } from 'kysely';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import * as drizzle from '#server/adapters/drizzle.ts';
import * as kysely from '#server/adapters/kysely.ts';
import * as overPg from '#server/adapters/pg.ts';
import * as overPostgres from '#server/adapters/postgres.ts';
import { requireScope } from '#server/adapters/principal.ts';
import * as prisma from '#server/adapters/prisma.ts';
import * as typeorm from '#server/adapters/typeorm.ts';
import type { CallOptions, Workspaces } from '#server/adapters/workspaces.ts';
import { closeAfterFile } from '../support/closing.ts';
import { behindPooler, demoApp, PUBLIC_URL } from '../support/demo-app.ts';
import { openFaultProxy } from '../support/fault-proxy.ts';
import { until } from '../support/nodes.ts';
import { generatedClient, type NotesClient } from '../support/prisma-client.ts';

const world = await demoApp({ graphql: false });
const { db } = world;
const databaseUrl = behindPooler(db.gatewayUrl);
const keys = createLocalJWKSet((await world.send({ url: '/v1/jwks.json' })).body);
const [ada, max, vera, gus] = await Promise.all(
  ['owner@acme.test', 'member@acme.test', 'viewer@acme.test', 'owner@globex.test'].map((email) => world.token(email)),
);
if (!ada || !max || !vera || !gus) throw new Error('nobody logged in');

/** One connection, so that what one transaction leaves behind would meet the next. */
const options = (more: object = {}) => ({ databaseUrl, issuer: PUBLIC_URL, keys, max: 1, ...more });

const generated = await generatedClient();
closeAfterFile(generated.remove);

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
  {
    name: 'Prisma',
    open: (given) => prisma.openWorkspaces({ ...given, client: generated.open }) as never,
    run: async (tx: prisma.Transaction<NotesClient>, text) => tx.$queryRawUnsafe(text),
  },
  {
    name: 'TypeORM',
    open: typeorm.openWorkspaces as never,
    run: async (tx: typeorm.Transaction, text) => tx.query(text),
  },
];

const WORKSPACES = 'select distinct w.slug from app.notes join rowseal.workspaces as w on w.id = workspace_id';

describe.each(CASES)('withWorkspace over $name', ({ open, run }) => {
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
    '-- a\rcommit',
    '/* -- /* */ */ commit',
    '-- /*\n; /**/\tcommit',
    '; commit',
    'commit and chain',
    'END /* a */ WORK AND CHAIN',
    'commit and no chain',
    "commit prepared 'x'",
    'rollback and chain',
    'rollback /* to */ work and chain',
    'rollback -- to\n',
    "rollback prepared 'x'",
    'abort and chain',
    "prepare transaction 'x'",
    "prepare -- x\n/* y */ transaction 'x'",
    'begin read only',
  ])('%s as a statement of the function is refused', async (text) => {
    const title = randomBytes(6).toString('hex');
    const all = within(max, 'acme', async (say) => {
      await say(`insert into app.notes (title) values ('${title}')`);
      await say(text);
    });
    // Its control is the test below.
    await expect(all).rejects.toSatisfy((error) => codesOf(error).includes('left_transaction'));
    expect(await seenBy(gus, 'globex')).toEqual(['globex']);
    expect(await db.admin`select from app.notes where title = ${title}`).toHaveLength(0);
  });

  test('a savepoint, and what only reads like an end, are statements like others: the control', async () => {
    const title = randomBytes(6).toString('hex');
    const add = `insert into app.notes (title) values ('${title}')`;
    await within(max, 'acme', async (say) => {
      for (const text of ['savepoint a', add, 'rollback /* and chain */ to a', add, 'ROLLBACK WORK TO SAVEPOINT a'])
        await say(text);
      for (const text of [add, 'release a', 'prepare transactions as select 1', '/* commit */ select 1'])
        await say(text);
    });
    expect(await db.admin`select from app.notes where title = ${title}`).toHaveLength(1);
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
      [error.code, error.cause?.code].some((code) => code === 'RS008' || code === '28000'),
    );
  });

  test.each([
    [
      'settings of the session',
      `select set_config('search_path', 'evil', false), set_config('app.x', 'planted', false)`,
    ],
    ['a statement under a name', 'prepare planted as select 1'],
    ['a cursor', `declare planted cursor with hold for select 1`],
    ['a lock of the session', 'select pg_advisory_lock(4711)::text'],
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

  test('a connection whose database says nothing any more is given up, and the next call gets another', async () => {
    const network = await openFaultProxy(databaseUrl);
    const { within: through } = opened({ databaseUrl: network.through(databaseUrl), silence: 1_000 });
    const seen = () => through(max, 'acme', (say) => say('select 1 as one'));
    expect(await seen()).toEqual([{ one: 1 }]);
    const lost = through(max, 'acme', async (say) => {
      await say('select 1');
      network.silence();
      await say('select 2');
    });
    await expect(lost).rejects.toThrow();
    await network.heal();
    await expect.poll(() => seen().catch((error) => error), { timeout: 30_000 }).toEqual([{ one: 1 }]);
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

  describe('authenticate', () => {
    const { workspaces } = opened();
    const asked = (token?: string, more: Record<string, string> = {}) =>
      new Request('https://app.test/', {
        headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...more },
      });
    const inAcme = { 'x-rowseal-workspace': 'acme' };

    test('says who calls and what they may do there now, by header or by argument', async () => {
      const [user] = await db.admin`select id from rowseal.users where email = 'viewer@acme.test'`;
      const viewer = await workspaces.authenticate(asked(vera, inAcme), { ip: '192.0.2.1', requestId: 'r-1' });
      expect(viewer).toMatchObject({ userId: user?.['id'], workspaceId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
      expect([viewer.scopes.has('notes:read'), viewer.scopes.has('notes:write')]).toEqual([true, false]);
      const member = await workspaces.authenticate(asked(max, { 'x-rowseal-workspace': 'globex' }), {
        workspace: 'acme',
      });
      expect(member.workspaceId).toBe(viewer.workspaceId);
      expect(() => requireScope(member, 'notes:write')).not.toThrow();
      expect(() => requireScope(viewer, 'notes:write')).toThrow(
        expect.objectContaining({ code: 'insufficient_scope' }),
      );
      const nowhere = await workspaces.authenticate(asked(max));
      expect([nowhere.workspaceId, nowhere.scopes.size]).toEqual([null, 0]);
      expect(() => requireScope(nowhere, 'notes:read')).toThrow(
        expect.objectContaining({ code: 'workspace_required' }),
      );
    });

    test('loses a scope with the role, and everything with the session, at once; offline neither is seen', async () => {
      const token = await world.token('member@acme.test');
      const role = (to: string) =>
        db.admin`update rowseal.memberships set role = ${to} where user_id = (select id from rowseal.users where email = 'member@acme.test')`;
      expect((await workspaces.authenticate(asked(token, inAcme))).scopes.has('notes:write')).toBe(true);
      await role('viewer');
      expect((await workspaces.authenticate(asked(token, inAcme))).scopes.has('notes:write')).toBe(false);
      await role('member');
      const before = await workspaces.authenticate(asked(token), { offline: true });
      await world.send({
        method: 'DELETE',
        url: `/v1/auth/sessions/${before.credentialId}`,
        headers: { authorization: `Bearer ${token}` },
      });
      await expect(workspaces.authenticate(asked(token, inAcme))).rejects.toMatchObject({ code: 'RS002' });
      expect(await workspaces.authenticate(asked(token), { offline: true })).toEqual(before);
    });

    test.each([
      ['nobody', () => asked(), 401, 'authentication_required', /^Bearer resource_metadata="[^"]+"$/],
      ['no token', () => asked('x'), 401, 'invalid_token', /error="invalid_token"/],
      ['another scheme', () => asked(undefined, { authorization: 'Basic eA==' }), 401, 'invalid_token', /^Bearer /],
      ['a forged token', () => asked(`${max.slice(0, -4)}AAAA`), 401, 'invalid_token', /^Bearer /],
      ['a made-up token', () => asked(`rsp_${'A'.repeat(92)}`), 401, 'invalid_token', /^Bearer /],
      ['a stranger', () => asked(max, { 'x-rowseal-workspace': 'globex' }), 403, 'not_a_member', undefined],
      ['no workspace', () => asked(max, { 'x-rowseal-workspace': "a'b" }), 400, 'invalid_input', undefined],
    ])('%s is answered with a problem document', async (_, request, status, code, challenge) => {
      const error = await workspaces.authenticate(request()).catch((thrown) => thrown);
      const answer = workspaces.problemResponse(error, 'r-2');
      expect(answer?.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect([answer?.status, await answer?.json()]).toMatchObject([
        status,
        { code, status, instance: 'urn:rowseal:request:r-2' },
      ]);
      expect(answer?.headers.get('www-authenticate') ?? undefined).toEqual(
        challenge && expect.stringMatching(challenge),
      );
      // The connection serves the next one.
      expect((await workspaces.authenticate(asked(max, inAcme))).scopes.has('notes:write')).toBe(true);
    });

    test('a personal access token is asked about, and has no offline answer', async () => {
      const made = await world.send({
        method: 'POST',
        url: '/v1/tokens',
        headers: { authorization: `Bearer ${gus}`, 'x-rowseal-workspace': 'acme' },
        payload: { name: 'asking', scope: 'notes:read', expires_at: new Date(Date.now() + 3_600_000).toISOString() },
      });
      const { token, id } = made.body;
      const { credentialId, scopes } = await workspaces.authenticate(asked(token));
      expect([credentialId, [...scopes]]).toEqual([id, ['notes:read']]);
      await expect(workspaces.authenticate(asked(token), { offline: true })).rejects.toMatchObject({
        code: 'invalid_token',
      });
    });

    test('what was verified offline passes no check of scopes, for the compiler or when it runs', async () => {
      const offline = await workspaces.authenticate(asked(max), { offline: true });
      expect(offline).toMatchObject({ credentialScopes: null, boundWorkspaceId: null });
      // @ts-expect-error it has no scopes
      expect(() => requireScope(offline, 'notes:read')).toThrow(expect.objectContaining({ code: 'not_live' }));
      // @ts-expect-error it knows of no role
      expect(offline.scopes).toBeUndefined();
      const dressed = { ...offline, serviceId: null, workspaceId: 'x', scopes: new Set(['notes:read']) };
      expect(() => requireScope(dressed, 'notes:read')).toThrow(expect.objectContaining({ code: 'not_live' }));
      // The control: what the database has answered passes.
      requireScope(await workspaces.authenticate(asked(max, inAcme)), 'notes:read');
    });

    test('an error of the application is left to it, and what a library puts around a refusal is seen through', async () => {
      expect(workspaces.problemResponse(new Error('of the application'))).toBeUndefined();
      const denied = await within(vera, 'acme', (say) => say(`insert into app.notes (title) values ('no')`)).catch(
        (error) => error,
      );
      expect(workspaces.problemResponse(denied)?.status).toBe(403);
    });
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

describe('what the server says to have done counts, whatever was read in the text', () => {
  const title = randomBytes(6).toString('hex');
  const insert = `insert into app.notes (title) values ('${title}')`;
  /** What differs between the first time that it is read and the next. */
  const changing = <T>(first: T, then: T) => {
    let reads = 0;
    return { get: () => (reads++ ? then : first) };
  };

  test.each(['commit and chain', 'rollback and chain'])('%s over pg', async (end) => {
    const workspaces = overPg.openWorkspaces(options());
    closeAfterFile(() => workspaces.close());
    const pid = async (tx: overPg.Transaction) => (await tx.query('select pg_backend_pid() as pid')).rows[0].pid;
    const left: { by?: number } = {};
    const call = workspaces.withWorkspace(max, 'acme', async (tx) => {
      left.by = await pid(tx);
      const text = Object.defineProperty({}, 'text', { ...changing('select 1', end), enumerable: true });
      await tx.query(text as pg.QueryConfig).catch(() => {});
      await tx.query(insert).catch(() => {});
    });
    await expect(call).rejects.toMatchObject({ code: 'left_transaction' });
    expect(await workspaces.withWorkspace(max, 'acme', pid)).not.toBe(left.by);
  });

  test.each(['commit and chain', 'rollback and chain'])('%s over postgres.js', async (end) => {
    const workspaces = overPostgres.openWorkspaces(options());
    closeAfterFile(() => workspaces.close());
    const pid = async (tx: overPostgres.Transaction) => (await tx`select pg_backend_pid() as pid`)[0]?.['pid'];
    const left: { by?: number } = {};
    const call = workspaces.withWorkspace(max, 'acme', async (tx) => {
      left.by = await pid(tx);
      const query = Object.defineProperty(tx.unsafe('select 1'), 'strings', changing(['select 1'], [end]));
      await query.catch(() => {});
      await tx.unsafe(insert).catch(() => {});
    });
    await expect(call).rejects.toMatchObject({ code: 'left_transaction' });
    expect(await workspaces.withWorkspace(max, 'acme', pid)).not.toBe(left.by);
  });

  test('nothing of it was written', async () => {
    expect(await db.admin`select from app.notes where title = ${title}`).toHaveLength(0);
  });
});

test('over postgres.js a text is read as it is put together, and stays one statement', async () => {
  const workspaces = overPostgres.openWorkspaces(options());
  closeAfterFile(() => workspaces.close());
  const title = randomBytes(6).toString('hex');
  const attacks: ((tx: overPostgres.Transaction) => PromiseLike<unknown>)[] = [
    (tx) => tx`${tx`commit`}`,
    (tx) => tx`com${tx.unsafe('mit')} and chain`,
    (tx) => tx`${[tx`/* a */`, tx`commit`] as never}`,
    (tx) => tx.unsafe('select 1; commit').simple(),
    (tx) => {
      const query = tx.unsafe('select 1; commit').execute();
      return Promise.resolve().then(() => query.simple());
    },
  ];
  for (const attack of attacks) {
    const call = workspaces.withWorkspace(max, 'acme', async (tx) => {
      await tx`insert into app.notes (title) values (${title})`;
      await attack(tx);
      throw new Error('of the application');
    });
    await expect(call).rejects.not.toThrow('of the application');
    expect(await db.admin`select from app.notes where title = ${title}`).toHaveLength(0);
  }
  // The control: what is put together and ends nothing.
  await workspaces.withWorkspace(
    max,
    'acme',
    (tx) => tx`insert into ${tx`app.notes`} (title) ${tx`values (${title})`}`,
  );
  expect(await db.admin`select from app.notes where title = ${title}`).toHaveLength(1);
});

/** Of an error, and of what a library has put around it. */
function codesOf(error: { code?: string; cause?: unknown } | undefined): (string | undefined)[] {
  return error ? [error.code, ...codesOf(error.cause as undefined)] : [];
}

function isRefusal(error: { code?: string; cause?: { code?: string } }): boolean {
  const refusals = ['transaction_ended', 'rolled_back', 'no_transaction', '25P02'];
  return [error.code, error.cause?.code].some((code) => code !== undefined && refusals.includes(code));
}

test('offline, a token is held to its signature, type, issuer, audience and expiry', async () => {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA');
  const other = await generateKeyPair('EdDSA');
  const workspaces = overPg.openWorkspaces(options({ keys: async () => publicKey }));
  closeAfterFile(() => workspaces.close());
  const claims = { sid: randomUUID(), seal_key: 'k', seal: 'a'.repeat(64), scope: 'notes:read' };
  const now = Math.floor(Date.now() / 1000);
  const verified = async ({
    key = privateKey,
    typ = 'at+jwt',
    iss = PUBLIC_URL,
    aud = PUBLIC_URL,
    exp = now + 60,
  } = {}) => {
    const token = await new SignJWT({ ...claims, sub: randomUUID(), jti: randomUUID(), iss, aud, iat: now, exp })
      .setProtectedHeader({ alg: 'EdDSA', typ })
      .sign(key);
    const request = new Request('https://app.test/', { headers: { authorization: `Bearer ${token}` } });
    return workspaces.authenticate(request, { offline: true }).then(
      ({ credentialScopes }) => [...(credentialScopes ?? [])],
      (error) => error.code,
    );
  };
  expect(await verified()).toEqual(['notes:read']);
  expect(
    await Promise.all([
      verified({ key: other.privateKey }),
      verified({ typ: 'JWT' }),
      verified({ iss: 'https://elsewhere.test' }),
      verified({ aud: 'https://elsewhere.test' }),
      verified({ exp: now - 1 }),
    ]),
  ).toEqual(Array(5).fill('invalid_token'));
});

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
