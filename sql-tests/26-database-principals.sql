-- Login roles of PostgreSQL that are bound to a member of a workspace: rowseal.bind_role, and what it refuses.
begin;
set local search_path = tap, pg_catalog;
select plan(98);

select rowseal_test.personas();
insert into app.notes (workspace_id, id, author_id, title)
select rowseal_test.id(slug), rowseal_test.id(slug), rowseal_test.id('owner@' || slug || '.test'), slug
  from unnest(array['acme', 'globex']) as slug;
create role reads_acme login;
create role writes_acme login;
create role unbound_login login in role rowseal_reader;
do $$ begin
  execute format('grant connect on database %I to reads_acme, writes_acme, unbound_login', current_database());
end $$;

create function pg_temp.bound(
  login name default 'reads_acme', email text default 'member@acme.test', scopes text[] default null,
  expires_at timestamptz default now() + interval '1 day', writes boolean default false, slug text default 'acme'
) returns uuid
  language sql volatile
  return rowseal.bind_role(
    bound.login, rowseal_test.id(bound.email), rowseal_test.id(bound.slug), bound.scopes, bound.expires_at,
    bound.writes);

-- What a statement of a login role comes to, in a transaction as the role begins it, or in one that may write: its
-- value, or its SQLSTATE.
create function pg_temp.as_role(login text, statement text, read_write boolean default false) returns text
  language plpgsql volatile
as $$
declare
  v_value text;
begin
  if not as_role.read_write and exists (
    select from pg_db_role_setting
     where setrole = (select oid from pg_roles where rolname = as_role.login)
       and setdatabase = (select oid from pg_database where datname = current_database())
       and 'default_transaction_read_only=on' = any (setconfig)
  ) then
    -- Ends with this block, which is a subtransaction.
    set local transaction_read_only = on;
  end if;
  perform rowseal_test.step_into(as_role.login);
  execute as_role.statement into v_value;
  perform rowseal_test.leave();
  return v_value;
exception when others then
  return sqlstate;
end
$$;
create function pg_temp.titles(login text) returns text
  language sql volatile
  return pg_temp.as_role(titles.login, $$ select coalesce(string_agg(title, ' '), '') from app.notes $$);

-- Before, and what a binding gives
select is(pg_temp.titles('reads_acme'), '42501', 'a role that is not bound reads nothing');
select isnt(pg_temp.bound(), null, 'an administrator binds a role to a member');
select is(pg_temp.titles('reads_acme'), 'acme', 'it reads the rows of that workspace, and none of another');
select is(pg_temp.as_role('reads_acme', 'select rowseal.user_id()'), rowseal_test.id('member@acme.test')::text,
  'it is that user');
select is(pg_temp.as_role('reads_acme', 'select rowseal.workspace_id()'), rowseal_test.id('acme')::text,
  'it is in that workspace');
select ok(pg_has_role('reads_acme', 'rowseal_reader', 'usage'), 'it has rowseal_reader');
select ok(not pg_has_role('reads_acme', 'rowseal_user', 'member'), 'it has not rowseal_user');
select ok(not pg_has_role('reads_acme', 'rowseal_reader', 'set'), 'it cannot take that role');
select is_empty(
  $$ select oid::regprocedure from pg_proc
      where pronamespace = 'rowseal'::regnamespace and proname ~ '^(enter|authenticate)'
        and (has_function_privilege('reads_acme', oid, 'execute')
          or has_function_privilege('writes_acme', oid, 'execute')) $$,
  'it may not enter'
);
select is(
  pg_temp.as_role('reads_acme', $$ insert into app.notes (workspace_id, id, author_id, title)
    select workspace_id, gen_random_uuid(), author_id, 'x' from app.notes returning title $$),
  '25006', 'it writes nothing'
);
select is(
  pg_temp.as_role('reads_acme', $$ insert into app.notes (title) values ('x') returning title $$, read_write => true),
  '42501', 'a role that reads writes nothing where its transaction may'
);
create function pg_temp.settings_of(login name) returns text[]
  language sql stable
  return array(
    select entry
      from pg_db_role_setting as kept, unnest(kept.setconfig) as entry
     where kept.setrole = settings_of.login::text::regrole
       and kept.setdatabase = (select oid from pg_database where datname = current_database())
     order by 1);
select is(pg_temp.settings_of('reads_acme'),
  '{default_transaction_isolation=read committed,default_transaction_read_only=on}',
  'its transactions read by default');
select is(pg_temp.titles('unbound_login'), 'RS008', 'a member of rowseal_reader that is not bound is nobody');
select is_empty($$ select kind from rowseal_audit.findings where object ~ 'reads_acme' $$,
  'a role that is bound is no finding');
select results_eq(
  $$ select kind, severity, sql from rowseal_audit.findings where object = 'unbound_login' $$,
  $$ values ('group_without_binding', 'medium', $sql$select rowseal.unbind_role('unbound_login')$sql$) $$,
  'one that has a group of requests, and is neither bound nor serves them, is'
);
alter role unbound_login in database postgres set default_transaction_isolation = 'read committed';
select results_eq(
  $$ select kind, sql from rowseal_audit.findings where object = 'unbound_login' $$,
  $$ values ('group_without_binding', null::text) $$,
  'of a role that is bound in another database no SQL takes what it needs there'
);
alter role unbound_login in database postgres reset all;
grant rowseal_gateway to unbound_login with inherit true, set false;
select is_empty($$ select kind from rowseal_audit.findings where object = 'unbound_login' $$,
  'the control: one that serves requests is not');
revoke rowseal_gateway from unbound_login;

-- Writing
select lives_ok($$ select pg_temp.bound('writes_acme', writes => true) $$, 'a role is bound for writing');
select is(
  pg_temp.as_role('writes_acme', $$ insert into app.notes (title) values ('x') returning title $$),
  'x', 'it writes what its user may'
);
select is(
  pg_temp.as_role('writes_acme', $$ insert into app.notes (workspace_id, id, author_id, title)
    values (rowseal_test.id('globex'), gen_random_uuid(), rowseal.user_id(), 'x') returning title $$),
  '42501', 'into another workspace nothing'
);
select is(pg_temp.as_role('writes_acme', $$ update app.notes set title = 'y' where title = 'globex' returning title $$),
  null, 'a row of another workspace is not there');
delete from app.notes where title = 'x';
create function app.add_note(title text) returns text
  language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into app.notes (title) values (add_note.title);
  return add_note.title;
end
$$;
select is(pg_temp.as_role('writes_acme', $$ select app.add_note('x') $$), 'x',
  'a function of the application writes for it, with rights of its own');
delete from app.notes where title = 'x';
select is(pg_temp.as_role('reads_acme', $$ select app.add_note('x') $$), '25006',
  'a function of the application writes nothing for a role that reads');
select is(pg_temp.as_role('reads_acme', $$ select app.add_note('x') $$, read_write => true), 'RS073',
  'a function of the application writes nothing for a role that reads in such a transaction');
select is(pg_temp.as_role('reads_acme', 'select title from app.notes', read_write => true), 'RS073',
  'a role that reads is nobody in a transaction that may write');
drop function app.add_note(text);
select is(pg_temp.settings_of('writes_acme'),
  '{default_transaction_isolation=read committed,idle_in_transaction_session_timeout=5min}',
  'a transaction of it that is idle is ended');
select lives_ok($$ select pg_temp.bound('writes_acme', scopes => '{notes:read}', writes => true) $$,
  'bound again, to fewer scopes');
select is(pg_temp.titles('writes_acme'), 'acme', 'it reads within its scopes');
select is(
  pg_temp.as_role('writes_acme', $$ insert into app.notes (title) values ('x') returning title $$),
  'RS006', 'a role without the scope writes nothing'
);
select lives_ok($$ select pg_temp.bound('writes_acme') $$, 'bound again, for reading');
select ok(not pg_has_role('writes_acme', 'rowseal_user', 'member'), 'takes rowseal_user back');
select is(pg_temp.settings_of('writes_acme'), pg_temp.settings_of('reads_acme'), 'with the settings of such a role');
select is(
  (select count(*) from rowseal_private.database_principals where role_name = 'writes_acme'), 1::bigint,
  'one binding a role'
);

-- What its holder may not do
select is(pg_temp.as_role('reads_acme', $$ select set_config('rowseal.context', 'x', true); $$), 'x',
  'a context is planted');
select is(
  pg_temp.as_role('reads_acme', $$ with planted as materialized (
    select set_config('rowseal.context', repeat('x', 200), true)) select title from planted, app.notes $$),
  '28000', 'a planted context is refused'
);
select is(pg_temp.as_role('reads_acme', $$ select rowseal.bind_role('reads_acme', rowseal_test.id('owner@acme.test'),
  rowseal_test.id('acme')) $$), '42501', 'it binds nobody');
select is(pg_temp.as_role('reads_acme', $$ select rowseal.record_binding('reads_acme',
  rowseal_test.id('owner@acme.test'), rowseal_test.id('acme'), null, null, true) $$), '42501',
  'what bind_role calls is not for it either');
select is(pg_temp.as_role('reads_acme', $$ select count(*) from rowseal_private.database_principals $$), '42501',
  'it does not read the bindings');

-- Live: what is taken from its user is taken from it
create function pg_temp.titles_after(change text) returns text
  language plpgsql volatile
as $$
declare
  v_titles text;
begin
  execute titles_after.change;
  v_titles := pg_temp.titles('reads_acme');
  raise exception using errcode = 'RS999', message = coalesce(v_titles, 'null');
exception when sqlstate 'RS999' then
  return sqlerrm;
end
$$;
select is(pg_temp.titles_after(change), expected, what)
  from (values
    ('select 1', 'acme', 'the control'),
    ($$ update rowseal.users set disabled_at = now() where email = 'member@acme.test' $$, 'RS008',
      'its user is disabled'),
    ($$ delete from rowseal.memberships where user_id = rowseal_test.id('member@acme.test') $$, 'RS008',
      'its user is no member any more'),
    ($$ select rowseal_audit.delete_workspace(rowseal_test.id('acme')) $$, 'RS025', 'the workspace was deleted'),
    ($$ select rowseal_private.erase_user(rowseal_test.id('member@acme.test')) $$, 'RS008', 'its user is erased'),
    ($$ update rowseal_private.database_principals set expires_at = now() $$, 'RS072', 'it has expired'),
    ($$ update rowseal_private.database_principals set created_at = now() - interval '2 hours';
        update rowseal.workspaces set longest_token_lifetime = '1 hour' $$, 'RS072',
      'it is older than the workspace allows'),
    ($$ update rowseal.workspaces set networks = '{192.0.2.0/24}' $$, 'RS012', 'the workspace names networks'),
    ($$ update rowseal_private.database_principals set scope = 'notes:write' $$, 'RS006', 'its scopes are fewer'),
    ($$ alter role reads_acme rename to renamed; create role reads_acme login in role rowseal_reader $$, 'RS008',
      'another role has its name'),
    ($$ update rowseal_private.database_principals set role_oid = 'writes_acme'::regrole $$, 'RS008',
      'it has another oid'),
    ($$ grant rowseal_gateway to reads_acme $$, 'RS018', 'it may enter as well'),
    ($$ select rowseal_audit.recover(now() - interval '1 hour') $$, 'RS008', 'the installation was recovered'),
    ($$ select rowseal.unbind_role('reads_acme') $$, '42501', 'it is unbound')
  ) as given (change, expected, what);
select is(pg_temp.titles('reads_acme'), 'acme', 'the control: afterwards it reads again');

-- What is refused
create function pg_temp.refusal_after(change text, login name default 'unfit_role') returns text
  language plpgsql volatile
as $$
declare
  v_refusal text;
begin
  create role unfit_role login;
  execute refusal_after.change;
  begin
    perform pg_temp.bound(refusal_after.login);
  exception when others then
    v_refusal := sqlstate || ' ' || sqlerrm;
  end;
  raise exception using errcode = 'RS999', message = coalesce(v_refusal, 'bound');
exception when sqlstate 'RS999' then
  return sqlerrm;
end
$$;
create role other_role nologin;
select matches(pg_temp.refusal_after(change, login), refusal, what)
  from (values
    ('select 1', 'unfit_role', '^bound', 'the control'),
    ('select 1', 'nobody_here', '^RS070 there is no role', 'no role'),
    ('select 1', 'rowseal_gateway', '^RS070', 'a door'),
    ('alter role unfit_role superuser', 'unfit_role', '^RS070', 'a superuser'),
    ('alter role unfit_role bypassrls', 'unfit_role', '^RS070', 'a role that bypasses policies'),
    ('alter role unfit_role createrole', 'unfit_role', '^RS070', 'a role that makes roles'),
    ('alter role unfit_role replication', 'unfit_role', '^RS070', 'a role that replicates'),
    ('grant rowseal_gateway to unfit_role with set false', 'unfit_role', '^RS070', 'a role that may enter'),
    ('grant rowseal_auditor to unfit_role with set false', 'unfit_role', '^RS070', 'an auditor'),
    ('alter table app.notes owner to unfit_role', 'unfit_role', '^RS070', 'the owner of a protected table'),
    ('grant other_role to unfit_role with set true', 'unfit_role', '^RS070', 'who may take another role'),
    ('grant other_role to unfit_role with inherit false, set false, admin true', 'unfit_role', '^RS070 .*may grant',
      'who may grant another role')
  ) as given (change, login, refusal, what);
select throws_ok($$ select pg_temp.bound(email => 'stranger@nowhere.test') $$, 'RS071', null, 'no member');
select throws_ok($$ select pg_temp.bound(scopes => '{notes:unknown}') $$, 'RS071', null, 'no scope of the catalogue');
select throws_ok($$ select pg_temp.bound(expires_at => now()) $$, 'RS071', null, 'an end that has passed');
select throws_ok($$ select pg_temp.bound(expires_at => 'infinity') $$, 'RS071', null, 'no end');
select throws_ok($$ select rowseal.add_request_role('reads_acme') $$, 'RS139', null,
  'a role that is bound does not serve requests');

-- Findings, events
select results_eq(
  $$ select kind from rowseal_audit.findings where object = 'reads_acme' $$, $$ select null::text where false $$,
  'no finding'
);
select rowseal.unbind_role('writes_acme');
select is(pg_temp.settings_of('writes_acme'), '{}', 'unbinding takes the settings back');
grant other_role to reads_acme with set true;
select results_eq(
  $$ select kind, severity from rowseal_audit.findings where object = 'reads_acme' $$,
  $$ values ('bound_role_unfit', 'high') $$, 'a bound role that may take another is a finding'
);
select results_eq(
  $$ select kind, user_id, workspace_id, details ->> 'database_role', details ->> 'reason'
       from rowseal_private.audit_events where details ->> 'database_role' = 'writes_acme' order by id limit 3 $$,
  $$ select kind, rowseal_test.id('member@acme.test'), rowseal_test.id('acme'), 'writes_acme', reason
       from (values ('database_role_bound', null), ('database_role_unbound', 'bound_anew'),
                    ('database_role_bound', null)) as event (kind, reason) $$,
  'binding and unbinding are events'
);
create function pg_temp.findings_after(change text) returns text
  language plpgsql volatile
as $$
declare
  v_kinds text;
begin
  execute findings_after.change;
  v_kinds := (
    select string_agg(kind, ' ' order by kind) from rowseal_audit.findings
     where object in ('reads_acme', 'rowseal_gateway', 'rowseal_user in rowseal_gateway'));
  raise exception using errcode = 'RS999', message = coalesce(v_kinds, 'none');
exception when sqlstate 'RS999' then
  return sqlerrm;
end
$$;
revoke other_role from reads_acme;
select is(pg_temp.findings_after(change), expected, what)
  from (values
    ('select 1', 'none', 'the control: it is bound, and no finding'),
    ($$ update rowseal_private.database_principals set expires_at = now() $$, 'bound_role_ended',
      'a binding that has expired is a finding'),
    ($$ update rowseal_private.database_principals set created_at = now() - interval '2 hours';
        update rowseal.workspaces set longest_token_lifetime = '1 hour' $$, 'bound_role_ended',
      'one that is older than the workspace allows, too'),
    ($$ delete from rowseal.memberships where user_id = rowseal_test.id('member@acme.test') $$, 'group_without_binding',
      'what a binding gave is a finding where that ended with the membership'),
    ($$ update rowseal.users set disabled_at = now() where email = 'member@acme.test' $$, 'group_without_binding',
      'with the account'),
    ($$ select rowseal_audit.recover(now() - interval '1 hour') $$, 'group_without_binding', 'after a restore'),
    ($$ delete from rowseal.memberships where user_id = rowseal_test.id('member@acme.test');
        select rowseal.unbind_role('reads_acme') $$, 'none', 'unbinding mends it')
  ) as given (change, expected, what);
select ok(rowseal.unbind_role('unbound_login'), 'a role that is not bound, and has rowseal_reader, is unbound');
select ok(not pg_has_role('unbound_login', 'rowseal_reader', 'member'), 'unbinding takes it');
select ok(not rowseal.unbind_role('unbound_login'), 'where there is nothing to take, it says so');
select ok(not rowseal.unbind_role('rowseal_gateway'), 'a role of Rowseal is not unbound');
select ok(pg_has_role('rowseal_gateway', 'rowseal_user', 'usage'), 'a role of Rowseal keeps what it has');

-- Answers
create temporary table held as select id from rowseal_private.database_principals where role_name = 'reads_acme';
select is(
  (select (allowed, gate, sqlstate)::text from held, rowseal.explain(held.id, 'app.notes', 'select')), '(t,,)',
  'explain knows a bound role'
);
select is(
  (select (allowed, gate, sqlstate)::text from held, rowseal.explain(held.id, 'app.notes', 'insert')),
  '(f,reads_only,42501)', 'explain knows that it reads alone'
);
select is(
  (select amount from rowseal_audit.reach('app.notes', command, rowseal_test.id('acme'))
    where kind = 'database_role'),
  expected, 'reach counts bound roles that ' || command)
  from (values ('select', 1::bigint), ('insert', null)) as given (command, expected);
select results_eq(
  $$ select kind, id from rowseal_audit.holdings_of(rowseal_test.id('member@acme.test'))
      where kind = 'database_role' $$,
  $$ select 'database_role', id::text from held $$, 'it is among what its user holds'
);
select results_eq(
  $$ select section, id, state from rowseal_audit.review(rowseal_test.id('acme'), null)
      where section = 'database_role' $$,
  $$ select 'database_role', id::text, 'live' from held $$, 'it is in a review'
);
select is(
  (select jsonb_array_length(rowseal_private.account_data(rowseal_test.id('member@acme.test')) -> 'database_roles')), 1,
  'it is in what is exported of its user'
);
update rowseal_private.database_principals set created_at = now() - interval '1 hour' where role_name = 'reads_acme';
update rowseal_private.history_start set at = now() - interval '1 day';
update rowseal.memberships set created_at = now() - interval '2 hours'
 where user_id = rowseal_test.id('member@acme.test');
create temporary table before as select clock_timestamp() as at;
select rowseal.unbind_role('reads_acme');
select results_eq(
  $$ select kind, as_of.id from before, rowseal_audit.as_of(
       rowseal_test.id('member@acme.test'), rowseal_test.id('acme'), before.at) as as_of
      where kind = 'database_role' $$,
  $$ select 'database_role', id from held $$, 'afterwards history tells that it was there'
);
select is_empty(
  $$ select from rowseal_audit.as_of(rowseal_test.id('member@acme.test'), rowseal_test.id('acme'), clock_timestamp())
      where kind = 'database_role' $$,
  'history tells that it is not any more'
);
select ok(not pg_has_role('reads_acme', 'rowseal_reader', 'member'), 'it has not rowseal_reader any more');

-- What requests pay for it: nothing
select pg_temp.bound();
set local track_functions = 'all';
select rowseal_test.enter_as('member@acme.test', 'acme');
select count(*) from app.notes;
select rowseal_test.leave();
select is(pg_stat_get_xact_function_calls('rowseal_private.bound_context()'::regprocedure), null,
  'in a request no binding is looked up');
select pg_temp.titles('reads_acme');
select ok(pg_stat_get_xact_function_calls('rowseal_private.bound_context()'::regprocedure) > 0, 'the control');

select * from finish();
rollback;
