/** A statement by policy, and one that answers or does the same by a WHERE clause of its own. */
export interface Case {
  label: string;
  name: string;
  policy: string;
  plain: string;
  /** Values that both take, of the session's workspace; the plain one takes its tenant as $1 before them, and an insert of both. */
  values: (here: Here, turn: number) => string[];
  /** The tenant of the plain one. */
  tenant: 'workspace' | 'org';
  /** Workspaces of 10,000 rows; of an average size otherwise. */
  isBig?: boolean;
  isInsert?: boolean;
  /** The most that it may cost in terms of the plain one, both with `enter`. */
  atMost: number;
}

/** What is known of a session's workspace. */
export interface Here {
  workspace: string;
  org: string;
  author: string;
  ids: string[];
}

const COLUMNS = 'id, title, created_at';
const none = () => [];
const one = ({ ids }: Here, turn: number) => [ids[turn % ids.length] ?? ''];
const note = ({ author }: Here) => [author, 'A note'];
const change = (here: Here, turn: number) => [...one(here, turn), 'Another title'];

/** What the owner rule and tenants that are numbers may cost besides. */
const BESIDES = 0.08;

/** The statements of a table, by the names of it and its twin. */
function casesOf(
  kind: string,
  { table, twin, column, tenant }: { table: string; twin: string; column: string; tenant: Case['tenant'] },
  besides: number,
): Case[] {
  const name = (what: string) => `${kind}${what}`;
  const of = (text: string) => ({ label: `${kind}${text}`, tenant });
  const insert = (into: string, values: string) =>
    `insert into ${into} (${column}, author_id, title) values (${values})`;
  const [type, key] = tenant === 'org' ? ['bigint', 'org'] : ['uuid', 'workspace_id'];
  return [
    {
      ...of('page of 20'),
      name: name('page'),
      policy: `select ${COLUMNS} from ${table} order by created_at desc limit 20`,
      plain: `select ${COLUMNS} from ${twin} where ${key} = $1 order by created_at desc limit 20`,
      values: none,
      atMost: 1.15 + besides,
    },
    {
      ...of('one row by key'),
      name: name('key'),
      policy: `select ${COLUMNS} from ${table} where id = $1`,
      plain: `select ${COLUMNS} from ${twin} where ${key} = $1 and id = $2`,
      values: one,
      atMost: 1.4 + besides,
    },
    {
      ...of('insert'),
      name: name('insert'),
      policy: insert(table, `$1::${type}, $2::uuid, $3`),
      plain: insert(twin, `$1::${type}, $2::uuid, $3`),
      values: note,
      isInsert: true,
      atMost: 1.25 + besides,
    },
    {
      ...of('insert, returning'),
      name: name('returning'),
      policy: `${insert(table, `$1::${type}, $2::uuid, $3`)} returning id, created_at`,
      plain: `${insert(twin, `$1::${type}, $2::uuid, $3`)} returning id, created_at`,
      values: note,
      isInsert: true,
      atMost: 1.4 + besides,
    },
    {
      ...of('update of one row'),
      name: name('update'),
      policy: `update ${table} set title = $2 where id = $1`,
      plain: `update ${twin} set title = $3 where ${key} = $1 and id = $2`,
      values: change,
      atMost: 1.65 + besides,
    },
  ];
}

/** All statements that are compared. */
export const CASES: readonly Case[] = [
  ...casesOf('', { table: 'bench.notes', twin: 'bench.twin', column: 'workspace_id', tenant: 'workspace' }, 0),
  {
    label: '10,000 rows',
    name: 'rows',
    policy: `select ${COLUMNS} from bench.notes`,
    plain: `select ${COLUMNS} from bench.twin where workspace_id = $1`,
    values: none,
    tenant: 'workspace',
    isBig: true,
    atMost: 1.15,
  },
  {
    label: 'count, max of 10,000',
    name: 'max',
    policy: 'select count(*), max(title) from bench.notes',
    plain: 'select count(*), max(title) from bench.twin where workspace_id = $1',
    values: none,
    tenant: 'workspace',
    isBig: true,
    atMost: 1.45,
  },
  {
    label: 'bare count of 10,000',
    name: 'count',
    policy: 'select count(*) from bench.notes',
    plain: 'select count(*) from bench.twin where workspace_id = $1',
    values: none,
    tenant: 'workspace',
    isBig: true,
    atMost: 1.45,
  },
  ...casesOf(
    'owner rule: ',
    { table: 'bench.owned', twin: 'bench.owned_twin', column: 'workspace_id', tenant: 'workspace' },
    BESIDES,
  ),
  ...casesOf('bigint: ', { table: 'bench.orders', twin: 'bench.orders_twin', column: 'org', tenant: 'org' }, BESIDES),
];

/** Statements whose number of rows the planner estimates. */
export const ESTIMATES: readonly { label: string; policy: string }[] = [
  { label: 'all rows', policy: 'select id from bench.notes' },
  { label: 'rows of a time', policy: `select id from bench.notes where created_at < '2026-01-03'` },
  { label: 'all rows, bigint', policy: 'select id from bench.orders' },
  { label: 'all rows, owner rule', policy: 'select id from bench.owned' },
  {
    label: 'joined with itself',
    policy: 'select a.id from bench.notes as a join bench.notes as b using (workspace_id, id)',
  },
];
