import { createLocalJWKSet } from 'jose';
import { EntitySchema } from 'typeorm';
import { expect, test } from 'vitest';
import * as prisma from '#server/adapters/prisma.ts';
import * as typeorm from '#server/adapters/typeorm.ts';
import { closeAfterFile } from '../support/closing.ts';
import { behindPooler, demoApp, PUBLIC_URL } from '../support/demo-app.ts';
import { generatedClient, type NotesClient } from '../support/prisma-client.ts';

const world = await demoApp({ graphql: false });
const { db } = world;
const options = {
  databaseUrl: behindPooler(db.gatewayUrl),
  issuer: PUBLIC_URL,
  keys: createLocalJWKSet((await world.send({ url: '/v1/jwks.json' })).body),
  max: 2,
};
const gus = await world.token('owner@globex.test');
const max = await world.token('member@acme.test');

const WHICH = 'select pg_backend_pid() as pid, pg_current_xact_id()::text as xid';
const countOf = async (title: string) =>
  (await db.admin`select count(*)::integer as n from app.notes where title = ${title}`)[0]?.['n'];

const generated = await generatedClient();
closeAfterFile(generated.remove);

/** Workspaces over a generated client, and that client as an application may keep it. */
function overPrisma(more: object = {}) {
  const kept: { client?: NotesClient } = {};
  const workspaces = prisma.openWorkspaces({
    ...options,
    client: (adapter) => {
      kept.client = generated.open(adapter, more);
      return kept.client;
    },
  });
  closeAfterFile(() => workspaces.close());
  return { workspaces, client: kept.client as NotesClient };
}

test('Prisma: models read and write one workspace, in one transaction of one connection', async () => {
  const { workspaces } = overPrisma();
  const seen = await workspaces.withWorkspace(gus, 'globex', async (tx) => {
    const { id } = await tx.note.create({ data: { title: 'of Prisma' }, select: { id: true } });
    const [before] = await tx.$queryRawUnsafe(WHICH);
    const [inner] = await tx.$transaction((nested: NotesClient) => nested.$queryRawUnsafe(WHICH));
    const [one, other] = await Promise.all([tx.note.findMany({ where: { id } }), tx.note.count()]);
    return { found: one, count: other, where: [before, inner, (await tx.$queryRawUnsafe(WHICH))[0]] };
  });
  expect(seen.found).toMatchObject([{ title: 'of Prisma' }]);
  expect(new Set(seen.where.map((row) => JSON.stringify(row))).size).toBe(1);
  const [own] = await db.admin`
    select count(*)::integer as n from app.notes join rowseal.workspaces as w on w.id = workspace_id where slug = 'globex'`;
  expect(seen.count).toBe(own?.['n']);
  // The control: the same note, asked for from another workspace.
  expect(await workspaces.withWorkspace(gus, 'acme', (tx) => tx.note.count({ where: { title: 'of Prisma' } }))).toBe(0);
});

test('Prisma: the client itself runs nothing, outside a transaction, inside another, or in one of its own', async () => {
  const { workspaces, client } = overPrisma();
  const tries = () => [
    client.note.findMany(),
    client.$queryRawUnsafe('select 1'),
    client.$transaction([client.note.findMany()]),
    client.$transaction((tx: NotesClient) => tx.note.findMany()),
  ];
  const refused = async () => (await Promise.allSettled(tries())).map(({ status }) => status);
  expect(await refused()).toEqual(Array(4).fill('rejected'));
  await workspaces.withWorkspace(max, 'acme', async (tx) => {
    expect(await refused()).toEqual(Array(4).fill('rejected'));
    // Prisma would run a list in a transaction beside this one.
    await expect(tx.$transaction([tx.note.findMany()])).rejects.toThrow();
    expect(await tx.note.count()).toBeGreaterThan(0);
  });
});

test("Prisma: what takes longer than the client's own limit is rolled back", async () => {
  const { workspaces } = overPrisma({ transactionOptions: { timeout: 300 } });
  const late = workspaces.withWorkspace(max, 'acme', async (tx) => {
    await tx.note.create({ data: { title: 'too late' }, select: { id: true } });
    await expect.poll(() => tx.note.count().then(String, () => 'ended'), { timeout: 30_000 }).toBe('ended');
  });
  await expect(late).rejects.toMatchObject({ code: 'P2028' });
  expect(await countOf('too late')).toBe(0);
  expect(await workspaces.withWorkspace(gus, 'globex', (tx) => tx.note.count())).toBeGreaterThan(0);
});

test('Prisma: a denial is told by a problem document, and its own error stays what is thrown', async () => {
  const { workspaces } = overPrisma();
  const vera = await world.token('viewer@acme.test');
  const denied = await workspaces
    .withWorkspace(vera, 'acme', (tx) => tx.note.create({ data: { title: 'no' }, select: { id: true } }))
    .catch((error) => error);
  expect([denied.name, denied.cause.code]).toEqual(['PrismaClientKnownRequestError', 'RS006']);
  expect(await workspaces.problemResponse(denied)?.json()).toMatchObject({ code: 'insufficient_scope' });
});

const Note = new EntitySchema<{ workspaceId: string; id: string; title: string }>({
  name: 'Note',
  tableName: 'notes',
  schema: 'app',
  columns: {
    workspaceId: { name: 'workspace_id', type: 'uuid', primary: true, generated: 'uuid', insert: false },
    id: { type: 'uuid', primary: true, insert: false },
    title: { type: 'text' },
  },
});

test('TypeORM: entities read and write one workspace, and nothing is kept of them for the next', async () => {
  const workspaces = typeorm.openWorkspaces({ ...options, max: 1, entities: [Note], cache: true } as never);
  closeAfterFile(() => workspaces.close());
  const titles = (credential: string, workspace: string) =>
    workspaces.withWorkspace(credential, workspace, async (tx) =>
      (await tx.getRepository(Note).find({ cache: 60_000 })).map(({ title }) => title),
    );
  await workspaces.withWorkspace(gus, 'globex', async (tx) => {
    await tx.createQueryBuilder().insert().into(Note).values({ title: 'of TypeORM' }).updateEntity(false).execute();
  });
  expect(await titles(gus, 'globex')).toContain('of TypeORM');
  expect(await titles(gus, 'acme')).not.toContain('of TypeORM');
});

test('TypeORM: its data source runs nothing outside, and inside only in the transaction around it', async () => {
  const workspaces = typeorm.openWorkspaces({ ...options, entities: [Note] });
  closeAfterFile(() => workspaces.close());
  const source = await workspaces.withWorkspace(gus, 'globex', async ({ dataSource, query }) => {
    expect(await dataSource.query(WHICH)).toEqual(await query.call(dataSource.manager, WHICH));
    await expect(dataSource.transaction((tx) => tx.query('select 1'))).rejects.toMatchObject({
      driverError: { code: 'left_transaction' },
    });
    return dataSource;
  });
  await expect(source.query('select 1')).rejects.toMatchObject({ code: 'no_transaction' });
  await expect(source.getRepository(Note).find()).rejects.toMatchObject({ code: 'no_transaction' });
});
