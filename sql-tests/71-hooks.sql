-- Hooks: what an application's functions may do where people and workspaces come and go, and what nobody gets by them.
begin;
set local search_path = tap, pg_catalog;
select plan(67);

select rowseal_test.personas();
create role hooked login;
create role stranger login;
grant rowseal_developer to hooked, stranger;
create schema hooked authorization hooked;
grant usage on schema hooked to rowseal_user;

-- The application
set local role hooked;
select rowseal.define_scope('greetings:read', 'Read greetings', '{owner}');
select rowseal.define_scope('greetings:write', 'Write greetings', '{}');
create table hooked.greetings (
  workspace_id uuid not null default rowseal.workspace_id() references rowseal.workspaces on delete cascade,
  id uuid not null default rowseal.uuidv7(),
  occasion text not null,
  person uuid,
  actor uuid default rowseal.user_id(),
  scopes text default array_to_string(rowseal.effective_scopes(), ' '),
  primary key (workspace_id, id)
);
grant select on hooked.greetings to rowseal_user;
select rowseal.protect('hooked.greetings', workspace => 'workspace_id', read => 'greetings:read',
  write => 'greetings:write', assurance => 3, fresh => '5 minutes');
create table hooked.mode (what text);
insert into hooked.mode values ('greet');
create function hooked.greet(occasion text, workspace uuid, "user" uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_mode constant text := (select mode.what from hooked.mode as mode);
begin
  case v_mode
    when 'fail' then raise exception 'no' using errcode = 'AP001';
    when 'forge' then
      perform set_config('rowseal.context', '', true);
    when 'reset' then
      perform set_config('rowseal.context', 'nonsense', true);
      reset rowseal.context;
    when 'reset all' then
      reset all;
    when 'caught' then
      begin
        perform set_config('rowseal.context', '', true);
        raise exception 'no' using errcode = 'AP001';
      exception when sqlstate 'AP001' then
        insert into hooked.greetings (workspace_id, occasion, person) values (workspace, 'caught', "user");
      end;
    when 'keep' then
      perform set_config('hooked.kept', current_setting('rowseal.context'), true);
    when 'elsewhere' then
      insert into hooked.greetings (workspace_id, occasion) values (md5('globex')::uuid, 'stolen');
    when 'nest' then
      perform rowseal.workspace_for_key('nested', 'Nested');
    when 'slow' then perform pg_sleep(0.15);
    else insert into hooked.greetings (workspace_id, occasion, person) values (workspace, occasion, "user");
  end case;
end
$$;
reset role;
create function pg_temp.mode(next text) returns void
  language sql volatile security definer
as $$ update hooked.mode set what = next $$;
-- Where no hook reaches it.
create table pg_temp.remembered (context text);
create function pg_temp.remember(context text) returns void
  language sql volatile security definer
as $$ insert into pg_temp.remembered values (context) $$;
create function pg_temp.remembered() returns text
  language sql stable security definer
as $$ select context from pg_temp.remembered $$;
-- As a function of Rowseal would, in whatever session.
create function pg_temp.join_acme(email text) returns void
  language sql volatile security definer
as $$
  insert into rowseal.memberships (workspace_id, user_id, role)
  values (rowseal_test.id('acme'), rowseal_test.id(email), 'viewer')
$$;
create function pg_temp.leave_acme(email text) returns void
  language sql volatile security definer
as $$
  delete from rowseal.memberships where workspace_id = rowseal_test.id('acme') and user_id = rowseal_test.id(email)
$$;
create function pg_temp.create_user(email text) returns void
  language sql volatile security definer
as $$ insert into rowseal.users (id, email) values (rowseal_test.id(email), email) $$;
create function pg_temp.greeted(occasion text) returns text
  language sql stable security definer
as $$
  select string_agg(
           concat_ws(' ', workspace.slug, case when greeting.person is not null then 'person' end, actor.email,
             greeting.scopes),
           ', ' order by workspace.slug)
    from hooked.greetings as greeting
    join rowseal.workspaces as workspace on workspace.id = greeting.workspace_id
    left join rowseal.users as actor on actor.id = greeting.actor
   where greeting.occasion = greeted.occasion
$$;
create function pg_temp.register(event text, scopes text default '{greetings:write}') returns text
  language sql immutable
  return format('select rowseal.register_hook(%L, ''hooked.greet(text,uuid,uuid)'', %L)', event, scopes);

-- Registering. The control: as it should be, it is registered for each event.
set local role stranger;
select throws_ok(pg_temp.register('member_added'), '42501', null, 'who does not own a function makes no hook of it');
reset role;
set local role hooked;
select throws_ok(pg_temp.register('member_added', '{notes:read}'), 'RS061', null,
  'a hook gets no scope that another role has defined');
select throws_ok(pg_temp.register('member_added', '{members:write}'), 'RS061', null, 'a hook gets no scope of Rowseal');
select throws_ok(pg_temp.register('member_left'), '23514', null, 'there is no hook of another event');
alter function hooked.greet(text, uuid, uuid) security invoker;
select throws_ok(pg_temp.register('member_added'), 'RS060', null, 'a hook runs as its owner');
alter function hooked.greet(text, uuid, uuid) security definer reset search_path;
select throws_ok(pg_temp.register('member_added'), 'RS060', null, 'a hook has a search_path of its own');
alter function hooked.greet(text, uuid, uuid) set search_path = '';
select throws_ok(pg_temp.register('member_added'), 'RS060', null, 'a hook finds no type in pg_temp before its own');
alter function hooked.greet(text, uuid, uuid) set search_path = pg_catalog, pg_temp set work_mem = '1GB';
select throws_ok(pg_temp.register('member_added'), 'RS060', null, 'a hook sets nothing else');
alter function hooked.greet(text, uuid, uuid) reset work_mem;
grant execute on function hooked.greet(text, uuid, uuid) to stranger;
select throws_ok(pg_temp.register('member_added'), 'RS060', null, 'nobody else may execute a hook');
revoke execute on function hooked.greet(text, uuid, uuid) from stranger;
reset role;
create function hooked.of_superuser(occasion text, workspace uuid, "user" uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$ begin end $$;
select throws_ok($$ select rowseal.register_hook('member_added', 'hooked.of_superuser(text,uuid,uuid)') $$, 'RS060',
  null, 'a hook is not a superuser''s');
set local role hooked;
select lives_ok(pg_temp.register(event), 'the owner of a function registers it for ' || event)
  from unnest('{user_created,workspace_created,member_added,member_removed,before_delete}'::text[]) as event;
reset role;
select is((select count(*) from rowseal_private.hooks where scopes = '{greetings:write}'), 5::bigint,
  'each is written down with its scopes');

-- Out of a request. The control: what the hook itself writes meanwhile.
select rowseal_test.enter_as('owner@acme.test', 'acme');
select throws_ok($$ select hooked.greet('x', rowseal_test.id('acme'), null) $$, '42501', null,
  'SQL of a request calls no hook');
select throws_ok(pg_temp.register('member_added'), '42501', null, 'SQL of a request registers no hook');
select throws_ok('table rowseal_private.hooks', '42501', null, 'SQL of a request reads no hook');
select pg_temp.remember(current_setting('rowseal.context'));
select lives_ok($$ select pg_temp.join_acme('stranger@nowhere.test') $$, 'somebody becomes a member');
select is(pg_temp.greeted('member_added'), 'acme person owner@acme.test greetings:write',
  'the hook acts as who does it, in that workspace, with its own scopes, every assurance met');
select is(current_setting('rowseal.context'), pg_temp.remembered(), 'the context of the caller returns');
select throws_ok($$ select rowseal.require_scope('greetings:write') $$, 'RS006', null,
  'the caller has not got what the hook had');
select pg_temp.leave_acme('stranger@nowhere.test');
select is(pg_temp.greeted('member_removed'), 'acme person owner@acme.test greetings:write',
  'the hook is told of who is removed');

-- What stops, and what leaks. The control: in its own workspace the hook writes, above.
select pg_temp.mode('fail');
select throws_ok($$ select pg_temp.join_acme('stranger@nowhere.test') $$, 'AP001', 'no',
  'an error of the hook is the answer');
select is(current_setting('rowseal.context'), pg_temp.remembered(),
  'after an error of the hook the context of the caller stands');
select pg_temp.mode('elsewhere');
select throws_ok($$ select pg_temp.join_acme('stranger@nowhere.test') $$, '42501', null,
  'the hook writes into no other workspace');
select pg_temp.mode('nest');
select throws_ok($$ select pg_temp.join_acme('stranger@nowhere.test') $$, 'RS062', null,
  'a hook does not cause another one');
select pg_temp.mode(mode), pg_temp.join_acme('stranger@nowhere.test'), pg_temp.leave_acme('stranger@nowhere.test')
  from unnest('{forge,reset,reset all,caught}'::text[]) as mode;
select is(current_setting('rowseal.context'), pg_temp.remembered(),
  'the context of the caller returns whatever the hook has set');
select is(pg_temp.greeted('caught'),
  'acme person owner@acme.test greetings:write, acme person owner@acme.test greetings:write',
  'what a hook has set and taken back by a savepoint is as before');
savepoint before_it;
select pg_temp.mode('greet'), pg_temp.join_acme('stranger@nowhere.test');
rollback to before_it;
select is(current_setting('rowseal.context'), pg_temp.remembered(),
  'the context of the caller stands where a hook is taken back by a savepoint');
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_issuer');
select pg_temp.mode('greet');
select throws_ok($$ select pg_temp.create_user('new@nowhere.test') $$, 'RS007', null,
  'at no workspace the hook reaches no protected table');
-- On a busy machine the others may have been slow too.
select rowseal_test.leave();
delete from rowseal_private.slow_hooks;
select rowseal_test.step_into('rowseal_issuer');
select pg_temp.mode('slow');
select lives_ok($$ select pg_temp.create_user('new@nowhere.test') $$, 'a slow hook is waited for');
select rowseal_test.leave();
select is((select value from rowseal_private.operating_figures() where figure = 'slow_hook_calls'), 1::double precision,
  'a slow hook is counted by its name');

-- What does not stop. The control: to have a workspace or an account deleted it may refuse.
select pg_temp.mode('fail');
select rowseal_test.enter_as('owner@acme.test', 'acme');
select lives_ok($$ select rowseal.remove_member(rowseal_test.id('viewer@acme.test')) $$,
  'an error of the hook keeps nobody a member');
select throws_ok($$ select rowseal.delete_workspace() $$, 'AP001', null,
  'a hook may refuse to have a workspace deleted');
select rowseal_test.enter_as('admin@acme.test');
select throws_ok($$ select rowseal.delete_account() $$, 'AP001', null, 'a hook may refuse to have an account deleted');
select rowseal_test.leave();
select is_empty('table rowseal_private.account_deletions', 'an account is not deleted whose deletion a hook refuses');
select is((select string_agg(occasion || ' ' || error, ', ') from rowseal_private.hook_failures),
  'member_removed AP001', 'the failure is written down');
update rowseal_private.hook_failures set retry_at = now() - interval '1 second';
delete from hooked.greetings;
select pg_temp.mode('greet');
select rowseal_test.step_into('rowseal_worker');
select rowseal_private.purge();
select rowseal_test.leave();
select is(pg_temp.greeted('member_removed'), 'acme person greetings:write', 'the worker calls the hook again');
select is_empty('table rowseal_private.hook_failures', 'nothing is left to be called again');

-- What does not hold any more is not told. The control: above, what still held was.
create function pg_temp.work() returns bigint
  language plpgsql volatile
as $$
begin
  update rowseal_private.hook_failures set retry_at = now() - interval '1 second';
  for attempt in 1 .. 3 loop
    perform rowseal_test.step_into('rowseal_worker');
    perform rowseal_private.purge();
    perform rowseal_test.leave();
  end loop;
  return (select count(*) from rowseal_private.hook_failures);
end
$$;
create function pg_temp.dropped() returns text
  language sql stable
as $$
  select string_agg(concat_ws(' ', details ->> 'function', details ->> 'occasion', workspace.slug), ', '
           order by details ->> 'occasion', workspace.slug)
    from rowseal_private.audit_events as event
    join rowseal.workspaces as workspace on workspace.id = event.workspace_id
   where event.kind = 'hook_call_dropped'
$$;
delete from hooked.greetings;
select pg_temp.join_acme('stranger@nowhere.test');
select pg_temp.mode('fail');
select pg_temp.leave_acme('stranger@nowhere.test');
select pg_temp.mode('greet');
select pg_temp.join_acme('stranger@nowhere.test');
select is(pg_temp.work(), 0::bigint, 'of who is a member again no hook is told late that they were removed');
select is(pg_temp.greeted('member_removed'), null, '... and none was');
select is(pg_temp.dropped(), 'hooked.greet(text,uuid,uuid) member_removed acme', '... which is an event');
select pg_temp.mode('fail');
select rowseal_audit.set_user_enabled(rowseal_test.id('owner@globex.test'), false);
select pg_temp.mode('greet');
select rowseal_audit.set_user_enabled(rowseal_test.id('owner@globex.test'), true);
select is(pg_temp.work(), 0::bigint, 'of who is enabled again no hook is told late that they were disabled');
select is(pg_temp.greeted('user_disabled'), null, '... and none was');
select is(pg_temp.dropped(), 'hooked.greet(text,uuid,uuid) member_removed acme, '
  'hooked.greet(text,uuid,uuid) user_disabled acme, hooked.greet(text,uuid,uuid) user_disabled globex',
  '... in no workspace of theirs');

-- While it is unfit. The control: until it is mended nothing is called.
set local role hooked;
grant execute on function hooked.greet(text, uuid, uuid) to public;
reset role;
select pg_temp.leave_acme('stranger@nowhere.test');
select is(pg_temp.greeted('member_removed'), null, 'a hook that is unfit is not told of who is removed');
select is((select string_agg(occasion || ' ' || error, ', ') from rowseal_private.hook_failures),
  'member_removed RS060', '... which is written down');
select is(pg_temp.work(), 1::bigint, '... and kept while it is unfit');
select is(pg_temp.greeted('member_removed'), null, '... without a call');
set local role hooked;
select rowseal.register_hook('member_removed', 'hooked.greet(text,uuid,uuid)', '{greetings:write}');
reset role;
select is((select count(*) from rowseal_private.hook_failures where retry_at <= now()), 1::bigint,
  'once it is registered again, what it was not told is due at once');
select is(pg_temp.work(), 0::bigint, '... and the worker tells it');
select is(pg_temp.greeted('member_removed'), 'acme person greetings:write', '... of who was removed meanwhile');

-- Disabled, erased
select rowseal_audit.set_user_enabled(rowseal_test.id('owner@globex.test'), false);
select is(pg_temp.greeted('user_disabled'), 'acme person greetings:write, globex person greetings:write',
  'the hook is told in each workspace of somebody disabled');
select rowseal_audit.erase_user(rowseal_test.id('viewer@acme.test'));
select is(pg_temp.greeted('user_erased'), 'acme person greetings:write',
  'the hook is told of a person erased in a workspace that they had left');

-- Changed since
set local role hooked;
grant execute on function hooked.greet(text, uuid, uuid) to public;
reset role;
delete from hooked.greetings;
select pg_temp.join_acme('stranger@nowhere.test');
select is(pg_temp.greeted('member_added'), null, 'a hook that others may execute is not called');
select is((select distinct severity || ' ' || object from rowseal_audit.findings where kind = 'hook_unfit'),
  'high hooked.greet(text,uuid,uuid)', 'a hook that others may execute is a finding');
select rowseal_test.enter_as('owner@acme.test', 'acme');
select throws_ok($$ select rowseal.delete_workspace() $$, 'RS063', null,
  'what a hook might refuse is not done where it cannot be asked');
select rowseal_test.leave();
set local role hooked;
revoke execute on function hooked.greet(text, uuid, uuid) from public;
alter function hooked.greet(text, uuid, uuid) rename to welcome;
reset role;
select is((select distinct why from rowseal_audit.findings where kind = 'hook_unfit' and why like '%before_delete%'),
  'It is a hook of before_delete and is not called, because it was renamed, or is another one since a restore.',
  'a hook that was renamed is a finding');
set local role stranger;
select is(rowseal.unregister_hook('member_added', 'hooked.greet(text,uuid,uuid)'), false,
  'nobody else unregisters a hook');
reset role;
set local role hooked;
select is(rowseal.unregister_hook('member_added', 'hooked.greet(text,uuid,uuid)'), true, 'its owner unregisters it');
reset role;

-- Names that need quotes
create schema "Odd One" authorization hooked;
set local role hooked;
create function "Odd One"."Greet"(occasion text, workspace uuid, "user" uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$ begin raise exception 'called' using errcode = 'AP002'; end $$;
select lives_ok($$ select rowseal.register_hook('member_added', '"Odd One"."Greet"(text,uuid,uuid)') $$,
  'a hook may have names that need quotes');
reset role;
select pg_temp.create_user('odd@nowhere.test');
select throws_ok($$ select pg_temp.join_acme('odd@nowhere.test') $$, 'AP002', null, '... and is called by them');

-- What it was granted. The control: as long as it is a hook of anything, it keeps it.
create function pg_temp.granted() returns boolean[]
  language sql stable
  return array[
    has_function_privilege('rowseal_owner', '"Odd One"."Greet"(text,uuid,uuid)', 'execute'),
    has_schema_privilege('rowseal_owner', 'Odd One', 'usage')];
set local role hooked;
select rowseal.register_hook('user_created', '"Odd One"."Greet"(text,uuid,uuid)');
select is(rowseal.unregister_hook('member_added', '"Odd One"."Greet"(text,uuid,uuid)'), true, '... and unregistered');
select is(pg_temp.granted(), '{t,t}', 'while it is a hook of something else, rowseal_owner may execute it');
select rowseal.unregister_hook('user_created', '"Odd One"."Greet"(text,uuid,uuid)');
select is(pg_temp.granted(), '{f,f}', 'once it is a hook of nothing, rowseal_owner has no privilege left on it');
reset role;

select * from finish();
rollback;
