/** Somebody with a credential. */
export interface Principal {
  name: string;
  user: string;
  kind: 'session' | 'token';
  /** Null: limited in nothing. */
  scope: string | null;
  /** What the credential is bound to; null: nothing. */
  workspace: string | null;
  /** What it has proved; left out: level 2, just now. */
  level?: 1 | 2;
  /** That its proofs are of an hour ago. */
  stale?: true;
  spoilt?: 'revoked' | 'expired' | 'resource' | 'disabled' | 'network';
}

/** One statement of somebody, in the workspace acme. */
export interface Situation {
  principal: Principal;
  table: string;
  command: string;
  key: Record<string, string> | undefined;
  statement: string;
}

const LETTERS = { owner: 'a', admin: 'b', member: 'c', viewer: 'd', stranger: 'e', disabled: 'f' };
const PEOPLE = Object.keys(LETTERS) as (keyof typeof LETTERS)[];
const idOf = (letter: string) => `00000000-0000-0000-0000-0000000000${letter}${letter}`;

/** Two workspaces, six people, and a table of each form that rowseal.protect knows. */
export const WORLD = `
  select rowseal.define_scope('orders:read', 'Read orders', '{owner,admin,member,viewer}');
  select rowseal.define_scope('orders:write', 'Write orders', '{owner,admin,member}');
  select rowseal.define_scope('orders:moderate', 'Moderate orders', '{owner}');
  select rowseal.define_scope('hidden:read', 'Read what is hidden', '{owner,admin}');
  insert into rowseal.workspaces (id, slug, name, external_key) values
    ('${idOf('1')}', 'acme', 'Acme', '1'), ('${idOf('2')}', 'globex', 'Globex', '2');
  insert into rowseal.users (id, email) values
    ${PEOPLE.map((name) => `('${idOf(LETTERS[name])}', '${name}@acme.test')`).join(', ')};
  insert into rowseal.memberships (workspace_id, user_id, role) values
    ${PEOPLE.filter((name) => name !== 'stranger')
      .map((name) => `('${idOf('1')}', '${idOf(LETTERS[name])}', '${name === 'disabled' ? 'member' : name}')`)
      .join(
        ', ',
      )}, ('${idOf('2')}', '${idOf(LETTERS.stranger)}', 'owner'), ('${idOf('2')}', '${idOf(LETTERS.owner)}', 'owner');
  create schema shop;
  grant usage on schema shop to rowseal_user;
  create table shop.orders (ws uuid not null, id int not null, author uuid, x int, primary key (ws, id));
  create table shop.private (ws uuid not null, id int not null, author uuid not null, x int, primary key (ws, author, id));
  create table shop.lines (ws uuid not null, id int not null, author uuid not null, parent int not null, x int,
    primary key (ws, author, parent, id), foreign key (ws, author, parent) references shop.private on delete cascade);
  create table shop.bills (ws bigint not null, id int not null, author uuid, x int, primary key (ws, id));
  create table shop.prices (ws int, id int primary key, author uuid, x int);
  create table shop.hidden (ws uuid not null, id int not null, author uuid, x int, primary key (ws, id));
  create table shop.frozen (ws uuid not null, id int not null, author uuid, x int, primary key (ws, id));
  create table shop.safes (ws uuid not null, id int not null, author uuid, x int, primary key (ws, id));
  create table shop.vaults (ws uuid not null, id int not null, author uuid, x int, primary key (ws, id));
  grant select, insert, update, delete on all tables in schema shop to rowseal_user;
  revoke update, delete on shop.frozen from rowseal_user;
  select rowseal.protect('shop.orders', 'ws', 'orders:read', 'orders:write', owner => 'author', override => 'orders:moderate');
  select rowseal.protect('shop.private', 'ws', 'orders:read', 'orders:write', owner => 'author',
    owned => '{select,insert,update,delete}');
  select rowseal.protect('shop.lines', 'ws', 'orders:read', 'orders:write', parent => 'shop.private');
  select rowseal.protect('shop.bills', 'ws', 'orders:read', 'orders:write');
  select rowseal.protect('shop.prices', read => 'orders:read', shared => true);
  select rowseal.protect('shop.hidden', 'ws', 'hidden:read', 'orders:write', missing => 'hide');
  select rowseal.protect('shop.frozen', 'ws', 'orders:read', 'orders:write');
  select rowseal.protect('shop.safes', 'ws', 'orders:read', 'orders:write', assurance => 2, fresh => '5 minutes');
  select rowseal.protect('shop.vaults', 'ws', 'hidden:read', 'orders:write', missing => 'hide',
    assured => '{select,delete}', assurance => 2);
  ${['orders', 'private', 'hidden', 'frozen', 'safes', 'vaults']
    .map(
      (table) => `insert into shop.${table} (ws, id, author)
    select ws::uuid, (case ws when '${idOf('1')}' then 0 else 100 end) + place, author::uuid
      from unnest('{${idOf('1')},${idOf('2')}}'::text[]) as ws,
           unnest('{${PEOPLE.map((name) => idOf(LETTERS[name])).join(',')}}'::text[]) with ordinality as people (author, place);`,
    )
    .join('\n')}
  insert into shop.lines (ws, id, author, parent) select ws, id, author, id from shop.private;
  insert into shop.bills (ws, id, author) select case when id > 100 then 2 else 1 end, id, author from shop.orders;
  insert into shop.prices (id, author) select id, author from shop.orders`;

export const TABLES = ['orders', 'private', 'lines', 'bills', 'prices', 'hidden', 'frozen', 'safes', 'vaults'].map(
  (name) => `shop.${name}`,
);

export const PRINCIPALS: Principal[] = PEOPLE.flatMap((name): Principal[] => {
  const base = { user: `${name}@acme.test`, scope: null, workspace: null };
  const session: Principal = { ...base, name, kind: 'session' };
  if (name === 'disabled') return [{ ...session, spoilt: 'disabled' }];
  if (name === 'stranger') return [session];
  return [
    session,
    { ...session, name: `${name}, who may read`, scope: 'orders:read' },
    { ...session, name: `${name}, who may write`, scope: 'orders:write' },
    { ...session, name: `${name} of level 1`, level: 1 },
    { ...session, name: `${name}, an hour later`, stale: true },
    { ...session, name: `${name} of level 1, who may write`, scope: 'orders:write', level: 1 },
    { ...base, name: `${name}'s token of level 1`, kind: 'token', workspace: 'acme', level: 1 },
    { ...session, name: `${name}, revoked`, spoilt: 'revoked' },
    { ...session, name: `${name}, expired`, spoilt: 'expired' },
    { ...session, name: `${name}, elsewhere`, spoilt: 'resource' },
    { ...base, name: `${name}'s token`, kind: 'token', workspace: 'acme' },
    { ...base, name: `${name}'s token to read`, kind: 'token', workspace: 'acme', scope: 'orders:read hidden:read' },
    { ...base, name: `${name}'s token, revoked`, kind: 'token', workspace: 'acme', spoilt: 'revoked' },
    { ...base, name: `${name}'s token, expired`, kind: 'token', workspace: 'acme', spoilt: 'expired' },
    { ...base, name: `${name}'s token, elsewhere`, kind: 'token', workspace: 'acme', spoilt: 'network' },
    ...(name === 'owner' ? [{ ...base, name: 'a token of globex', kind: 'token' as const, workspace: 'globex' }] : []),
  ];
});

/** A sample of all situations, the same each time. */
export function situations(most: number): Situation[] {
  const all = PRINCIPALS.flatMap((principal) =>
    TABLES.flatMap((table) =>
      ['select', 'insert', 'update', 'delete'].flatMap((command) => of(principal, table, command)),
    ),
  );
  if (all.length <= most) return all;
  let seed = 17;
  const random = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed / 2147483648;
  };
  return all
    .map((situation) => ({ situation, place: random() * (situation.principal.spoilt ? 3 : 1) }))
    .sort((one, other) => one.place - other.place)
    .slice(0, most)
    .map(({ situation }) => situation);
}

function of(principal: Principal, table: string, command: string): Situation[] {
  const me = PEOPLE.findIndex((name) => principal.user.startsWith(`${name}@`)) + 1;
  const mine = idOf(LETTERS[PEOPLE[me - 1] ?? 'owner']);
  if (command === 'insert') {
    const ws = table === 'shop.bills' ? "'1'" : `'${idOf('1')}'`;
    const columns = table === 'shop.lines' ? ', parent' : '';
    const values = table === 'shop.lines' ? `, ${me}` : '';
    const statement =
      table === 'shop.prices'
        ? `insert into shop.prices (id) values (900)`
        : `insert into ${table} (ws, id, author${columns}) values (${ws}, 900, '${mine}'${values})`;
    return [{ principal, table, command, key: undefined, statement }];
  }
  return [me, (me % 4) + 1, 100 + me, 999].map((id) => ({
    principal,
    table,
    command,
    key: { id: String(id) },
    statement: {
      select: `select id from ${table} where id = ${id}`,
      update: `update ${table} set x = 1 where id = ${id}`,
      delete: `delete from ${table} where id = ${id}`,
    }[command as 'select' | 'update' | 'delete'],
  }));
}
