import type postgres from 'postgres';
import { withConnection } from '#test/support/connect.ts';
import type { FreshDatabase } from '#test/support/database.ts';
import { createPerson, type Person } from '#test/support/people.ts';
import { PROTECTED, ROWSEALS } from './tables.ts';

/** Rows of each side in each table: few, so that a statement comes to foreign ones. */
const ROWS = 6;

/** Keys of the two tenants that are numbers. */
export const KEYS = { own: '17', foreign: '18' } as const;

/** Whoever sends statements. */
export type Persona = 'member' | 'viewer' | 'limited';

/** Two workspaces, and people in them. */
export interface Sides {
  personas: Record<Persona, Person>;
  /** Another author of the workspace entered. */
  colleague: Person;
  stranger: Person;
}

/** How policies are weakened, so that a leak must be found. */
export type Weakness =
  | 'the policy of before'
  | 'without the guard'
  | 'a guard with the ordinary ='
  | 'without the gates of writes'
  | 'without the check of the new row'
  | 'a private rule without its own ==='
  | 'tables of Rowseal itself without the guard';

/**
 * Makes the people of both workspaces. Names and addresses of the foreign one are canaries.
 *
 * @param admin - an administrator.
 */
export async function makeSides(admin: postgres.Sql): Promise<Sides> {
  await admin`update rowseal_private.settings set access_token_lifetime = '1 hour'`;
  const people = {
    member: await createPerson(admin, 'acme', 'member'),
    viewer: await createPerson(admin, 'acme', 'viewer'),
    limited: await createPerson(admin, 'acme', 'owner', 'notes:read members:read'),
  };
  const colleague = await createPerson(admin, 'acme', 'member');
  const stranger = await createPerson(admin, 'globex', 'owner');
  await admin.unsafe(`
    update rowseal.workspaces set external_key = case slug when 'acme' then '${KEYS.own}' else '${KEYS.foreign}' end,
           name = case slug when 'acme' then 'mine' else 'canary of workspaces' end where slug in ('acme', 'globex');
    insert into rowseal.roles (workspace_id, name, scopes)
    values ('${stranger.workspaceId}', 'canary-keeper', '{notes:read}');
    update rowseal.users set email = 'canary@globex.test', name = 'canary of users' where id = '${stranger.entry.sub}';
    insert into rowseal.users (email, name) select 'canary' || n || '@globex.test', 'canary' from generate_series(1, 3) n;
    insert into rowseal.memberships (workspace_id, user_id, role)
    select '${stranger.workspaceId}', id, 'canary-keeper' from rowseal.users where email like 'canary_@globex.test';
    insert into rowseal.invitations (workspace_id, email, role, invited_by, expires_at)
    select id, case slug when 'acme' then 'mine' else 'canary' end || n || '@invited.test', 'member', inviter::uuid, now() + interval '1 day'
      from rowseal.workspaces join (values ('acme', '${people.member.entry.sub}'), ('globex', '${stranger.entry.sub}')) as side (slug, inviter)
           using (slug), generate_series(1, 3) as n;`);
  return { personas: people, colleague, stranger };
}

/**
 * Makes a schema of tables, protected by `rowseal.protect`, and afterwards weakened where a control needs it.
 *
 * @param db - its database.
 * @param sides - whose rows.
 * @param schema - its name, and that of its owner, who is no superuser.
 * @param weakness - what to take away again.
 */
export async function makeSchema(
  { admin, adminUrl }: FreshDatabase,
  sides: Sides,
  schema: string,
  weakness?: Weakness,
): Promise<void> {
  const made = `
    create role ${schema}; grant rowseal_developer to ${schema};
    create schema ${schema}; grant usage, create on schema ${schema} to ${schema}; grant usage on schema ${schema} to public;
    ${tables(schema)} ${changes(schema)} ${rows(schema, sides)}
    grant select, insert, update, delete on ${PROTECTED.map(({ name }) => `${schema}.${name}`).join(', ')} to rowseal_user;
    ${protections(schema)} ${roads(schema)}
    grant select, insert, update, delete on all tables in schema ${schema} to rowseal_user;
    revoke all on ${['parts_0', 'parts_1', 'family_child'].map((name) => `${schema}.${name}`).join(', ')} from rowseal_user;
    grant execute on all functions in schema ${schema} to rowseal_user;`;
  await withConnection(adminUrl, (sql) => sql.unsafe(made));
  if (weakness) await admin.unsafe(await weakened(admin, schema, weakness));
  for (const { name } of PROTECTED) await admin.unsafe(`analyze ${schema}.${name}`);
}

/**
 * Drops the owners of such schemas, which are the cluster's.
 *
 * @param admin - an administrator of their database.
 * @param schemas - whose.
 */
export async function dropOwners(admin: postgres.Sql, schemas: readonly string[]): Promise<void> {
  for (const schema of schemas) await admin.unsafe(`drop owned by ${schema} cascade; drop role ${schema}`);
}

function tables(schema: string): string {
  const columns = `id int not null, author uuid not null, title text, part int not null default 0`;
  const table = (name: string, key: string, more = '') =>
    `create table ${schema}.${name} (ws uuid not null, ${columns}, primary key (${key}))${more};`;
  return `
    ${['notes', 'owned', 'hidden', 'family'].map((name) => table(name, 'ws, id, part')).join('')}
    ${table('private', 'ws, author, id, part')}
    create table ${schema}.orders (org bigint not null, ${columns}, primary key (org, id, part));
    ${table('parts', 'ws, id, part', ' partition by list (part)')}
    create table ${schema}.parts_0 partition of ${schema}.parts for values in (0);
    create table ${schema}.parts_1 partition of ${schema}.parts for values in (1);
    create table ${schema}.family_child (primary key (ws, id, part)) inherits (${schema}.family);
    ${table('steps', 'ws, id, part')}
    alter table ${schema}.steps add column note_part int not null default 0,
      add foreign key (ws, id, note_part) references ${schema}.notes (ws, id, part);
    ${[...PROTECTED.map(({ name }) => name), 'parts_0', 'parts_1', 'family_child']
      .map((name) => `alter table ${schema}.${name} owner to ${schema};`)
      .join('')}`;
}

/** What the administrator hears of each row that is written, by a notice that comes after the statement. */
function changes(schema: string): string {
  return `
    create function ${schema}.changed() returns trigger language plpgsql set search_path = '' as $$
    begin
      raise notice 'changed %', jsonb_build_object(
        'relation', tg_argv[0], 'op', tg_op,
        'old', case when tg_op <> 'INSERT' then to_jsonb(old) end, 'new', case when tg_op <> 'DELETE' then to_jsonb(new) end);
      return null;
    end $$;
    ${[...PROTECTED.map(({ name }) => name), 'family_child']
      .map(
        (name) => `create trigger changed after insert or update or delete on ${schema}.${name}
          for each row execute function ${schema}.changed('${name === 'family_child' ? 'family' : name}');`,
      )
      .join('')}`;
}

/** By turns a row of one's own, of a colleague, of a stranger, so that no scan gets through its own rows first. */
function rows(schema: string, { personas, colleague, stranger }: Sides): string {
  const [own, foreign] = [personas.member.workspaceId, stranger.workspaceId];
  const fill = ({ name, workspace = '', tenant, authors }: (typeof PROTECTED)[number]) => {
    const [mine, theirs] = tenant === 'uuid' ? [own, foreign] : [KEYS.own, KEYS.foreign];
    const colleagues = authors === 'read' ? 'canary' : 'colleague';
    return `
      insert into ${schema}.${name} (${workspace}, id, author, title, part)
      select tenant, n + 100 * place, author, kind || ' ${name} ' || n, n % 2
        from generate_series(1, ${ROWS}) as n,
             (values (0, '${mine}'::${tenant}, '${personas.member.entry.sub}'::uuid, 'mine'),
                     (1, '${mine}', '${colleague.entry.sub}', '${colleagues}'),
                     (2, '${theirs}', '${stranger.entry.sub}', 'canary')) as side (place, tenant, author, kind)
       order by n, place;`;
  };
  const [steps, others] = [
    PROTECTED.filter(({ name }) => name === 'steps'),
    PROTECTED.filter(({ name }) => name !== 'steps'),
  ];
  return `
    ${others.map(fill).join('')}
    alter table ${schema}.steps alter column note_part drop default;
    create function ${schema}.note_part() returns trigger language plpgsql as $$ begin new.note_part := new.part; return new; end $$;
    create trigger note_part before insert on ${schema}.steps for each row execute function ${schema}.note_part();
    ${steps.map(fill).join('')}
    insert into ${schema}.family_child (ws, id, author, title, part)
    select ws, id + 1000, author, title, part from only ${schema}.family;`;
}

function protections(schema: string): string {
  const protect = (table: string, more = '', workspace = 'ws') =>
    `set local role ${schema}; select rowseal.protect('${schema}.${table}', workspace => '${workspace}', read => 'notes:read', write => 'notes:write'${more}); reset role;`;
  return [
    protect('notes'),
    protect('orders', '', 'org'),
    protect('private', `, owner => 'author', owned => '{select,insert,update,delete}'`),
    protect('owned', `, owner => 'author'`),
    protect('steps', `, parent => '${schema}.notes'`),
    protect('parts'),
    protect('family'),
    protect('hidden', `, missing => 'hide'`),
  ].join('\n');
}

/** Views and functions over the tables: of the caller, and of the tables' owner. */
function roads(schema: string): string {
  const made = PROTECTED.flatMap(({ name, roads: names }) =>
    names.map((road) => {
      const [, kind] = road.split('_');
      const columns = `select * from ${schema}.${name}`;
      if (road.endsWith('()'))
        return road.includes('definer')
          ? `create function ${schema}.${road} returns setof ${schema}.${name} language plpgsql stable security definer
               set search_path = '' as $$ begin return query ${columns}; end $$; alter function ${schema}.${road} owner to ${schema};`
          : `create function ${schema}.${road} returns setof ${schema}.${name} language sql stable as $$ ${columns} $$;`;
      const option =
        kind === 'invoker' ? ' with (security_invoker)' : kind === 'barrier' ? ' with (security_barrier)' : '';
      return `create view ${schema}.${road}${option} as ${columns}; alter view ${schema}.${road} owner to ${schema};`;
    }),
  );
  return `${made.join('\n')}
    create function ${schema}.chosen(own text, other text) returns text language sql stable
      as $$ select case when current_setting('a.b', true) = 'mine' then own else other end $$;
    create function ${schema}.peek(anything text) returns boolean language plpgsql stable cost 0.0001
      as $$ begin raise notice 'saw %', anything; return true; end $$;
    create function ${schema}.peek_volatile(anything text) returns boolean language plpgsql volatile cost 0.0001
      as $$ begin raise notice 'saw %', anything; return true; end $$;`;
}

/**
 * Every row that a request of one's own workspace must not change.
 *
 * @param admin - an administrator.
 * @param schema - of the tables.
 */
export async function digestOf(admin: postgres.Sql, schema: string): Promise<string> {
  const tables = [
    ...PROTECTED.map(({ name }) => `${schema}.${name}`),
    ...ROWSEALS.map(({ name }) => `rowseal.${name}`),
  ];
  const each = tables.map(
    (table) => `select md5(string_agg(t::text, '|' order by t::text)) as digest from ${table} as t`,
  );
  const [row] = await admin.unsafe(
    `select string_agg(digest, ' ') as digests from (${each.join(' union all ')}) as each`,
  );
  return String(row?.['digests']);
}

interface Policy {
  relation: string;
  name: string;
  using: string | null;
  check: string | null;
}

async function weakened(admin: postgres.Sql, schema: string, weakness: Weakness): Promise<string> {
  const policies = await admin<Policy[]>`
    select format('%I.%I', schemaname, tablename) as relation, policyname as name, qual as using, with_check as check
      from pg_policies where schemaname in (${schema}, 'rowseal') order by 1, 2`;
  return policies.map((policy) => weaken(policy, weakness)).join('\n');
}

/** What a control takes from one policy; nothing from most. */
function weaken({ relation, name, using, check }: Policy, weakness: Weakness): string {
  const drop = `drop policy ${name} on ${relation};`;
  const plain = (text: string) => text.replaceAll('OPERATOR(rowseal.===)', '=');
  if (relation.startsWith('rowseal.'))
    return weakness === 'tables of Rowseal itself without the guard' && name === 'guard' ? drop : '';
  switch (weakness) {
    case 'tables of Rowseal itself without the guard':
      return '';
    case 'without the guard':
      return name === 'rowseal_guard' ? drop : '';
    case 'a guard with the ordinary =':
      return name === 'rowseal_guard' ? `alter policy ${name} on ${relation} using (${plain(using ?? '')});` : '';
    case 'without the gates of writes':
      return /gate_(insert|update|delete)$/.test(name) ? drop : '';
    case 'without the check of the new row':
      return name === 'rowseal_gate_update' && check ? `alter policy ${name} on ${relation} with check (true);` : '';
    case 'a private rule without its own ===':
      return name.startsWith('rowseal_rows') && using?.includes('===')
        ? `alter policy ${name} on ${relation} using (${plain(using)});`
        : '';
    case 'the policy of before':
      return name === 'rowseal_guard' || name.startsWith('rowseal_rows')
        ? name.endsWith('_select')
          ? `${drop} ${before(relation)}`
          : drop
        : name.startsWith('rowseal_gate')
          ? drop
          : '';
  }
}

/** What `protect` wrote before there was a guard or a gate. */
function before(relation: string): string {
  const is = relation.endsWith('.orders')
    ? (f: string) => `org = (select case when rowseal.${f} is not null then rowseal.workspace_key()::bigint end)`
    : (f: string) => `ws = (select rowseal.${f})`;
  return `
    create policy before_select on ${relation} for select to rowseal_user using (${is(`workspace_for('notes:read')`)});
    create policy before_insert on ${relation} for insert to rowseal_user with check (${is(`require_scope('notes:write')`)});
    create policy before_update on ${relation} for update to rowseal_user using (${is(`require_scope('notes:write')`)});
    create policy before_delete on ${relation} for delete to rowseal_user using (${is(`require_scope('notes:write')`)});`;
}
