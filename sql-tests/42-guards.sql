-- No policy, view or inlined function that a request meets compares a column with a function or a subquery by an
-- equality that the planner can
-- merge with one of the statement's own, unless operator(rowseal.===) compares it too (db/decisions/0021; the attack:
-- test/attacks/merged-equalities.test.ts).
begin;
set local search_path = tap, pg_catalog;
select plan(26);

-- Policies' own subqueries are never joined, so that only a view's IN (SELECT …) is one.
create function pg_temp.unguarded(expression text, elsewhere text, joins boolean) returns table (compared text)
  language sql stable
as $$ select rowseal_private.unguarded_columns(expression, elsewhere, joins) $$;

create temporary view unguarded_policies as
  select policy.schemaname, policy.tablename, policy.policyname, unguarded.compared
    from pg_policies as policy
   cross join lateral pg_temp.unguarded(
     policy.qual,
     (select string_agg(guard.qual, ' ') from pg_policies as guard
       where (guard.schemaname, guard.tablename, guard.permissive) = (policy.schemaname, policy.tablename,
         'RESTRICTIVE')
         and guard.cmd in ('ALL', policy.cmd) and (guard.roles @> policy.roles or guard.roles @> '{public}')),
     false
   ) as unguarded;

create temporary view unguarded_views as
  select view.oid::regclass as view, unguarded.compared
    from pg_class as view
   cross join lateral pg_temp.unguarded(pg_get_viewdef(view.oid), null, true) as unguarded
   where view.relkind = 'v' and view.relnamespace::regnamespace::text !~ '^(pg_|information_schema$|tap$)'
     and has_any_column_privilege('rowseal_user', view.oid, 'select, insert, update');

-- What PostgreSQL may write into a statement in place of a call.
create temporary view unguarded_functions as
  select function.oid::regprocedure as function, unguarded.compared
    from pg_proc as function
    join pg_language as language on language.oid = function.prolang and language.lanname = 'sql'
   cross join lateral pg_temp.unguarded(coalesce(pg_get_function_sqlbody(function.oid), function.prosrc), null, true)
     as unguarded
   where not function.prosecdef and function.proconfig is null and function.provolatile <> 'v'
     and function.prokind = 'f'
     and function.pronamespace::regnamespace::text !~ '^(pg_|information_schema$|tap$)'
     and has_function_privilege('rowseal_user', function.oid, 'execute');

-- What there is
select is_empty('select * from unguarded_policies',
  'every policy that compares with a function or a subquery has a guard');
select is_empty('select * from unguarded_views', 'every view that a request may read and that compares so has a guard');
select is_empty('select * from unguarded_functions',
  'every function that may be inlined and that compares so has a guard');
select results_eq(
  $$ select concat(schemaname, '.', tablename) collate "default" as name from pg_policies
    where permissive = 'RESTRICTIVE' and qual ~ 'OPERATOR\(rowseal\.===\)' order by name $$,
  $$ values ('app.notes'), ('rowseal.invitations'), ('rowseal.memberships'), ('rowseal.roles'),
    ('rowseal.workspaces') $$,
  'these tables have a guard of their own'
);
select results_eq(
  $$ select oid::regoperator::text, oprcode::text, oprcanmerge or oprcanhash, oprrest::text from pg_operator
      where oprnamespace = 'rowseal'::regnamespace order by oprleft::regtype::text $$,
  $$ values
     ('rowseal.===(bigint,bigint)', 'int8eq', false, 'neqsel'),
     ('rowseal.===(integer,integer)', 'int4eq', false, 'neqsel'),
     ('rowseal.===(text,text)', 'texteq', false, 'neqsel'),
     ('rowseal.===(uuid,uuid)', 'uuid_eq', false, 'neqsel') $$,
  'the operators of guards can neither be merged nor hashed'
);
select is_empty(
  $$ select amopopr::regoperator from pg_amop where amopopr in (select oid from pg_operator
    where oprnamespace = 'rowseal'::regnamespace) $$,
  'the operators of guards are in no operator family'
);

-- The control: each form that leaks is found
create table app.things (workspace_id uuid not null, id uuid, author_id uuid, owner name, label text);
alter table app.things enable row level security;
create function pg_temp.finds(qual text) returns text
  language plpgsql volatile
as $$
declare
  v_found text;
begin
  execute format('create policy tried on app.things for select to rowseal_user using (%s)', qual);
  select string_agg(compared, ' ') into v_found from unguarded_policies where policyname = 'tried';
  drop policy tried on app.things;
  return v_found;
end
$$;
select is(pg_temp.finds(qual), expected, format('%s: %s', trim(qual), case when expected is null
  then 'guarded, or needs none' else 'found' end))
  from (values
    ($$ workspace_id = (select rowseal.workspace_for('notes:read')) $$, 'workspace_id'),
    ($$ (select rowseal.workspace_id()) = workspace_id $$, 'workspace_id'),
    ($$ workspace_id = rowseal.workspace_id() $$, 'workspace_id'),
    ($$ rowseal.workspace_id() = workspace_id $$, 'workspace_id'),
    ($$ author_id = (select rowseal.user_id()) and label <> '' $$, 'author_id'),
    ($$ workspace_id = current_setting('a.b')::uuid $$, 'workspace_id'),
    ($$ workspace_id = case when true or label = '' then rowseal.workspace_id() else author_id end $$, 'workspace_id'),
    ($$ owner = current_user $$, 'owner'),
    ($$ (workspace_id, author_id) = (select rowseal.workspace_id(), rowseal.user_id()) $$, 'author_id'),
    ($$ workspace_id = (select rowseal.workspace_id())
      and author_id operator(rowseal.===) (select rowseal.user_id()) $$, 'workspace_id'),
    ($$ workspace_id = (select rowseal.workspace_id())
      and workspace_id operator(rowseal.===) (select rowseal.workspace_id()) $$, null),
    ($$ id = (select rowseal.user_id())
      and workspace_id operator(rowseal.===) (select rowseal.workspace_id()) $$, 'id'),
    ($$ author_id operator(rowseal.===) (select rowseal.user_id()) $$, null),
    ($$ workspace_id in ('00000000-0000-0000-0000-000000000000', (select rowseal.workspace_id())) $$, null),
    ($$ workspace_id = author_id $$, null),
    ($$ label = 'x' $$, null)
  ) as form (qual, expected);
create policy tried on app.things for select to rowseal_user
  using (workspace_id = (select rowseal.workspace_for('notes:read')));
create policy guarding on app.things as restrictive to rowseal_user
  using (workspace_id operator(rowseal.===) (select rowseal.workspace_id()));
select is_empty($$ select * from unguarded_policies where policyname = 'tried' $$,
  'a restrictive policy of the same table is a guard');
alter policy guarding on app.things to rowseal_auditor;
select isnt_empty(
  $$ select * from unguarded_policies where policyname = 'tried' $$, 'a restrictive policy for other roles is no guard'
);

create view app.mine as select label from app.things where author_id = rowseal.user_id();
create view app.of_members as select label from app.things where author_id in (select user_id from rowseal.memberships);
create view app.guarded as select label from app.things where author_id = rowseal.user_id()
  and author_id operator(rowseal.===) rowseal.user_id();
grant select on app.mine, app.of_members, app.guarded to rowseal_user;
select results_eq(
  $$ select view::text from unguarded_views order by view::text $$, $$ values ('app.mine'), ('app.of_members') $$,
    'views that leak are found'
);
create function app.my_things() returns setof app.things language sql stable
  as 'select * from app.things where author_id = rowseal.user_id()';
create function app.apart() returns setof app.things language sql stable set search_path = ''
  as 'select * from app.things where author_id = rowseal.user_id()';
grant execute on function app.my_things(), app.apart() to rowseal_user;
select results_eq($$ select function::text from unguarded_functions $$, $$ values ('app.my_things()') $$,
  'functions that leak are found');

select * from finish();
rollback;
