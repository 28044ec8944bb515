import { PrismaPg } from '@prisma/adapter-pg';
import { desc, sql as drizzleSql, eq } from 'drizzle-orm';
import { drizzle as drizzleOver } from 'drizzle-orm/node-postgres';
import { pgSchema, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { Kysely, sql as kyselySql, PostgresDialect } from 'kysely';
import pg from 'pg';
import postgres from 'postgres';
import { DataSource, EntitySchema } from 'typeorm';
import * as drizzle from '#server/adapters/drizzle.ts';
import * as kysely from '#server/adapters/kysely.ts';
import * as overPg from '#server/adapters/pg.ts';
import * as overPostgres from '#server/adapters/postgres.ts';
import * as prisma from '#server/adapters/prisma.ts';
import * as typeorm from '#server/adapters/typeorm.ts';
import type { Workspaces } from '#server/adapters/workspaces.ts';
import { postgresOptions } from '#server/database/drivers.ts';
import { generatedClient } from '#test/support/prisma-client.ts';

/** One library, and the newest titles of a workspace read in three ways, each over one connection. */
export interface Rivals {
  name: string;
  /** As withWorkspace reads them. */
  entered: Way;
  /** In a transaction of the library, whose first statement is set_config. */
  own: Way;
  /** Without a transaction, by a role that sees all rows. */
  bare: Way;
  close(): Promise<void>;
}

/** One way to read; `pid` is the backend's. */
export interface Way {
  read(who: Who): Promise<string[]>;
  pid(): Promise<number>;
}

/** Who reads where. */
export interface Who {
  token: string;
  workspace: string;
}

/** Where to connect. */
export interface Urls {
  gatewayUrl: string;
  stockUrl: string;
  floorUrl: string;
  open: Omit<overPg.Options, 'databaseUrl'>;
}

const READ = 20;
const PID = 'select pg_backend_pid() as pid';
const SET = "select set_config('app.workspace_id', $1, true)";
const textOf = (schema: string, where = '') =>
  `select title, created_at from ${schema}.notes ${where} order by created_at desc limit ${READ}`;
const titles = (rows: readonly { title: string }[]) => rows.map(({ title }) => title);
const pidIn = (rows: readonly unknown[]) => Number((rows[0] as { pid: number }).pid);

// biome-ignore lint/suspicious/noExplicitAny: handles of six libraries.
type Any = any;

function entering<Tx>(
  workspaces: Workspaces<Tx>,
  who: () => Who,
  read: (tx: Tx) => Promise<readonly { title: string }[]>,
  raw: (tx: Tx) => Promise<readonly unknown[]>,
): Way {
  return {
    read: ({ token, workspace }) => workspaces.withWorkspace(token, workspace, async (tx) => titles(await read(tx))),
    pid: () => {
      const { token, workspace } = who();
      return workspaces.withWorkspace(token, workspace, async (tx) => pidIn(await raw(tx)));
    },
  };
}

/**
 * Opens the libraries.
 *
 * @param urls - see {@link Urls}.
 * @param who - anybody, to ask for the backend.
 */
export async function openRivals(urls: Urls, who: () => Who): Promise<Rivals[]> {
  const given: overPg.Options = { ...urls.open, databaseUrl: urls.gatewayUrl, max: 1 };
  const pools = () =>
    [urls.stockUrl, urls.floorUrl].map((connectionString) => new pg.Pool({ connectionString, max: 1 })) as [
      pg.Pool,
      pg.Pool,
    ];
  return [
    ofPg(given, pools(), who),
    ofPostgres(given, urls, who),
    ofKysely(given, pools(), who),
    ofDrizzle(given, pools(), who),
    await ofPrisma(given, urls, who),
    await ofTypeorm(given, urls, who),
  ];
}

function ofPg(given: overPg.Options, [stock, floor]: [pg.Pool, pg.Pool], who: () => Who): Rivals {
  const workspaces = overPg.openWorkspaces(given);
  const pidOf = (pool: pg.Pool) => async () => pidIn((await pool.query(PID)).rows);
  return {
    name: 'pg',
    entered: entering(
      workspaces,
      who,
      async (tx) => (await tx.query(textOf('app'))).rows,
      async (tx) => (await tx.query(PID)).rows,
    ),
    own: {
      read: async ({ workspace }) => {
        const client = await stock.connect();
        await client.query('begin');
        await client.query(SET, [workspace]);
        const { rows } = await client.query(textOf('app_stock'));
        await client.query('commit');
        client.release();
        return titles(rows);
      },
      pid: pidOf(stock),
    },
    bare: {
      read: async ({ workspace }) =>
        titles((await floor.query(textOf('app_floor', 'where workspace_id = $1'), [workspace])).rows),
      pid: pidOf(floor),
    },
    close: async () => void (await Promise.all([workspaces.close(), stock.end(), floor.end()])),
  };
}

function ofPostgres(given: overPg.Options, { stockUrl, floorUrl }: Urls, who: () => Who): Rivals {
  const workspaces = overPostgres.openWorkspaces(given);
  const [stock, floor] = [stockUrl, floorUrl].map((url) => postgres({ ...postgresOptions(url), max: 1 })) as [
    postgres.Sql,
    postgres.Sql,
  ];
  const pidOf = (sql: postgres.Sql) => async () => pidIn(await sql.unsafe(PID));
  return {
    name: 'postgres.js',
    entered: entering(
      workspaces,
      who,
      (tx) => tx<{ title: string }[]>`select title, created_at from app.notes order by created_at desc limit ${READ}`,
      (tx) => tx.unsafe(PID),
    ),
    own: {
      read: ({ workspace }) =>
        stock.begin(async (sql) => {
          await sql`select set_config('app.workspace_id', ${workspace}, true)`;
          return titles(
            await sql<
              { title: string }[]
            >`select title, created_at from app_stock.notes order by created_at desc limit ${READ}`,
          );
        }),
      pid: pidOf(stock),
    },
    bare: {
      read: async ({ workspace }) =>
        titles(
          await floor<
            { title: string }[]
          >`select title, created_at from app_floor.notes where workspace_id = ${workspace} order by created_at desc limit ${READ}`,
        ),
      pid: pidOf(floor),
    },
    close: async () => void (await Promise.all([workspaces.close(), stock.end(), floor.end()])),
  };
}

function ofKysely(given: overPg.Options, [stock, floor]: [pg.Pool, pg.Pool], who: () => Who): Rivals {
  const workspaces = kysely.openWorkspaces<Any>(given);
  const over = (pool: pg.Pool) => new Kysely<Any>({ dialect: new PostgresDialect({ pool }) });
  const read = (db: Kysely<Any>, schema: string) =>
    db.withSchema(schema).selectFrom('notes').select(['title', 'created_at']).orderBy('created_at', 'desc').limit(READ);
  const [own, bare] = [over(stock), over(floor)];
  const pidOf = async (db: Kysely<Any>) => pidIn((await kyselySql.raw(PID).execute(db)).rows);
  return {
    name: 'Kysely',
    entered: entering(
      workspaces,
      who,
      (tx) => read(tx, 'app').execute() as Any,
      async (tx) => (await kyselySql.raw(PID).execute(tx)).rows,
    ),
    own: {
      read: ({ workspace }) =>
        own.transaction().execute(async (tx) => {
          await kyselySql`select set_config('app.workspace_id', ${workspace}, true)`.execute(tx);
          return titles((await read(tx, 'app_stock').execute()) as Any);
        }),
      pid: () => pidOf(own),
    },
    bare: {
      read: async ({ workspace }) =>
        titles((await read(bare, 'app_floor').where('workspace_id', '=', workspace).execute()) as Any),
      pid: () => pidOf(bare),
    },
    close: async () => void (await Promise.all([workspaces.close(), own.destroy(), bare.destroy()])),
  };
}

function ofDrizzle(given: overPg.Options, [stock, floor]: [pg.Pool, pg.Pool], who: () => Who): Rivals {
  const workspaces = drizzle.openWorkspaces(given);
  const notes = (schema: string) =>
    pgSchema(schema).table('notes', {
      workspaceId: uuid('workspace_id'),
      title: text().notNull(),
      createdAt: timestamp('created_at', { withTimezone: true }),
    });
  const [ours, stocks, floors] = [notes('app'), notes('app_stock'), notes('app_floor')];
  const read = (db: Any, table: typeof ours) =>
    db
      .select({ title: table.title, createdAt: table.createdAt })
      .from(table)
      .orderBy(desc(table.createdAt))
      .limit(READ)
      .$dynamic();
  const [own, bare] = [drizzleOver({ client: stock }), drizzleOver({ client: floor })];
  const pidOf = async (db: Any) => pidIn((await db.execute(drizzleSql.raw(PID))).rows);
  return {
    name: 'Drizzle',
    entered: entering(
      workspaces,
      who,
      (tx) => read(tx, ours),
      async (tx) => (await tx.execute(drizzleSql.raw(PID))).rows,
    ),
    own: {
      read: ({ workspace }) =>
        own.transaction(async (tx) => {
          await tx.execute(drizzleSql`select set_config('app.workspace_id', ${workspace}, true)`);
          return titles(await read(tx, stocks));
        }),
      pid: () => pidOf(own),
    },
    bare: {
      read: async ({ workspace }) => titles(await read(bare, floors).where(eq(floors.workspaceId, workspace))),
      pid: () => pidOf(bare),
    },
    close: async () => void (await Promise.all([workspaces.close(), stock.end(), floor.end()])),
  };
}

async function ofPrisma(given: overPg.Options, { stockUrl, floorUrl }: Urls, who: () => Who): Promise<Rivals> {
  const generated = await generatedClient({ Note: 'app', StockNote: 'app_stock', FloorNote: 'app_floor' });
  const workspaces = prisma.openWorkspaces<Any>({ ...given, client: generated.open });
  const [own, bare] = [stockUrl, floorUrl].map((connectionString) =>
    generated.open(new PrismaPg({ connectionString, max: 1 })),
  ) as [Any, Any];
  const options = { select: { title: true, createdAt: true }, orderBy: { createdAt: 'desc' }, take: READ };
  const pidOf = async (db: Any) => pidIn(await db.$queryRawUnsafe(PID));
  return {
    name: 'Prisma',
    entered: entering(
      workspaces,
      who,
      (tx: Any) => tx.note.findMany(options),
      (tx: Any) => tx.$queryRawUnsafe(PID),
    ),
    own: {
      read: ({ workspace }) =>
        own.$transaction(async (tx: Any) => {
          await tx.$queryRaw`select set_config('app.workspace_id', ${workspace}, true)`;
          return titles(await tx.stockNote.findMany(options));
        }),
      pid: () => pidOf(own),
    },
    bare: {
      read: async ({ workspace }) =>
        titles(await bare.floorNote.findMany({ ...options, where: { workspaceId: workspace } })),
      pid: () => pidOf(bare),
    },
    close: async () => {
      await Promise.all([workspaces.close(), own.$disconnect(), bare.$disconnect()]);
      await generated.remove();
    },
  };
}

async function ofTypeorm(given: overPg.Options, { stockUrl, floorUrl }: Urls, who: () => Who): Promise<Rivals> {
  const notes = (schema: string) =>
    new EntitySchema<{ workspaceId: string; id: string; title: string; createdAt: Date }>({
      name: `Note of ${schema}`,
      tableName: 'notes',
      schema,
      columns: {
        workspaceId: { name: 'workspace_id', type: 'uuid', primary: true },
        id: { type: 'uuid', primary: true },
        title: { type: 'text' },
        createdAt: { name: 'created_at', type: 'timestamptz' },
      },
    });
  const [ours, stocks, floors] = [notes('app'), notes('app_stock'), notes('app_floor')];
  const workspaces = typeorm.openWorkspaces({ ...given, entities: [ours] });
  const over = (url: string, entity: typeof ours) =>
    new DataSource({ type: 'postgres', url, poolSize: 1, entities: [entity], installExtensions: false }).initialize();
  const [own, bare] = await Promise.all([over(stockUrl, stocks), over(floorUrl, floors)]);
  const options = { select: { title: true, createdAt: true }, order: { createdAt: 'DESC' as const }, take: READ };
  return {
    name: 'TypeORM',
    entered: entering(
      workspaces,
      who,
      (tx) => tx.getRepository(ours).find(options),
      (tx) => tx.query(PID),
    ),
    own: {
      read: ({ workspace }) =>
        own.transaction(async (tx) => {
          await tx.query(SET, [workspace]);
          return titles(await tx.getRepository(stocks).find(options));
        }),
      pid: async () => pidIn(await own.query(PID)),
    },
    bare: {
      read: async ({ workspace }) =>
        titles(await bare.getRepository(floors).find({ ...options, where: { workspaceId: workspace } })),
      pid: async () => pidIn(await bare.query(PID)),
    },
    close: async () => void (await Promise.all([workspaces.close(), own.destroy(), bare.destroy()])),
  };
}
