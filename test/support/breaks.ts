/** One way to break an installation that had no findings, and the finding that it must become. */
export interface Break {
  kind: string;
  /** What a superuser runs. */
  sql: string;
  object: string;
  /** Who runs what mends it; left out: the role that owns the tables. */
  mender?: 'superuser';
  /** Tells two of a kind apart. */
  about?: string;
}

/** The tables that are broken: of a role that is no superuser and cannot log in, as an application's should be. */
export const SHOP = `
  create role shop_owner;
  grant rowseal_developer to shop_owner;
  create schema shop authorization shop_owner;
  grant usage on schema shop to rowseal_user;
  set local role shop_owner;
  select rowseal.define_scope('orders:read', 'Read orders', '{owner}');
  select rowseal.define_scope('orders:write', 'Write orders', '{owner}');
  create table shop.orders (
    workspace_id uuid not null, id uuid not null default rowseal.uuidv7(), buyer_id uuid, amount numeric,
    primary key (workspace_id, id)
  );
  create table shop.lines (
    workspace_id uuid not null, id uuid not null, order_id uuid not null, secret text,
    primary key (workspace_id, id), foreign key (workspace_id, order_id) references shop.orders
  );
  create table shop.bills (tenant bigint not null, id bigint not null, primary key (tenant, id));
  create table shop.logs (workspace_id uuid not null, at date not null, primary key (workspace_id, at)) partition by range (at);
  create table shop.logs_old partition of shop.logs for values from (minvalue) to ('2020-01-01');
  grant select, insert, update, delete on shop.orders, shop.lines, shop.bills, shop.logs to rowseal_user;
  select rowseal.protect('shop.orders', 'workspace_id', 'orders:read', 'orders:write', owner => 'buyer_id');
  select rowseal.protect('shop.lines', 'workspace_id', 'orders:read', 'orders:write', secret => '{secret}',
    parent => 'shop.orders');
  select rowseal.protect('shop.bills', 'tenant', 'orders:read', 'orders:write');
  select rowseal.protect('shop.logs', 'workspace_id', 'orders:read', 'orders:write');
  reset role`;

/** A login role that is a member of a workspace. */
const SHOP_BOUND = `
  create role shop_reports login;
  insert into rowseal.users (id, email) values (md5('shop')::uuid, 'shop@shop.test');
  insert into rowseal.workspaces (id, slug, name) values (md5('shop')::uuid, 'shop', 'Shop');
  insert into rowseal.memberships values (md5('shop')::uuid, md5('shop')::uuid, 'owner');
  select rowseal.bind_role('shop_reports', md5('shop')::uuid, md5('shop')::uuid);`;

/** A function that Rowseal calls where somebody was removed. */
const SHOP_HOOK = `
  set local role shop_owner;
  create function shop.farewell(occasion text, workspace uuid, "user" uuid) returns void
    language plpgsql security definer set search_path = pg_catalog, pg_temp as 'begin end';
  select rowseal.register_hook('member_removed', 'shop.farewell(text,uuid,uuid)', '{orders:write}');
  reset role;`;

const CONNECTS = `
  do $$ begin execute format('grant connect on database %I to shop_reports', current_database()); end $$;`;

const VIEW = 'select id from shop.orders where buyer_id = rowseal.user_id()';

export const BREAKS: Break[] = [
  {
    kind: 'test_kit',
    sql: `set local role rowseal_owner; create schema rowseal_test;
      create function rowseal_test.as_user() returns integer language sql return 1; reset role`,
    object: 'schema rowseal_test',
    mender: 'superuser',
  },
  {
    kind: 'installation_changed',
    sql: `create or replace function rowseal.user_id() returns uuid language sql stable as 'select null::uuid'`,
    object: 'function rowseal.user_id()',
    mender: 'superuser',
    about: 'a function',
  },
  {
    kind: 'installation_changed',
    sql: 'drop policy guard on rowseal.memberships',
    object: 'policy guard on rowseal.memberships',
    mender: 'superuser',
    about: 'a policy that is gone',
  },
  {
    kind: 'installation_changed',
    sql: 'alter policy select_members on rowseal.memberships using (true)',
    object: 'policy select_members on rowseal.memberships',
    mender: 'superuser',
    about: 'a policy that lets everything through',
  },
  {
    kind: 'installation_changed',
    sql: 'alter table rowseal.users no force row level security',
    object: 'row-level security of rowseal.users',
    mender: 'superuser',
    about: 'row-level security',
  },
  {
    kind: 'installation_changed',
    sql: 'alter table rowseal.memberships disable trigger keep_an_owner',
    object: 'trigger keep_an_owner on rowseal.memberships',
    mender: 'superuser',
    about: 'a trigger',
  },
  {
    kind: 'installation_changed',
    sql: 'grant select on rowseal_private.passwords to rowseal_user',
    object: 'select on rowseal_private.passwords to rowseal_user',
    mender: 'superuser',
    about: 'a privilege',
  },
  {
    kind: 'installation_changed',
    sql: `set local role rowseal_owner; create function rowseal.more() returns integer language sql return 1; reset role`,
    object: 'function rowseal.more()',
    mender: 'superuser',
    about: 'a function more',
  },
  {
    kind: 'installation_changed',
    sql: 'grant select (salt) on rowseal_private.passwords to rowseal_user',
    object: 'select (salt) on rowseal_private.passwords to rowseal_user',
    mender: 'superuser',
    about: 'a privilege on a column',
  },
  {
    kind: 'installation_changed',
    sql: 'grant usage on schema rowseal_private to rowseal_user',
    object: 'usage on schema rowseal_private to rowseal_user',
    mender: 'superuser',
    about: 'a privilege on a schema',
  },
  {
    kind: 'installation_changed',
    sql: 'revoke usage on schema rowseal from rowseal_auditor',
    object: 'usage on schema rowseal to rowseal_auditor',
    mender: 'superuser',
    about: 'a privilege that is gone',
  },
  ...['function rowseal.user_id()', 'table rowseal.users', 'view rowseal_audit.access', 'schema rowseal_audit'].map(
    (object) => ({
      kind: 'installation_changed',
      sql: `alter ${object} owner to shop_owner`,
      object: `owner of ${object}`,
      mender: 'superuser' as const,
      about: `the owner of a ${object.split(' ')[0]}`,
    }),
  ),
  {
    kind: 'installation_changed',
    sql: 'create or replace view rowseal_audit.access as select * from rowseal_audit.all_access() where false',
    object: 'view rowseal_audit.access',
    mender: 'superuser',
    about: 'a view',
  },
  { kind: 'row_security_off', sql: 'alter table shop.orders disable row level security', object: 'shop.orders' },
  {
    kind: 'row_security_off',
    sql: 'alter table shop.logs_old disable row level security',
    object: 'shop.logs_old',
    about: 'of a partition',
  },
  {
    kind: 'row_security_not_forced',
    sql: 'alter table shop.orders no force row level security',
    object: 'shop.orders',
  },
  {
    kind: 'protection_changed',
    sql: 'drop policy rowseal_guard on shop.orders',
    object: 'shop.orders',
    about: 'no guard',
  },
  {
    kind: 'protection_changed',
    sql: 'drop policy rowseal_still_outside on shop.orders',
    object: 'shop.orders',
    about: 'plans made outside',
  },
  {
    kind: 'protection_changed',
    sql: 'drop policy rowseal_gate_delete on shop.bills',
    object: 'shop.bills',
    about: 'no gate',
  },
  {
    kind: 'protection_changed',
    sql: 'alter policy rowseal_gate_select on shop.orders using (true)',
    object: 'shop.orders',
    about: 'a gate that lets everything through',
  },
  {
    kind: 'protection_changed',
    sql: 'alter policy rowseal_rows_update on shop.orders using (true)',
    object: 'shop.orders',
    about: 'a row rule that anybody passes',
  },
  {
    kind: 'protection_changed',
    sql: 'alter policy rowseal_outside on shop.orders to shop_owner, rowseal_user',
    object: 'shop.orders',
    about: 'of another role',
  },
  {
    kind: 'protection_older',
    sql: `select rowseal.unprotect('shop.bills'); drop table shop.bills;
      create table shop.bills (workspace_id uuid not null, id bigint not null, primary key (workspace_id, id));
      alter table shop.bills owner to shop_owner; alter table shop.bills enable row level security;
      alter table shop.bills force row level security; grant select, insert on shop.bills to rowseal_user;
      create policy rowseal_select on shop.bills for select to rowseal_user
        using (workspace_id = (select rowseal.workspace_for('orders:read')));
      create policy rowseal_insert on shop.bills for insert to rowseal_user
        with check (workspace_id = (select rowseal.require_scope('orders:write')));
      create policy rowseal_guard on shop.bills as restrictive to rowseal_user
        using (workspace_id operator(rowseal.===) (select rowseal.workspace_id())) with check (true)`,
    object: 'shop.bills',
  },
  {
    kind: 'child_unprotected',
    sql: `create table shop.logs_new partition of shop.logs for values from ('2020-01-01') to (maxvalue);
      alter table shop.logs_new owner to shop_owner; grant select on shop.logs_new to rowseal_user`,
    object: 'shop.logs_new',
  },
  {
    kind: 'child_unprotected',
    sql: 'create table shop.special () inherits (shop.bills); alter table shop.special add primary key (tenant, id); alter table shop.special owner to shop_owner',
    object: 'shop.special',
    about: 'by inheritance',
  },
  {
    kind: 'workspace_nullable',
    sql: 'alter table shop.bills drop constraint bills_pkey; create index on shop.bills (tenant); alter table shop.bills alter tenant drop not null',
    object: 'shop.bills',
  },
  { kind: 'no_index', sql: 'alter table shop.bills drop constraint bills_pkey', object: 'shop.bills' },
  { kind: 'granted_to_public', sql: 'grant select on shop.orders to public', object: 'shop.orders to public' },
  {
    kind: 'granted_to_public',
    sql: 'grant select (amount) on shop.orders to public',
    object: 'shop.orders to public',
    about: 'a column',
  },
  ...['truncate', 'references', 'trigger'].map((privilege) => ({
    kind: 'granted_past_row_security',
    sql: `grant ${privilege} on shop.orders to rowseal_user`,
    object: 'shop.orders to rowseal_user',
    about: privilege,
  })),
  {
    kind: 'granted_to_unnamed_role',
    sql: 'create role shop_report; grant select on shop.orders to shop_report',
    object: 'shop.orders to shop_report',
  },
  {
    kind: 'granted_to_unnamed_role',
    sql: 'grant update on shop.orders to rowseal_reader',
    object: 'shop.orders to rowseal_reader',
    about: 'of a reader',
  },
  {
    kind: 'unprotected_table',
    sql: 'create table shop.coupons (id int); alter table shop.coupons owner to shop_owner; grant select on shop.coupons to rowseal_user',
    object: 'shop.coupons',
  },
  {
    kind: 'unprotected_table',
    sql: `create table shop.coupons (id int, code text); alter table shop.coupons owner to shop_owner; grant select (code) on shop.coupons to public;
      alter table shop.coupons enable row level security; create policy everybody on shop.coupons using (true)`,
    object: 'shop.coupons',
    about: 'with a policy of its own',
  },
  {
    kind: 'key_reveals',
    sql: 'alter table shop.orders add column reference text, add constraint orders_reference unique (reference)',
    object: 'shop.orders orders_reference',
  },
  {
    kind: 'key_reveals',
    sql: 'create unique index orders_amount on shop.orders (lower(amount::text))',
    object: 'shop.orders orders_amount',
    about: 'an index of an expression',
  },
  {
    kind: 'key_reveals',
    sql: 'alter table shop.bills drop constraint bills_pkey, add constraint bills_pkey primary key (id); create index on shop.bills (tenant)',
    object: 'shop.bills bills_pkey',
    about: 'a primary key',
  },
  {
    kind: 'key_reveals',
    sql: 'create unique index logs_old_at on shop.logs_old (at)',
    object: 'shop.logs_old logs_old_at',
    about: 'of a partition alone',
  },
  {
    kind: 'key_crosses',
    sql: `alter table shop.orders add column number bigint, add constraint orders_number unique (number) deferrable;
      alter table shop.orders drop constraint orders_number, add constraint orders_number unique (workspace_id, number, id);
      alter table shop.lines add column number bigint, add column other uuid,
        add constraint crossing foreign key (other, number, id) references shop.orders (workspace_id, number, id)`,
    object: 'shop.lines crossing',
  },
  {
    kind: 'reference_casts',
    sql: `create type shop.buyer as enum ('x');
      create function shop.id(shop.buyer) returns uuid language sql immutable return null::uuid;
      create cast (shop.buyer as uuid) with function shop.id(shop.buyer) as implicit;
      alter table shop.orders add column named shop.buyer,
        add constraint named_by foreign key (named) references rowseal.users (id) on delete cascade`,
    object: 'shop.orders named_by',
  },
  {
    kind: 'reference_blocks',
    sql: 'alter table shop.orders add constraint by foreign key (buyer_id) references rowseal.users (id)',
    object: 'shop.orders by',
    about: 'of what may be empty',
  },
  {
    kind: 'reference_blocks',
    sql: `alter table shop.orders add constraint in_it foreign key (workspace_id) references rowseal.workspaces (id)
      match full on delete set null on update cascade deferrable`,
    object: 'shop.orders in_it',
    about: 'of what may not be emptied',
  },
  {
    kind: 'assurance_bypassed',
    sql: `alter table shop.lines add constraint again foreign key (workspace_id, order_id) references shop.orders on delete cascade;
      select rowseal.protect('shop.lines', 'workspace_id', 'orders:read', 'orders:write', secret => '{secret}',
        parent => 'shop.orders', assured => '{delete}', assurance => 2, fresh => '5 minutes')`,
    object: 'shop.lines again',
  },
  {
    kind: 'unguarded_policy',
    sql: 'create policy mine on shop.orders for select to rowseal_user using (buyer_id = (select rowseal.user_id()))',
    object: 'shop.orders mine',
  },
  {
    kind: 'unguarded_policy',
    sql: `create policy rows on shop.orders for select to rowseal_user
      using ((buyer_id, id) = (select rowseal.user_id(), rowseal.workspace_id()))`,
    object: 'shop.orders rows',
    about: 'of which one comparison cannot be changed in its place',
  },
  {
    kind: 'unguarded_view',
    sql: `create view shop.mine with (security_invoker) as ${VIEW}; alter view shop.mine owner to shop_owner; grant select on shop.mine to rowseal_user`,
    object: 'shop.mine',
  },
  {
    kind: 'unguarded_function',
    sql: `create function shop.mine() returns setof uuid language sql stable as '${VIEW}'; alter function shop.mine() owner to shop_owner`,
    object: 'shop.mine()',
  },
  {
    kind: 'view_bypasses',
    sql: 'create view shop.totals as select sum(amount) from shop.orders; grant select on shop.totals to rowseal_user',
    object: 'shop.totals',
    mender: 'superuser',
  },
  {
    kind: 'view_bypasses',
    sql: `create view shop.all_orders with (security_invoker) as select * from shop.orders; create view shop.totals as select sum(amount) from shop.all_orders;
      alter view shop.all_orders owner to shop_owner; grant select on shop.totals to rowseal_user`,
    object: 'shop.totals',
    mender: 'superuser',
    about: 'by way of another',
  },
  {
    kind: 'materialized_view',
    sql: 'create materialized view shop.totals as select sum(amount) from shop.orders; alter materialized view shop.totals owner to shop_owner; grant select on shop.totals to rowseal_user',
    object: 'shop.totals',
  },
  { kind: 'rule', sql: 'create rule gone as on delete to shop.orders do instead nothing', object: 'shop.orders gone' },
  {
    kind: 'function_bypasses',
    sql: `create function shop.total() returns numeric language sql stable security definer set search_path = ''
      as 'select sum(amount) from shop.orders'; revoke execute on function shop.total() from public; grant execute on function shop.total() to rowseal_user`,
    object: 'shop.total()',
    mender: 'superuser',
  },
  {
    kind: 'search_path_unpinned',
    sql: `create function shop.total() returns numeric language sql stable security definer as 'select sum(amount) from shop.orders';
      alter function shop.total() owner to shop_owner; revoke execute on function shop.total() from public`,
    object: 'shop.total()',
  },
  {
    kind: 'execute_to_public',
    sql: `create function shop.total() returns numeric language sql stable security definer set search_path = '' as 'select sum(amount) from shop.orders';
      alter function shop.total() owner to shop_owner`,
    object: 'shop.total()',
  },
  {
    kind: 'leakproof',
    sql: `create function shop.tells(text) returns boolean language plpgsql leakproof as 'begin raise notice ''%'', $1; return true; end'`,
    object: 'shop.tells(text)',
    mender: 'superuser',
  },
  {
    kind: 'trigger_bypasses',
    sql: `create function shop.copy() returns trigger language plpgsql security definer set search_path = '' as 'begin return null; end';
      create trigger copy after insert on shop.orders for each row execute function shop.copy()`,
    object: 'shop.orders copy',
  },
  {
    kind: 'trigger_trusts_context',
    sql: `create function shop.note() returns trigger language plpgsql
        as 'begin perform rowseal.workspace_id(); return null; end'; alter function shop.note() owner to shop_owner;
      create trigger note after insert on shop.orders for each row execute function shop.note()`,
    object: 'shop.orders note',
  },
  { kind: 'role_bypasses', sql: 'create role shop_dump login bypassrls', object: 'shop_dump', mender: 'superuser' },
  {
    kind: 'role_bypasses',
    sql: 'create role shop_root login superuser',
    object: 'shop_root',
    mender: 'superuser',
    about: 'a superuser',
  },
  {
    kind: 'hook_unfit',
    sql: `${SHOP_HOOK} alter function shop.farewell(text,uuid,uuid) set work_mem = '1MB'`,
    object: 'shop.farewell(text,uuid,uuid)',
  },
  {
    kind: 'hook_failing',
    sql: `${SHOP_HOOK} insert into rowseal_private.hook_failures (name, occasion, workspace_id, user_id, error, tries)
      values ('shop.farewell(text,uuid,uuid)', 'member_removed', gen_random_uuid(), gen_random_uuid(), '22012', 4)`,
    object: 'shop.farewell(text,uuid,uuid)',
  },
  {
    kind: 'bound_role_unfit',
    sql: `${SHOP_BOUND} create role shop_more; grant shop_more to shop_reports`,
    object: 'shop_reports',
    mender: 'superuser',
  },
  {
    kind: 'bound_role_ended',
    sql: `${SHOP_BOUND} update rowseal_private.database_principals set created_at = now() - interval '2 hours', expires_at = now() - interval '1 hour'`,
    object: 'shop_reports',
    mender: 'superuser',
  },
  {
    kind: 'group_without_binding',
    sql: `${SHOP_BOUND} ${CONNECTS} update rowseal.users set disabled_at = now() where id = md5('shop')::uuid`,
    object: 'shop_reports',
    mender: 'superuser',
  },
  {
    kind: 'own_role_attributes',
    sql: 'alter role rowseal_owner bypassrls',
    object: 'rowseal_owner',
    mender: 'superuser',
  },
  {
    kind: 'own_role_attributes',
    sql: 'alter role rowseal_user login',
    object: 'rowseal_user',
    mender: 'superuser',
    about: 'LOGIN',
  },
  {
    kind: 'own_role_membership',
    sql: 'create role shop_more; grant shop_more to rowseal_gateway',
    object: 'rowseal_gateway in shop_more',
    mender: 'superuser',
  },
  {
    kind: 'own_role_membership',
    sql: 'create role shop_deploy login; grant rowseal_owner to shop_deploy',
    object: 'shop_deploy in rowseal_owner',
    mender: 'superuser',
    about: 'with the privileges of the owner',
  },
  {
    kind: 'own_role_membership',
    sql: 'create role shop_deploy login; grant rowseal_issuer to shop_deploy with inherit false',
    object: 'shop_deploy in rowseal_issuer',
    mender: 'superuser',
    about: 'that may take the issuer',
  },
  {
    kind: 'owner_in_request',
    sql: "create role shop_other; alter table shop.bills owner to shop_other; grant usage on schema shop to shop_other; grant rowseal_developer to shop_other; grant all on schema shop to shop_other; set local role shop_other; select rowseal.protect('shop.bills', 'tenant', 'orders:read', 'orders:write'); reset role; grant rowseal_user to shop_other",
    object: 'shop.bills shop_other',
    mender: 'superuser',
  },
  { kind: 'owner_logs_in', sql: 'alter role shop_owner login', object: 'shop_owner', mender: 'superuser' },
  {
    kind: 'publication',
    sql: 'create publication everything for table shop.orders; alter publication everything owner to shop_owner',
    object: 'everything shop.orders',
  },
  {
    kind: 'sequence_granted',
    sql: 'create sequence shop.numbers; alter sequence shop.numbers owner to shop_owner; grant usage, select on sequence shop.numbers to rowseal_user',
    object: 'shop.numbers',
  },
  {
    kind: 'foreign_table',
    sql: `create foreign data wrapper shop_wrapper; create server shop_server foreign data wrapper shop_wrapper;
      create foreign table shop.elsewhere (id int) server shop_server; alter foreign table shop.elsewhere owner to shop_owner; grant select on shop.elsewhere to rowseal_user`,
    object: 'shop.elsewhere',
  },
  {
    kind: 'large_object',
    sql: 'select lo_create(4711); alter large object 4711 owner to shop_owner; grant select on large object 4711 to public',
    object: '4711',
  },
  {
    kind: 'large_object',
    sql: 'select lo_create(4712); alter large object 4712 owner to rowseal_gateway',
    object: '4712',
    mender: 'superuser',
    about: 'that a request made',
  },
  {
    kind: 'policy_per_row',
    sql: `create policy readers on shop.orders for select to rowseal_user using (rowseal.has_scope('orders:read') and amount > 0)`,
    object: 'shop.orders readers',
  },
  {
    kind: 'policy_per_row',
    sql: `alter table shop.orders add column needs text; create policy needed on shop.orders for select to rowseal_user
      using (rowseal.has_scope(needs)); `,
    object: 'shop.orders needed',
    about: 'of an argument of the row',
  },
  {
    kind: 'policy_per_row',
    sql: `create function shop.limit() returns numeric language sql stable as 'select 7'; alter function shop.limit() owner to shop_owner;
      create policy small on shop.orders as restrictive for insert to rowseal_user with check (amount < shop.limit())`,
    object: 'shop.orders small',
    about: 'of a function of the application',
  },
  {
    kind: 'index_useless',
    sql: 'create index orders_amount on shop.orders (amount)',
    object: 'shop.orders_amount',
  },
  {
    kind: 'index_useless',
    sql: 'create index lines_order on shop.lines (lower(order_id::text))',
    object: 'shop.lines_order',
    about: 'of an expression',
  },
  ...(
    [
      ['a backslash', `return 'a\\b' = ''`],
      ['a date', `return date '01/02/2026' > '2026-01-01'`],
      ['a moment', `return timestamptz '2026-01-01 12:00' > now()`],
      ['a comparison with null', 'if 1 = 2 or null = null then return true; end if; return false'],
    ] as const
  ).map(([about, body]) => ({
    kind: 'session_dependent',
    sql: `create function shop.odd() returns boolean language plpgsql as $body$ begin ${body}; end $body$; alter function shop.odd() owner to shop_owner`,
    object: 'shop.odd()',
    about,
  })),
  { kind: 'grant_locks', sql: 'revoke delete on shop.bills from rowseal_user', object: 'shop.bills to rowseal_user' },
  {
    kind: 'grant_locks',
    sql: `set local role shop_owner; create table shop.prices (id int primary key); grant select on shop.prices to rowseal_user;
      select rowseal.protect('shop.prices', read => 'orders:read', shared => true); grant delete on shop.prices to rowseal_user; reset role`,
    object: 'shop.prices to rowseal_user',
    about: 'that no gate has a use for',
  },
  {
    kind: 'event_trigger',
    sql: `create function shop.hook() returns event_trigger language plpgsql as 'begin end'; alter function shop.hook() owner to shop_owner;
      create event trigger shop_hook on ddl_command_end when tag in ('CREATE CAST') execute function shop.hook()`,
    object: 'shop_hook',
    mender: 'superuser',
  },
  { kind: 'may_create', sql: 'grant create on schema shop to rowseal_user', object: 'schema shop' },
  {
    kind: 'may_create',
    sql: `do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$`,
    object: 'database',
    mender: 'superuser',
    about: 'temporary tables',
  },
  {
    kind: 'logs_parameters',
    sql: 'alter role rowseal_issuer reset log_parameter_max_length',
    object: 'rowseal_issuer',
    mender: 'superuser',
  },
  {
    kind: 'login_setting',
    sql: `do $$ begin execute format('alter role rowseal_gateway in database %I set row_security = off', current_database()); end $$`,
    object: 'rowseal_gateway row_security',
    mender: 'superuser',
  },
  {
    kind: 'collation_version',
    sql: `create collation shop.german (provider = icu, locale = 'de-DE', version = '1'); alter collation shop.german owner to shop_owner;
      create table shop.names (name text collate shop.german); alter table shop.names owner to shop_owner; create index on shop.names (name)`,
    object: 'shop.german',
  },
  {
    kind: 'statistics_of_secret',
    sql: 'alter table shop.lines alter secret set statistics 100',
    object: 'shop.lines secret',
  },
  {
    kind: 'statistics_of_secret',
    sql: 'create index on shop.lines (workspace_id, lower(secret))',
    object: 'shop.lines_workspace_id_lower_idx lower',
    about: 'of an expression',
  },
  {
    kind: 'statistics_of_secret',
    sql: 'alter table shop.lines add column folded text generated always as (lower(secret)) stored',
    object: 'shop.lines folded',
    about: 'of what is computed of it',
  },
  {
    kind: 'statistics_of_secret',
    sql: 'set local role shop_owner; create statistics shop.told on secret, id from shop.lines; reset role',
    object: 'shop.told',
    about: 'extended',
  },
  {
    kind: 'statistics_of_secret',
    sql: `insert into rowseal.workspaces (id, slug, name) values ('00000000-0000-0000-0000-0000000000aa', 'aa', 'A');
      alter table shop.lines disable trigger all; alter table shop.lines alter secret set statistics 100;
      insert into shop.lines (workspace_id, id, order_id, secret) select '00000000-0000-0000-0000-0000000000aa', gen_random_uuid(), gen_random_uuid(), 'x' || i from generate_series(1, 50) as i;
      analyze shop.lines; alter table shop.lines alter secret set statistics 0; alter table shop.lines enable trigger all`,
    object: 'shop.lines secret',
    mender: 'superuser',
    about: 'that were gathered before',
  },
  {
    kind: 'workspace_kept',
    sql: `insert into rowseal.workspaces (slug, name, erase_at, erased_at) values ('shop-kept', 'Erased', now(), now())`,
    object: 'shop-kept',
    mender: 'superuser',
  },
  {
    kind: 'workspace_unknown',
    sql: 'insert into shop.bills values (1, 1), (1, 2), (7, 3)',
    object: 'shop.bills',
    mender: 'superuser',
  },
];
