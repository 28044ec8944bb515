import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connect } from '#test/support/connect.ts';
import { freshDatabase } from '#test/support/database.ts';
import { createPerson, type Person } from '#test/support/people.ts';

// How PostgreSQL goes about statements on a protected table: the searches of db/README.md, "Policy cookbook".
const db = await freshDatabase();
const gateway = connect(db.gatewayUrl);
afterAll(() => gateway.end());

const WORKSPACES = 20;
const ROWS = 1500;
let ada: Person;

beforeAll(async () => {
  ada = await createPerson(db.admin, 'acme', 'member');
  await db.admin.unsafe(`
    create table app.docs (
      workspace_id uuid not null, id int not null, title text collate "en-x-icu" not null, body tsvector not null,
      title_lower text generated always as (lower(title)) stored, at timestamptz not null, primary key (workspace_id, id)
    );
    create table app.words (
      workspace_id uuid not null, word text not null, id int not null, primary key (workspace_id, word, id),
      foreign key (workspace_id, id) references app.docs (workspace_id, id)
    );
    insert into app.docs (workspace_id, id, title, body, at)
    select case tenant when 1 then '${ada.workspaceId}' else md5(tenant::text)::uuid end, n, 'Doc ' || n * 7 % ${ROWS},
           to_tsvector('english', 'number ' || n || ' of many'), timestamptz '2026-01-01 00:00Z' + n * interval '1 hour'
      from generate_series(1, ${ROWS}) as n, generate_series(1, ${WORKSPACES}) as tenant;
    insert into app.words select workspace_id, lower(title) || part, id from app.docs, unnest(array['', ' again']) as part;
    create index docs_title on app.docs (workspace_id, title collate "C");
    create index docs_lower on app.docs (workspace_id, title_lower);
    create index docs_at on app.docs (workspace_id, at);
    create index docs_plain_lower on app.docs (workspace_id, lower(title));
    create index docs_body on app.docs using gin (body);
    grant select, insert (workspace_id, id, title, body, at), update (title), delete on app.docs to rowseal_user;
    grant select on app.words to rowseal_user;
    select rowseal.protect('app.docs', 'workspace_id', 'notes:read', 'notes:write');
    select rowseal.protect('app.words', 'workspace_id', 'notes:read', 'notes:write');`);
  await db.admin.unsafe('vacuum analyze app.docs, app.words');
});

/** A node of a plan as EXPLAIN (FORMAT JSON) has it, as far as it is asked about. */
interface PlanNode {
  'Node Type': string;
  'Index Name'?: string | undefined;
  'Index Cond'?: string | undefined;
  Filter?: string | undefined;
  'Recheck Cond'?: string | undefined;
  'One-Time Filter'?: string | undefined;
  'Plan Rows': number;
  'Actual Rows'?: number | undefined;
  Plans?: PlanNode[] | undefined;
}

const node: z.ZodType<PlanNode> = z.object({
  'Node Type': z.string(),
  'Index Name': z.string().optional(),
  'Index Cond': z.string().optional(),
  Filter: z.string().optional(),
  'Recheck Cond': z.string().optional(),
  'One-Time Filter': z.string().optional(),
  'Plan Rows': z.number(),
  'Actual Rows': z.number().optional(),
  get Plans() {
    return z.array(node).optional();
  },
});
const explained = z.tuple([z.object({ Plan: node })]);

/** The plan of a statement, which runs and is undone, as a member of acme who has entered. */
async function planOf(statement: string, before: readonly string[] = []): Promise<PlanNode> {
  const undo = new Error('undo');
  let plan: PlanNode | undefined;
  await gateway
    .begin(async (sql) => {
      await enter(sql, ada);
      for (const setting of before) await sql.unsafe(setting);
      const [row] = await sql.unsafe(`explain (analyze, timing off, format json) ${statement}`);
      plan = explained.parse(row?.['QUERY PLAN'])[0].Plan;
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  if (!plan) throw new Error('no plan');
  return plan;
}

function enter(sql: postgres.TransactionSql, { entry }: Person) {
  return sql`select rowseal.enter(${entry.sub}, ${entry.sid}, null, null, ${entry.exp}, ${entry.seal_key}, ${Buffer.from(entry.seal, 'hex')}, ${entry.wanted ?? null})`;
}

/** All nodes of a plan but those of its subqueries. */
function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

const conditionsOf = (plan: PlanNode) => nodesOf(plan).map((one) => one['Index Cond'] ?? '');

const SEARCHES = [
  ['a prefix by ^@', `title ^@ 'Doc 77'`, /title.*>=.*Doc 77/, `title like 'Doc 77%'`],
  [
    'a prefix by a range',
    `title collate "C" >= 'Doc 77' and title collate "C" < 'Doc 78'`,
    /title.*>=.*Doc 77/,
    `title ilike 'doc 77%'`,
  ],
  [
    'a lower-case text by a generated column',
    `title_lower = 'doc 77'`,
    /title_lower = 'doc 77'/,
    `lower(title) = 'doc 77'`,
  ],
  [
    'a word by a table of words',
    `id in (select id from app.words where word = 'doc 77 again')`,
    /word = 'doc 77 again'/,
    `body @@ to_tsquery('english', '77')`,
  ],
  ['a time by a time with its zone', `at < timestamptz '2026-01-02 00:00Z'`, /at < '/, `at < date '2026-01-02'`],
] as const;

describe('a search as the cookbook has it finds its rows by index, together with the workspace', () => {
  test.each(SEARCHES)('%s', async (_, condition, index, instead) => {
    const found = nodesOf(await planOf(`select id from app.docs where ${condition}`));
    const used = found.filter((one) => index.test(one['Index Cond'] ?? ''));
    expect(used.map((one) => one['Index Cond'])).toEqual([expect.stringContaining('workspace_id = ')]);
    // The control: PostgreSQL has no index for the other under any policy, and filters the workspace's rows.
    const slow = await planOf(`select id from app.docs where ${instead}`, ['set local enable_seqscan = off']);
    expect(conditionsOf(slow).filter((text) => /Doc|doc|77|2026/.test(text))).toEqual([]);
  });
});

/** A plan as its nodes, and what each looks for by which index. */
const shapeOf = (plan: PlanNode): unknown => [
  plan['Node Type'],
  plan['Index Name'],
  plan['Index Cond'],
  plan.Filter,
  plan['One-Time Filter'],
  ...(plan.Plans ?? []).map(shapeOf),
];

test('a table that asks for an assurance is planned as one that does not, and its gate runs as often', async () => {
  const statements = [
    'select title from app.docs where id = 7',
    'select id from app.docs order by at desc limit 20',
    `update app.docs set title = 'x' where id = 7`,
    'delete from app.docs where id = 0',
    `insert into app.docs (workspace_id, id, title, body, at) values ('${ada.workspaceId}', 0, 'x', '', now())`,
  ];
  const shapes = async () => {
    const found: unknown[] = [];
    for (const statement of statements) found.push(shapeOf(await planOf(statement)));
    return found;
  };
  const plain = await shapes();
  const protect = (options: string) =>
    db.admin.unsafe(`select rowseal.protect('app.docs', 'workspace_id', 'notes:read', 'notes:write'${options})`);
  await protect(", assured => '{select,insert,update,delete}', assurance => 1, fresh => '1 day'");
  expect(await shapes()).toEqual(plain);
  await protect('');
});

describe('a statement on a protected table is planned as with a WHERE of its own', () => {
  test('the newest rows come in the order of an index, and nothing is sorted', async () => {
    const plan = nodesOf(await planOf('select id from app.docs order by at desc limit 20'));
    expect(plan.map((one) => one['Node Type'])).not.toContain('Sort');
    expect(plan.find((one) => one['Index Name'] === 'docs_at')?.['Index Cond']).toContain('workspace_id = ');
  });

  test('a row by its id is found by the primary key', async () => {
    for (const statement of [
      'select title from app.docs where id = 7',
      `update app.docs set title = 'x' where id = 7`,
    ]) {
      const plan = nodesOf(await planOf(statement));
      expect(plan.find((one) => one['Index Name'] === 'docs_pkey')?.['Index Cond']).toMatch(/workspace_id = .*id = 7/);
      expect(plan.some((one) => one['One-Time Filter'] !== undefined)).toBe(true);
    }
  });

  test.each([
    ['all rows', 'select id from app.docs'],
    ['rows of a time', `select id from app.docs where at < '2026-01-20Z'`],
    ['a join', 'select a.id from app.docs as a join app.docs as b using (workspace_id, id)'],
    ['words of documents', 'select word from app.words join app.docs using (workspace_id, id)'],
  ])('%s: as many rows are expected as there are, within the double', async (_, statement) => {
    const { 'Plan Rows': expected, 'Actual Rows': actual = 0 } = await planOf(statement);
    expect(actual).toBeGreaterThan(100);
    expect(Math.max(expected / actual, actual / expected)).toBeLessThanOrEqual(2);
  });
});
