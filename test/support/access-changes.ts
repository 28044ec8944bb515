/** One change that somebody may bring in a migration, to the tables of test/support/situations.ts. */
export type Change = string;

const TABLES = ['orders', 'private', 'lines', 'bills', 'prices', 'hidden', 'frozen'];
const COMMANDS = ['select', 'insert', 'update', 'delete'];
const SCOPES = ['orders:read', 'orders:write', 'hidden:read', 'orders:moderate'];
const ROLES = ['owner', 'admin', 'member', 'viewer'];

/** Kinds of changes, each with all that it may be made of. */
const CHANGES: ((pick: <T>(of: readonly T[]) => T) => Change)[] = [
  (pick) => `revoke ${pick(COMMANDS)} on shop.${pick(TABLES)} from rowseal_user`,
  (pick) =>
    `grant ${pick(['update', 'delete'])} on shop.frozen to ${pick(['rowseal_user', 'public', 'rowseal_gateway'])}`,
  (pick) => `alter table shop.${pick(TABLES)} disable row level security`,
  (pick) => `drop policy rowseal_gate_${pick(COMMANDS)} on shop.${pick(TABLES)}`,
  (pick) => `drop policy rowseal_guard on shop.${pick(TABLES)}`,
  (pick) => `drop policy rowseal_rows_${pick(COMMANDS)} on shop.${pick(TABLES.filter((name) => name !== 'prices'))}`,
  (pick) => `alter policy rowseal_gate_${pick(['select', 'delete'])} on shop.${pick(TABLES)} using (true)`,
  (pick) => `alter policy rowseal_rows_select on shop.${pick(TABLES)} using (${pick(['true', 'false', 'x = 1'])})`,
  (
    pick,
  ) => `create policy more on shop.${pick(TABLES)} for ${pick([...COMMANDS.slice(2), 'select'])} to ${pick(['rowseal_user', 'public'])}
     using (${pick(['true', 'false', 'author = (select rowseal.user_id())'])})`,
  (
    pick,
  ) => `create policy less on shop.${pick(TABLES)} as restrictive for ${pick([...COMMANDS.slice(2), 'select'])} to rowseal_user
     using (${pick(['true', 'false', 'author = (select rowseal.user_id())'])})`,
  (pick) => `select rowseal.unprotect('shop.${pick(TABLES.filter((name) => name !== 'private'))}')`,
  (pick) =>
    `select rowseal.protect('shop.${pick(['orders', 'hidden', 'frozen'])}', 'ws', '${pick(SCOPES)}', '${pick(SCOPES)}')`,
  (
    pick,
  ) => `select rowseal.protect('shop.${pick(['hidden', 'frozen'])}', 'ws', 'orders:read', 'orders:write', owner => 'author',
     owned => '{select,insert,update,delete}', allow => '{key:hidden_pkey,key:frozen_pkey}')`,
  (pick) => `select rowseal.define_scope('${pick(SCOPES)}', 'x', '{${pick(ROLES)},${pick(ROLES)}}')`,
  (pick) => `update rowseal.roles set scopes = array_remove(scopes, '${pick(SCOPES)}') where name = '${pick(ROLES)}'`,
  (pick) => {
    const scope = pick(SCOPES);
    return `update rowseal.roles set scopes = scopes || '{${scope}}' where name = '${pick(ROLES)}' and not '${scope}' = any (scopes)`;
  },
  () => 'revoke usage on schema shop from rowseal_user',
  (pick) => `create table shop.more (ws uuid not null, id int not null, author uuid, x int, primary key (ws, id));
     insert into shop.more (ws, id, author) select ws, id, author from shop.frozen;
     grant ${pick(COMMANDS)} on shop.more to rowseal_user`,
  () => 'drop table shop.bills',
];

/** So many changes, the same each time: each of one kind after the other, some of two. */
export function accessChanges(amount: number): Change[] {
  let seed = 33;
  const pick = <T>(of: readonly T[]): T => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return of[Math.floor((seed / 2147483648) * of.length)] as T;
  };
  return Array.from({ length: amount }, (_, at) => {
    const first = CHANGES[at % CHANGES.length]?.(pick) ?? '';
    return at % 3 === 2 ? `${first}; ${pick(CHANGES.slice(0, 1))(pick)}` : first;
  });
}
