-- rowseal.protect: what it refuses, and what it leaves behind.
begin;
set local search_path = tap, pg_catalog;
select plan(30);

create table app.things (workspace_id uuid not null, id uuid not null default rowseal.uuidv7(), label text,
  primary key (workspace_id, id));
create table app.loose (workspace_id uuid, id uuid, primary key (id));
create table app.typed (workspace_id text not null, id uuid, primary key (workspace_id, id));
create table app.unindexed (id uuid primary key, workspace_id uuid not null);
create view app.seen as select * from app.things;

create function pg_temp.protect(relation text, read text default 'notes:read', write text default 'notes:write')
  returns void
  language sql volatile
as $$ select rowseal.protect(relation::regclass, 'workspace_id', read, write) $$;

-- What it refuses
select throws_ok(
  $$ select rowseal.protect('app.things', 'tenant_id', 'notes:read', 'notes:write') $$, 'RS111', null,
  'a column that is not there is refused'
);
select throws_ok($$ select pg_temp.protect('app.loose') $$, 'RS111', null, 'a column that may be null is refused');
select throws_ok($$ select pg_temp.protect('app.typed') $$, 'RS111', null, 'a column of another type is refused');
select throws_ok($$ select pg_temp.protect('app.seen') $$, 'RS111', null, 'a view is refused');
select throws_ok(
  $$ select pg_temp.protect('app.unindexed') $$, 'RS112', null,
  'a table without an index that starts with the column is refused'
);
select throws_ok(
  $$ select pg_temp.protect('app.things', 'things:read') $$, 'RS113', null,
  'a scope for reading that is not in the catalogue is refused'
);
select throws_ok(
  $$ select pg_temp.protect('app.things', 'notes:read', 'things:write') $$, 'RS113', null,
  'a scope for writing that is not in the catalogue is refused'
);
select throws_ok($$ select pg_temp.protect('app.things', null) $$, 'RS113', null, 'no scope is refused');
grant select on app.things to public;
select throws_ok($$ select pg_temp.protect('app.things') $$, 'RS114', null, 'a grant to PUBLIC is refused');
revoke select on app.things from public;
grant truncate on app.things to rowseal_user;
select throws_ok($$ select pg_temp.protect('app.things') $$, 'RS114', null, 'TRUNCATE is refused');
revoke truncate on app.things from rowseal_user;
select is(
  (select relrowsecurity from pg_class where oid = 'app.things'::regclass), false, 'what was refused is as it was'
);
set local role rowseal_owner;
select throws_ok(
  $$ select rowseal.protect('app.things', 'workspace_id', 'notes:read', 'notes:write') $$, '42501', null,
  'who does not own the table cannot protect it'
);
reset role;
select throws_ok(
  $$ select rowseal_test.step_into('rowseal_gateway'),
       rowseal.protect('app.things', 'workspace_id', 'notes:read', 'notes:write') $$, '42501', null,
  'the gateway cannot protect, and so cannot change what protects'
);

-- What it leaves behind
select lives_ok($$ select pg_temp.protect('app.things') $$, 'a table that is ready is protected');
select results_eq(
  $$ select relrowsecurity, relforcerowsecurity from pg_class where oid = 'app.things'::regclass $$,
  $$ values (true, true) $$,
  'row-level security is enabled and forced'
);
select policies_are(
  'app', 'things', array['rowseal_select', 'rowseal_insert', 'rowseal_update', 'rowseal_delete', 'rowseal_guard'],
  'there is one policy a command, and the guard'
);
select policy_cmd_is('app', 'things', 'rowseal_select', 'select', 'rowseal_select is for SELECT');
select policy_cmd_is('app', 'things', 'rowseal_insert', 'insert', 'rowseal_insert is for INSERT');
select policy_cmd_is('app', 'things', 'rowseal_update', 'update', 'rowseal_update is for UPDATE');
select policy_cmd_is('app', 'things', 'rowseal_delete', 'delete', 'rowseal_delete is for DELETE');
select policy_roles_are(
  'app', 'things', 'rowseal_select', array['rowseal_user'], 'rowseal_select is for rowseal_user alone'
);
select policy_roles_are(
  'app', 'things', 'rowseal_update', array['rowseal_user'], 'rowseal_update is for rowseal_user alone'
);
select is_empty(
  $$ select policyname from pg_policies
      where schemaname = 'app' and tablename = 'things'
        and coalesce(qual, with_check) !~ '\( SELECT rowseal\.(workspace_for|require_scope|workspace_id)\(' $$,
  'every policy wraps its function, so that it runs once a statement'
);
select results_eq(
  $$ select policyname::text collate "default" from pg_policies where schemaname = 'app' and tablename = 'things'
       and permissive = 'RESTRICTIVE' $$,
  $$ values ('rowseal_guard') $$, 'the guard restricts, and each other is the one that lets rows through'
);
select policy_cmd_is('app', 'things', 'rowseal_guard', 'all', 'rowseal_guard is for every command');
select policy_roles_are(
  'app', 'things', 'rowseal_guard', array['rowseal_user'], 'rowseal_guard is for rowseal_user alone'
);

-- Again
select rowseal.define_scope('things:read', 'Read things', '{owner}');
select lives_ok($$ select pg_temp.protect('app.things', 'things:read') $$, 'it can be run again');
select policies_are(
  'app', 'things', array['rowseal_select', 'rowseal_insert', 'rowseal_update', 'rowseal_delete', 'rowseal_guard'],
  'and leaves the same policies'
);
select is(
  (select qual like '%things:read%' from pg_policies where schemaname = 'app' and tablename = 'things'
    and policyname = 'rowseal_select'), true,
  'with the new scope'
);
select is(
  (select count(*) from pg_policies where schemaname = 'app' and tablename = 'things' and qual ||
    with_check like '%notes:read%'), 0::bigint,
  'and nothing of the old one'
);

select * from finish();
rollback;
