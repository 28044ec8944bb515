-- rowseal.protect: what it refuses, and what it leaves behind.
begin;
set local search_path = tap, pg_catalog;
select plan(29);

create table app.things (workspace_id uuid not null, id uuid not null default rowseal.uuidv7(), label text,
  primary key (workspace_id, id));
create table app.loose (workspace_id uuid, id uuid, primary key (id));
create table app.typed (workspace_id date not null, id uuid, primary key (workspace_id, id));
create table app.unindexed (id uuid primary key, workspace_id uuid not null);
create view app.seen as select * from app.things;

create function pg_temp.protect(relation text, read text default 'notes:read',
  write text default 'notes:write') returns void
  language sql volatile
as $$ select rowseal.protect(relation::regclass, 'workspace_id', read, write) $$;

-- What it refuses
select throws_ok($$ select rowseal.protect('app.things', 'tenant_id', 'notes:read', 'notes:write') $$, 'RS111', null,
  'a column that is not there is refused');
select throws_ok($$ select pg_temp.protect('app.loose') $$, 'RS111', null, 'a column that may be null is refused');
select throws_ok($$ select pg_temp.protect('app.typed') $$, 'RS111', null, 'a column of another type is refused');
select throws_ok($$ select pg_temp.protect('app.seen') $$, 'RS111', null, 'a view is refused');
select throws_ok($$ select pg_temp.protect('app.unindexed') $$, 'RS112', null,
  'a table without an index that starts with the column is refused');
select throws_ok($$ select pg_temp.protect('app.things', 'things:read') $$, 'RS113', null,
  'a scope for reading that is not in the catalogue is refused');
select throws_ok($$ select pg_temp.protect('app.things', 'notes:read', 'things:write') $$, 'RS113', null,
  'a scope for writing that is not in the catalogue is refused');
select throws_ok($$ select pg_temp.protect('app.things', null) $$, 'RS113', null, 'no scope is refused');
grant select on app.things to public;
select throws_ok($$ select pg_temp.protect('app.things') $$, 'RS114', null, 'a grant to PUBLIC is refused');
revoke select on app.things from public;
grant truncate on app.things to rowseal_user;
select throws_ok($$ select pg_temp.protect('app.things') $$, 'RS114', null, 'TRUNCATE is refused');
revoke truncate on app.things from rowseal_user;
select is((select relrowsecurity from pg_class where oid = 'app.things'::regclass), false,
  'what was refused is as it was');
set local role rowseal_owner;
select throws_ok($$ select rowseal.protect('app.things', 'workspace_id', 'notes:read', 'notes:write') $$, '42501', null,
  'somebody who does not own the table cannot protect it');
reset role;
select throws_ok(
  $$ select rowseal_test.step_into('rowseal_gateway'), rowseal.protect('app.things', 'workspace_id', 'notes:read',
    'notes:write') $$, '42501', null,
  'the gateway cannot protect, and so cannot change what protects'
);

-- What it leaves behind
select lives_ok($$ select pg_temp.protect('app.things') $$, 'a table that is ready is protected');
select results_eq(
  $$ select relrowsecurity, relforcerowsecurity from pg_class where oid = 'app.things'::regclass $$, $$ values (true,
    true) $$,
  'row-level security is enabled and forced'
);
create function pg_temp.form() returns text[] language sql as $$
  select array['rowseal_backup', 'rowseal_guard', 'rowseal_outside', 'rowseal_still_outside']
         || array(select kind || command from unnest(array['rowseal_gate_', 'rowseal_rows_']) as kind,
           unnest(array['select', 'insert', 'update', 'delete']) as command)
$$;
select policies_are('app', 'things', pg_temp.form(),
  'there is a gate a command, the rows within it, the guard, and what is outside requests');
select policy_cmd_is('app', 'things', 'rowseal_gate_' || command, command, format('the gate of %s is for that command',
  upper(command))) from unnest(array['select', 'insert', 'update', 'delete']) as command;
select results_eq(
  $$ select policyname::text collate "default", array_to_string(roles, ' ') collate "default" from pg_policies
      where schemaname = 'app' and tablename = 'things' and permissive = 'RESTRICTIVE'
        order by policyname collate "C" $$,
  $$ values ('rowseal_gate_delete', 'public'), ('rowseal_gate_insert', 'public'), ('rowseal_gate_select', 'public'),
    ('rowseal_gate_update', 'public'),
            ('rowseal_guard', 'public'), ('rowseal_still_outside', 'public') $$,
  'gates and guard restrict everybody, whoever is granted the table later'
);
select policy_roles_are('app', 'things', 'rowseal_rows_select', array['rowseal_user', 'rowseal_reader', current_user],
  'requests, readers and the owner''s views see rows within the gate');
select policy_roles_are('app', 'things', 'rowseal_rows_update', array['rowseal_user', current_user],
  'requests and the owner''s functions change rows within the gate');
select policy_roles_are('app', 'things', 'rowseal_outside', array[current_user],
  'outside requests the owner works as before');
select policy_roles_are('app', 'things', 'rowseal_backup', array['rowseal_backup'], 'backups read every row');

-- Again
select rowseal.define_scope('things:read', 'Read things', '{owner}');
select lives_ok($$ select pg_temp.protect('app.things', 'things:read') $$, 'protect can be run again');
select policies_are('app', 'things', pg_temp.form(), 'protect leaves the same policies when it is run again');
select is(
  (select qual like '%things:read%' from pg_policies where schemaname = 'app' and tablename = 'things'
    and policyname = 'rowseal_gate_select'), true,
  'protect writes the new scope into the policies'
);
select is(
  (select count(*) from pg_policies where schemaname = 'app' and tablename = 'things' and concat(qual,
    with_check) like '%notes:read%'), 0::bigint,
  'protect leaves nothing of the old scope'
);

select * from finish();
rollback;
