-- rowseal.protect by a table's owner who is no superuser: what it refuses, with what mends it; what it takes; what it
-- leaves, and takes back.
begin;
set local search_path = tap, pg_catalog;
select plan(83);

select rowseal_test.personas();
create role tap_owner login;
create role tap_other login;
create role tap_legacy login;
grant rowseal_developer to tap_owner, tap_other;
create schema tenant authorization tap_owner;
grant usage on schema tenant to rowseal_user;
select rowseal_test.step_into('tap_owner');

-- Scopes belong to whoever defined them. The control: who defined one defines it again
select lives_ok($$ select rowseal.define_scope('tasks:read', 'Read tasks', '{owner,admin,member,viewer}'),
  rowseal.define_scope('tasks:write', 'Write tasks', '{owner,member}') $$, 'an owner of a schema defines scopes');
select lives_ok($$ select rowseal.define_scope('tasks:read', 'Read and list tasks', '{owner,admin,member,viewer}') $$,
  'an owner of a schema defines a scope again');
select throws_ok($$ select rowseal.define_scope('owners:write', 'Mine', '{viewer}') $$, '42501', null,
  'nobody defines a scope of Rowseal again: the members who would have it would make owners');
select throws_ok($$ select rowseal.define_scope('notes:read', 'Mine', '{}') $$, '42501', null,
  'nobody defines a scope of another application again');
select rowseal_test.leave();
select results_eq($$ select details ->> 'scope', details ->> 'by' from rowseal_private.audit_events
  where kind = 'scope_redefined' $$, $$ values ('tasks:read', 'tap_owner') $$, 'to define a scope again is an event');
select throws_ok($$ select rowseal_test.step_into('tap_other'), rowseal.define_scope('tasks:read', 'Mine', '{}') $$,
  '42501', null, 'another owner of a schema cannot define it');
select throws_ok($$ select rowseal.define_scope('owners:write', 'Ours', '{viewer}') $$, '42501', null,
  'a superuser cannot define a scope of Rowseal again');

select rowseal_test.step_into('tap_owner');
create table tenant.tasks (
  ws uuid not null default rowseal.workspace_id() references rowseal.workspaces on delete cascade,
    id uuid not null default rowseal.uuidv7(),
  author uuid not null default rowseal.user_id() references rowseal.users on delete cascade, status text,
    primary key (ws, id)
);
create function tenant.tried(relation text, options jsonb default '{}') returns text
  language plpgsql
as $$
begin
  perform rowseal.protect(
    relation::regclass, workspace => coalesce(options ->> 'workspace', 'ws'), read => coalesce(options ->> 'read',
      'tasks:read'), write => coalesce(options ->> 'write', 'tasks:write'),
    owner => options ->> 'owner', owned => coalesce(array(select jsonb_array_elements_text(options -> 'owned')),
      '{update,delete}'), override => options ->> 'override',
    parent => (options ->> 'parent')::regclass, shared => coalesce((options ->> 'shared')::boolean, false),
      missing => coalesce(options ->> 'missing', 'raise'),
    keep => array(select jsonb_array_elements_text(options -> 'keep'))::name[],
      secret => array(select jsonb_array_elements_text(options -> 'secret'))::name[],
    allow => array(select jsonb_array_elements_text(options -> 'allow')), dry_run => true
  );
  return 'taken';
exception when others then
  return sqlstate;
end
$$;

create function tenant.on_18(statements text, relation text, options jsonb, otherwise text) returns text
  language plpgsql
as $$
begin
  if current_setting('server_version_num')::integer < 180000 then
    return otherwise;
  end if;
  execute statements;
  return tenant.tried(relation, options);
end
$$;

-- Arguments
select is(tenant.tried('tenant.tasks', options), expected, format('%s: %s', expected, what)) from (values
    ('{}'::jsonb, 'taken', 'a table that is ready, by its owner without superuser'),
    ('{"missing": "ignore"}', 'RS115', 'a word that missing does not know'),
    ('{"owned": ["read"]}', 'RS115', 'a command that is none'),
    ('{"override": "tasks:write"}', 'RS115', 'an override of no owner'),
    ('{"shared": true}', 'RS115', 'a shared table with a workspace'),
    ('{"write": "tasks:nothing"}', 'RS113', 'a scope that is not in the catalogue'),
    ('{"owner": "author", "override": "tasks:nothing"}', 'RS113', 'an override that is not'),
    ('{"owner": "status"}', 'RS111', 'an owner that is no user''s id'),
    ('{"secret": ["absent"]}', 'RS111', 'a secret column that is not there'),
    ('{"keep": ["absent"]}', 'RS118', 'a kept role that is not there'),
    ('{"keep": ["rowseal_gateway"]}', 'RS118', 'a kept role that serves requests'),
    ('{"owner": "author", "owned": ["select", "insert", "update", "delete"]}', 'RS116',
      'private rows whose key leaves their owner out'),
    ('{"owner": "author", "owned": ["select"], "allow": ["key:tasks_pkey"]}', 'taken',
      'private rows whose key leaves their owner out, if that is accepted')
  ) as tried (options, expected, what);

-- Grants
grant select on tenant.tasks to tap_legacy;
select is(tenant.tried('tenant.tasks'), 'RS114', 'a grant to a role that no policy names is refused');
select is(
  tenant.tried('tenant.tasks', '{"keep": ["tap_legacy"]}'), 'taken', 'a grant to a role that is kept is accepted'
);
revoke select on tenant.tasks from tap_legacy;
grant update (status) on tenant.tasks to tap_legacy;
select is(tenant.tried('tenant.tasks'), 'RS114', 'a grant of a column is refused too');
revoke update (status) on tenant.tasks from tap_legacy;
grant references on tenant.tasks to rowseal_user;
select is(tenant.tried('tenant.tasks'), 'RS114',
  'requests may not refer to a table: whether a row is there would show');
revoke references on tenant.tasks from rowseal_user;

-- Keys. The control: a unique index that holds the workspace is taken
create table tenant.handles (ws uuid not null, id uuid not null, handle text unique, primary key (ws, id));
select is(tenant.tried('tenant.handles'), 'RS116',
  'a unique index without the workspace is refused: an upsert''s WHERE would read others'' rows');
grant insert on tenant.handles to rowseal_user;
select is(
  tenant.tried('tenant.handles'), 'RS116',
  'a unique index without the workspace is refused where requests insert its columns too'
);
revoke insert on tenant.handles from rowseal_user;
grant insert (ws, id) on tenant.handles to rowseal_user;
select is(
  tenant.tried('tenant.handles'), 'taken',
  'a unique index without the workspace is accepted where requests cannot insert its columns'
);
revoke insert on tenant.handles from rowseal_user;
alter table tenant.handles drop constraint handles_handle_key,
  add constraint handles_handle_key unique (handle) deferrable;
select is(tenant.tried('tenant.handles'), 'taken', 'a deferrable unique constraint is accepted');
alter table tenant.handles drop constraint handles_handle_key, add constraint handles_handle_key unique (ws, handle);
select is(tenant.tried('tenant.handles'), 'taken', 'a unique constraint with the workspace is accepted');
create unique index on tenant.handles (lower(handle));
select is(tenant.tried('tenant.handles'), 'RS116', 'a unique index over an expression is refused');
select is(
  tenant.tried('tenant.handles', '{"allow": ["key:handles_lower_idx"]}'), 'taken',
  'a unique index over an expression can be accepted by name'
);

select count(*) from rowseal.protect('tenant.tasks', 'ws', 'tasks:read', 'tasks:write');
create table tenant.steps (ws uuid not null, id uuid not null, task uuid not null, primary key (ws, id));
alter table tenant.tasks add constraint tasks_id unique (id);
alter table tenant.steps add constraint steps_task foreign key (task) references tenant.tasks (id);
select is(tenant.tried('tenant.steps'), 'RS117',
  'a foreign key that leads to another protected table without the workspace is refused');
select is(
  tenant.tried('tenant.steps', '{"allow": ["foreign_key:steps_task"]}'), 'taken',
  'such a foreign key can be accepted by name'
);
select is(
  tenant.tried('tenant.steps', '{"parent": "tenant.tasks"}'), 'RS119',
  'a foreign key without the workspace leads to no parent'
);
alter table tenant.steps drop constraint steps_task, add constraint steps_task foreign key (ws,
  task) references tenant.tasks (ws, id);
select is(
  tenant.tried('tenant.steps', '{"parent": "tenant.tasks"}'), 'taken',
  'a foreign key with the workspace leads to a parent'
);
select is(tenant.tried('tenant.handles', '{"parent": "tenant.steps"}'), 'RS119', 'a parent must be protected');

-- The workspace column
create table tenant.loose (ws uuid, id uuid);
select is(tenant.tried('tenant.loose'), 'RS111', 'a workspace that may be null is refused');
select is(
  tenant.tried('tenant.loose', '{"allow": ["nullable"]}'), 'RS112',
  'a workspace that may be null, if accepted, needs an index'
);
create index on tenant.loose (ws) where id is not null;
select is(tenant.tried('tenant.loose', '{"allow": ["nullable"]}'), 'RS112', 'a partial index does not serve');
create index on tenant.loose (ws);
select is(
  tenant.tried('tenant.loose', '{"allow": ["nullable"]}'), 'taken',
  'with a complete index a workspace that may be null is accepted'
);

select is(
  tenant.on_18($$ create table tenant.late (ws uuid, id uuid); create index on tenant.late (ws);
    alter table tenant.late add constraint late_ws not null ws not valid $$, 'tenant.late', '{}', 'RS111'), 'RS111',
  'a workspace that rows of before NOT NULL may lack is refused, on PostgreSQL 18'
);

-- What is narrower than a workspace. The control: what is not is taken
create table tenant.boxes (
  ws uuid not null, author uuid not null, id uuid not null, primary key (ws, author, id)
);
create table tenant.trays (
  ws uuid not null, author uuid not null, box uuid not null, id uuid not null, primary key (ws, author, box, id),
  foreign key (ws, author, box) references tenant.boxes
);
create table tenant.pins (
  ws uuid not null, author uuid not null, box uuid not null, tray uuid not null, number integer not null,
  primary key (ws, number), foreign key (ws, author, box, tray) references tenant.trays
);
select count(*) from rowseal.protect('tenant.boxes', 'ws', 'tasks:read', 'tasks:write', owner => 'author',
  owned => '{select,insert,update,delete}');
select count(*) from rowseal.protect('tenant.trays', 'ws', 'tasks:read', 'tasks:write', parent => 'tenant.boxes');
select is(
  tenant.tried('tenant.pins', '{"parent": "tenant.trays"}'), 'RS116',
  'the child of a child of private rows is private, and its keys hold what leads to them'
);
select is(tenant.tried('tenant.pins'), 'taken', 'without such a parent its keys need the workspace alone');
create table tenant.parts (ws uuid not null, id uuid not null, code text, primary key (ws, id)) partition by hash (ws);
create table tenant.parts_0 partition of tenant.parts for values with (modulus 1, remainder 0);
select is(tenant.tried('tenant.parts'), 'taken', 'a partition has the keys of its parent');
create unique index parts_0_code on tenant.parts_0 (code);
select is(tenant.tried('tenant.parts'), 'RS116', 'a unique index of a partition alone is refused too');
select is(
  tenant.tried('tenant.parts', '{"allow": ["key:parts_0_code"]}'), 'taken',
  'a unique index of a partition can be accepted by name'
);
drop index tenant.parts_0_code;
alter table tenant.parts_0 add constraint parts_0_task foreign key (id) references tenant.tasks (id);
select is(tenant.tried('tenant.parts'), 'RS117', 'a foreign key of a partition alone is refused too');
-- A table without a workspace. The control: one that refers to its parent alone is taken
create function tenant.tried_without_workspace(allow text[]) returns text
  language plpgsql
as $$
begin
  perform rowseal.protect('tenant.notes', read => 'tasks:read', write => 'tasks:write', parent => 'tenant.tasks',
    allow => tried_without_workspace.allow, dry_run => true);
  return 'taken';
exception when others then
  return sqlstate;
end
$$;
create table tenant.notes (id bigint generated always as identity, task uuid not null references tenant.tasks (id));
select is(tenant.tried_without_workspace('{}'), 'RS119', 'a child without a workspace is refused');
select is(tenant.tried_without_workspace('{parent_scan}'), 'taken', 'a child without a workspace can be accepted');
alter table tenant.notes add column after uuid constraint notes_after references tenant.tasks (id);
select is(tenant.tried_without_workspace('{parent_scan}'), 'RS117',
  'a foreign key of a child without a workspace that leads to other rows than its parent is refused');
select is(tenant.tried_without_workspace('{parent_scan,foreign_key:notes_after}'), 'taken',
  'such a foreign key of a child without a workspace can be accepted');

-- Who owns
select rowseal_test.leave();
grant rowseal_user to tap_owner with inherit false, set true;
select throws_ok($$ select rowseal_test.step_into('tap_owner'), rowseal.protect('tenant.handles', 'ws', 'tasks:read',
  'tasks:write') $$, 'RS118', null,
  'an owner who may take rowseal_user would be in a request, dumps and migrations included');
revoke rowseal_user from tap_owner;
alter role tap_owner bypassrls;
select throws_ok($$ select rowseal_test.step_into('tap_owner'), rowseal.protect('tenant.handles', 'ws', 'tasks:read',
  'tasks:write') $$, 'RS118', null, 'the views of an owner who bypasses policies would show every row');
alter role tap_owner nobypassrls;
select throws_ok($$ select rowseal_test.step_into('tap_other'), rowseal.protect('tenant.handles', 'ws', 'tasks:read',
  'tasks:write', allow => '{key:handles_lower_idx}') $$, '42501', null, 'another developer cannot protect a table');

-- What it does, and takes back
create function tenant.state(relation text) returns text
  language sql stable
as $$
  select concat_ws(E'\n', class.relrowsecurity, class.relforcerowsecurity, class.relacl::text,
           (select string_agg(concat(policyname, qual, with_check, cmd, roles), E'\n' order by policyname)
             from pg_policies where format('%I.%I', schemaname, tablename) = relation),
           (select string_agg(concat(attname, attstattarget, attacl::text), E'\n' order by attnum) from pg_attribute
             where attrelid = class.oid and attnum > 0))
    from pg_class as class where class.oid = relation::regclass
$$;
create function tenant.targets() returns text
  language sql stable
as $$
  select string_agg(concat_ws(' ', attname, coalesce(attstattarget, -1)), ', ' order by attname)
    from pg_attribute where attrelid = to_regclass('tenant.things') and attname in ('amount', 'folded', 'status')
$$;
create function tenant.index_targets() returns text
  language sql stable
as $$
  select string_agg(coalesce(attstattarget, -1)::text, ' ' order by attnum)
    from pg_attribute where attrelid = to_regclass('tenant.things_lower') and attnum > 0
$$;
select rowseal_test.step_into('tap_owner');
create table tenant.things (ws uuid not null, id uuid not null, author uuid, status text, primary key (ws, id));
insert into tenant.things select rowseal_test.id('acme'), gen_random_uuid(), null, 'secret' from generate_series(1,
  100);
analyze tenant.things;
alter table tenant.things alter column status set statistics 50;
grant select (ws, id), insert, delete on tenant.things to rowseal_user;
create policy own on tenant.things using (true);
create table tenant.stood as select tenant.state('tenant.things') as before;
select is((select count(*) from rowseal.protect('tenant.things', 'ws', 'tasks:read', 'tasks:write',
  secret => '{status}', dry_run => true) where protect like 'create policy%'), 12::bigint,
  'dry_run says what it would run');
select is(tenant.state('tenant.things'), before, 'dry_run changes nothing') from tenant.stood;
select isnt_empty($$ select rowseal.protect('tenant.things', 'ws', 'tasks:read', 'tasks:write',
  secret => '{status}') $$, 'protect says what it ran');
select results_eq($$ select relrowsecurity, relforcerowsecurity from pg_class where oid = 'tenant.things'::regclass $$,
  $$ values (true, true) $$, 'row-level security is enabled and forced');
select is((select attstattarget::integer from pg_attribute where attrelid = 'tenant.things'::regclass
  and attname = 'status'), 0, 'statistics are kept of no secret column');
select is(
  (select count(*) from pg_stats where schemaname = 'tenant' and tablename = 'things' and attname = 'status'
    and current_setting('server_version_num')::integer >= 180000), 0::bigint,
  'no statistics of a secret column remain, on PostgreSQL 18'
);
select column_privs_are('tenant', 'things', 'id', 'rowseal_reader', array['SELECT'],
  'readers may read what requests may');
select column_privs_are('tenant', 'things', 'status', 'rowseal_reader', '{}', 'readers may read no other columns');
create table tenant.stood_again as select tenant.state('tenant.things') as once;
select lives_ok($$ select rowseal.protect('tenant.things', 'ws', 'tasks:read', 'tasks:write', secret => '{status}') $$,
  'protect can be called again');
select is(tenant.state('tenant.things'), once, 'protect leaves the same when it is called again')
  from tenant.stood_again;
select is((select count(*) from tenant.things), 100::bigint, 'the owner sees every row outside requests');
select lives_ok($$ select rowseal.unprotect('tenant.things') $$, 'unprotect takes protect back');
select is(tenant.state('tenant.things'), before, 'unprotect restores exactly what stood before') from tenant.stood;
select is_empty($$ select rowseal.unprotect('tenant.things') $$, 'unprotect does nothing the second time');

-- Secrets. The control: a column that nobody calls secret keeps its statistics
alter table tenant.things add column amount integer, add column folded text generated always as (lower(status)) stored;
create index things_lower on tenant.things (ws, lower(status), upper(author::text));
create table tenant.stood_with_secrets as
  select tenant.state('tenant.things') as before, tenant.index_targets() as targets;
select count(*) from rowseal.protect('tenant.things', 'ws', 'tasks:read', 'tasks:write', secret => '{status}');
select is(tenant.targets(), 'amount -1, folded 0, status 0', 'what is computed of a secret and stored is secret');
select is(tenant.index_targets(), '-1 0 0', 'statistics are kept of no expression of an index over a secret');
select count(*) from rowseal.protect('tenant.things', 'ws', 'tasks:read', 'tasks:write', secret => '{amount}');
select is(tenant.targets(), 'amount 0, folded -1, status 50', 'what is secret no longer has its statistics back');
select is(tenant.index_targets(), '-1 -1 -1', 'indexes over it have theirs back');
select count(*) from rowseal.protect('tenant.things', 'ws', 'tasks:read', 'tasks:write', secret => '{amount,status}');
select count(*) from rowseal.unprotect('tenant.things');
select is(tenant.state('tenant.things'), before, 'unprotect restores what stood before the first of several calls'),
  is(tenant.index_targets(), targets, 'unprotect restores the indexes too')
  from tenant.stood_with_secrets;
create statistics tenant.told on status, author from tenant.things;
select is(tenant.tried('tenant.things', '{"secret": ["status"]}'), 'RS129',
  'extended statistics that hold a secret are refused');
select is(tenant.tried('tenant.things', '{"secret": ["amount"]}'), 'taken', 'others are not');
select is(
  tenant.on_18($$ alter table tenant.things add column shown text generated always as (lower(status)) virtual $$,
    'tenant.things', '{"secret": ["shown"]}', 'RS111'), 'RS111',
  'what is computed of a secret when it is read has no statistics, and is refused'
);

-- Workspaces for the tenants of an application. The control: their schema's owner gives keys
select is((select count(distinct rowseal.workspace_for_key(n::text, 'Tenant ' || n)) from generate_series(1, 20) as n),
  20::bigint, 'one statement makes workspaces for all tenants');
select is(rowseal.workspace_for_key('7'), rowseal.workspace_for_key('7'), 'a key stands for one workspace');
select throws_ok($$ select rowseal.workspace_for_key('8', null, rowseal.workspace_for_key('7')) $$, 'RS123', null,
  'a key is set once');
select throws_ok($$ update rowseal.workspaces set external_key = '1' $$, '42501', null, 'a key is not set by hand');
select rowseal_test.leave();
select rowseal_test.enter_as('owner@acme.test', 'acme');
select throws_ok($$ select rowseal.workspace_for_key('1', null, rowseal_test.id('acme')) $$, '42501', null,
  'a key is not set by a workspace''s owner, who would take another tenant''s rows');
select rowseal_test.leave();
select rowseal.workspace_for_key(' owners:write |1|', null, rowseal_test.id('acme'));
select rowseal_test.enter_as('viewer@acme.test', 'acme');
select is(rowseal.workspace_key(), ' owners:write |1|', 'who has entered is told the key as it is, whatever it holds');
select ok(not rowseal.has_scope('owners:write'), 'a key that looks like a scope gives none');
select rowseal_test.leave();

select * from finish();
rollback;
