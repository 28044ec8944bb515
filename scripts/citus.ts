import postgres from 'postgres';
import { postgresOptions } from '../server/database/drivers.ts';

/** Where a table goes. */
export interface Place {
  relation: string;
  /** Distributed by this column; null: a reference table, the same on each node. */
  column: string | null;
  /** The tables whose rows lie on the same node where the column is equal. */
  group: string | null;
}

/** What Citus does not take as it is. */
interface Obstacle {
  kind: string;
  what: string;
}

interface Table {
  relation: string;
  /** Of its primary key, in their order. */
  key: string[];
}

const WORKSPACES = 'rowseal.workspaces';
const USERS = 'rowseal.users';
/** Few rows, which rows of many groups refer to, or which every transaction reads. */
const REFERENCES = [
  'rowseal.roles',
  'rowseal.scopes',
  'rowseal_private.oauth_clients',
  'rowseal_private.identity_providers',
];

/** Where each table goes, by its primary key. */
function placeOf({ relation, key }: Table): Place {
  if (REFERENCES.includes(relation)) return { relation, column: null, group: null };
  if (relation === WORKSPACES) return { relation, column: 'id', group: WORKSPACES };
  if (relation === USERS) return { relation, column: 'id', group: USERS };
  if (key[0] === 'workspace_id') return { relation, column: key[0], group: WORKSPACES };
  if (key[0] === 'user_id') return { relation, column: key[0], group: USERS };
  const hash = key.find((column) => /_(hash|digest)$/.test(column));
  return hash === undefined ? { relation, column: null, group: null } : { relation, column: hash, group: null };
}

/**
 * Reads the places of all tables, and what stands in their way, from the catalogue.
 *
 * @param adminUrl - an administrator's connection string to a database where Rowseal is installed.
 */
export async function citusPlan(adminUrl: string): Promise<{ places: Place[]; obstacles: Obstacle[] }> {
  const sql = postgres({ ...postgresOptions(adminUrl), max: 1, onnotice: () => {} });
  try {
    const tables = await sql<Table[]>`
      select c.oid::regclass::text as relation, array(
               select attname::text from pg_constraint as k
                cross join unnest(k.conkey) with ordinality as part (number, place)
                 join pg_attribute on attrelid = k.conrelid and attnum = part.number
                where k.conrelid = c.oid and k.contype = 'p' order by part.place) as key
        from pg_class as c
       where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace::regnamespace::text ~ '^rowseal'
       order by c.relnamespace::regnamespace::text, c.relname`;
    const places = tables.map(placeOf);
    return { places, obstacles: await obstaclesOf(sql, new Map(places.map((place) => [place.relation, place]))) };
  } finally {
    await sql.end();
  }
}

async function obstaclesOf(sql: postgres.Sql, places: ReadonlyMap<string, Place>): Promise<Obstacle[]> {
  const keys = await sql<{ relation: string; name: string; columns: string[] }[]>`
    select i.indrelid::regclass::text as relation, i.indexrelid::regclass::text as name,
           array(select attname::text from pg_attribute where attrelid = i.indrelid and attnum = any (i.indkey) order by attname) as columns
      from pg_index as i join pg_class as c on c.oid = i.indrelid
     where i.indisunique and not c.relispartition and c.relnamespace::regnamespace::text ~ '^rowseal' order by 2`;
  const references = await sql<
    { relation: string; target: string; columns: string[]; targets: string[]; action: string }[]
  >`
    select k.conrelid::regclass::text as relation, k.confrelid::regclass::text as target, k.confdeltype as action,
           array(select attname::text from unnest(k.conkey) with ordinality as part (number, place)
                   join pg_attribute on attrelid = k.conrelid and attnum = number order by place) as columns,
           array(select attname::text from unnest(k.confkey) with ordinality as part (number, place)
                   join pg_attribute on attrelid = k.confrelid and attnum = number order by place) as targets
      from pg_constraint as k join pg_class as c on c.oid = k.conrelid
     where k.contype = 'f' and k.conparentid = 0 and not c.relispartition and c.relnamespace::regnamespace::text ~ '^rowseal'
     order by 1, 3`;
  const policies = await sql<{ relation: string; name: string }[]>`
    select distinct polrelid::regclass::text as relation, polname::text as name from pg_policy
      join pg_class as c on c.oid = polrelid
     where c.relnamespace::regnamespace::text ~ '^rowseal'
       and concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) ~* '\\mselect\\M' order by 1, 2`;
  const triggers = await sql<{ relation: string; name: string }[]>`
    select tgrelid::regclass::text as relation, tgname::text as name from pg_trigger join pg_class as c on c.oid = tgrelid
     where not tgisinternal and not c.relispartition and c.relnamespace::regnamespace::text ~ '^rowseal' order by 1, 2`;
  const column = (relation: string) => places.get(relation)?.column ?? null;
  return [
    ...keys
      .filter(({ relation, columns }) => column(relation) !== null && !columns.includes(column(relation) ?? ''))
      .map(({ relation, name }) => ({ kind: 'unique without the column', what: `\`${name}\` of \`${relation}\`` })),
    ...references
      .filter((reference) => !isTaken(reference, places))
      .map(({ relation, target, columns }) => ({
        kind: 'foreign key to another node',
        what: `\`${relation} (${columns.join(', ')})\` to \`${target}\``,
      })),
    ...policies.map(({ relation, name }) => ({
      kind: 'policy with a subquery',
      what: `\`${name}\` of \`${relation}\``,
    })),
    ...triggers
      .filter(({ relation }) => column(relation) !== null)
      .map(({ relation, name }) => ({
        kind: 'trigger of a distributed table',
        what: `\`${name}\` of \`${relation}\``,
      })),
  ];
}

/** Whether Citus takes a foreign key: to a reference table, or to the same node by the column of both, whose rows it may not set to null. */
function isTaken(
  {
    relation,
    target,
    columns,
    targets,
    action,
  }: { relation: string; target: string; columns: string[]; targets: string[]; action: string },
  places: ReadonlyMap<string, Place>,
): boolean {
  const [from, to] = [places.get(relation), places.get(target)];
  if (!from || !to) return false;
  if (to.column === null) return true;
  if (from.column === null || from.group === null || from.group !== to.group) return false;
  const at = columns.indexOf(from.column);
  return at >= 0 && targets[at] === to.column && !['n', 'd'].includes(action);
}

/** The statements that place the tables. */
export function placingStatements(places: readonly Place[]): string[] {
  const heads = [WORKSPACES, USERS];
  const first = places.filter(({ relation }) => heads.includes(relation));
  const rest = places.filter(({ relation }) => !heads.includes(relation));
  const inOrder = [
    ...rest.filter(({ column }) => column === null),
    ...first,
    ...rest.filter(({ column }) => column !== null),
  ];
  return inOrder.map(({ relation, column, group }) => {
    if (column === null) return `select create_reference_table('${relation}');`;
    const beside = group !== null && group !== relation ? group : 'none';
    return `select create_distributed_table('${relation}', '${column}', colocate_with => '${beside}');`;
  });
}

/**
 * Writes docs/operate/citus.md.
 *
 * @param adminUrl - as for {@link citusPlan}.
 */
export async function describeCitus(adminUrl: string): Promise<string> {
  const { places, obstacles } = await citusPlan(adminUrl);
  const kinds = [...new Set(obstacles.map(({ kind }) => kind))];
  const lists = kinds.map((kind) => {
    const these = obstacles.filter((obstacle) => obstacle.kind === kind).map(({ what }) => `- ${what}`);
    return `### ${kind} (${these.length})\n\n${MEANING[kind] ?? ''}\n\n${these.join('\n')}\n`;
  });
  return `# Citus

**Rowseal does not run on Citus today.** This page, which \`npm run describe\` writes from the catalogue, says where each table would go, and what Citus documents that it does not take. None of it was run on
Citus: no registry that this project uses has a package of it. A test compares the statements with Citus' rules.

Tables of a workspace and tables of a user are two groups, each on the node of its id, because keys begin with that id. Tables whose keys are hashes are spread by these. All else is small, and the same
on each node.

\`\`\`sql
# by hand: these are functions of Citus
${placingStatements(places).join('\n')}
\`\`\`

## What it does not take

${lists.join('\n')}`;
}

const MEANING: Record<string, string> = {
  'unique without the column':
    'Citus keeps a key unique on one node alone. These would need a table of their own, by what is unique.',
  'foreign key to another node':
    'They lead from one group to the other, or set a column to null: they would have to go, and what they do (rows that go with a user, with a client) be done by the purge.',
  'policy with a subquery':
    'Citus refuses a subquery in a policy. `rowseal.protect` writes all of an application from one place (`gate_expression`), where another form could stand.',
  'trigger of a distributed table':
    'Citus runs triggers of distributed tables only with `citus.enable_unsafe_triggers`, and where they touch no other node. Audit events are of the workspace, and their causes are often of a user.',
};
