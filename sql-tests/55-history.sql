-- rowseal_audit.as_of and who_could: what people and credentials could do at a moment that has passed.
begin;
set local search_path = tap, pg_catalog;
select plan(48);

create role audits_past login in role rowseal_auditor;
grant usage on schema app to audits_past;

select rowseal_test.personas();
create temporary table moment (name text primary key, at timestamptz not null);
grant select on moment to public;
create function pg_temp.now(name text) returns void language sql volatile
  as $$ insert into moment values (name, clock_timestamp()); select from pg_sleep(0.002) $$;
create function pg_temp.at(name text) returns timestamptz language sql stable
  as $$ select moment.at from moment where moment.name = $1 $$;
create function pg_temp.person(email text, name text) returns table (role text, writes boolean, disabled boolean)
  language sql stable
  as $$ select found.role, 'notes:write' = any (found.scopes), found.disabled
          from rowseal_audit.as_of(rowseal_test.id($1), rowseal_test.id('acme'), pg_temp.at($2)) as found
         where found.kind = 'person' $$;
create function pg_temp.credentials(email text, name text, workspace text default 'acme') returns setof text
  language sql stable
  as $$ select found.kind || ' ' || array_to_string(found.scopes, ' ')
          from rowseal_audit.as_of(rowseal_test.id($1), rowseal_test.id($3), pg_temp.at($2)) as found
         where found.kind <> 'person' $$;

-- Members and roles
select pg_temp.now('member');
update rowseal.memberships set role = 'viewer'
 where workspace_id = rowseal_test.id('acme') and user_id = rowseal_test.id('member@acme.test');
select pg_temp.now('viewer');
update rowseal.memberships set role = 'member'
 where workspace_id = rowseal_test.id('acme') and user_id = rowseal_test.id('member@acme.test');
select pg_temp.now('member again');
delete from rowseal.memberships
 where workspace_id = rowseal_test.id('acme') and user_id = rowseal_test.id('member@acme.test');
select pg_temp.now('nobody');
insert into rowseal.memberships (workspace_id, user_id, role, created_at)
values (rowseal_test.id('acme'), rowseal_test.id('member@acme.test'), 'admin', clock_timestamp());
select pg_temp.now('admin');

select results_eq($$ select * from pg_temp.person('member@acme.test', 'member') $$,
  $$ values ('member', true, false) $$, 'a member was a member');
select results_eq($$ select * from pg_temp.person('member@acme.test', 'viewer') $$,
  $$ values ('viewer', false, false) $$, 'then they had another role, and its scopes');
select results_eq($$ select * from pg_temp.person('member@acme.test', 'member again') $$,
  $$ values ('member', true, false) $$, 'then the first again');
select is_empty($$ select * from pg_temp.person('member@acme.test', 'nobody') $$, 'then they were no member');
select results_eq($$ select role from pg_temp.person('member@acme.test', 'admin') $$,
  $$ values ('admin') $$, 'then they had joined again');
select is_empty($$ select * from pg_temp.person('stranger@nowhere.test', 'admin') $$,
  'who never was a member is nobody');
select is(
  (select count(*) from rowseal_private.former_states as former
    where former.user_id = rowseal_test.id('member@acme.test') and former.kind = 'membership'),
  3::bigint, 'a state is kept where one ends, and nowhere else'
);
select is_empty(
  $$ select from rowseal_private.former_states as one
       join rowseal_private.former_states as other
         on (one.workspace_id, one.user_id, one.kind, one.name) = (other.workspace_id, other.user_id, other.kind,
              other.name)
      where one.ended_at < other.ended_at and one.ended_at > other.began_at $$,
  'no two states of one thing overlap'
);

insert into rowseal.roles (workspace_id, name, scopes) values (rowseal_test.id('acme'), 'clerk', '{notes:read}');
update rowseal.memberships set role = 'clerk'
 where workspace_id = rowseal_test.id('acme') and user_id = rowseal_test.id('member@acme.test');
select pg_temp.now('clerk');
update rowseal.roles set scopes = '{notes:read,notes:write}' where name = 'clerk';
select pg_temp.now('writing clerk');
update rowseal.memberships set role = 'viewer'
 where workspace_id = rowseal_test.id('acme') and user_id = rowseal_test.id('member@acme.test');
delete from rowseal.roles where name = 'clerk';
select pg_temp.now('no clerk');
select results_eq($$ select role, writes from pg_temp.person('member@acme.test', 'clerk') $$,
  $$ values ('clerk', false) $$, 'a role granted what it granted then');
select results_eq($$ select role, writes from pg_temp.person('member@acme.test', 'writing clerk') $$,
  $$ values ('clerk', true) $$, 'a role granted more when it had been defined anew, though it is gone now');
select is(rowseal_private.scopes_of_role_at(rowseal_test.id('acme'), 'clerk', pg_temp.at('member')), null,
  'before it was made there was no such role');

-- Accounts
select pg_temp.now('enabled');
update rowseal.users set disabled_at = clock_timestamp() where id = rowseal_test.id('viewer@acme.test');
select pg_temp.now('disabled');
update rowseal.users set disabled_at = null where id = rowseal_test.id('viewer@acme.test');
select pg_temp.now('enabled again');
select results_eq($$ select role, disabled from pg_temp.person('viewer@acme.test', 'enabled') $$,
  $$ values ('viewer', false) $$, 'an account was not disabled');
select results_eq(
  $$ select role, scopes, disabled from rowseal_audit.as_of(
       rowseal_test.id('viewer@acme.test'), rowseal_test.id('acme'), pg_temp.at('disabled')) $$,
  $$ values ('viewer', '{}'::text[], true) $$, 'then it was, and no scope was in force');
select results_eq($$ select role, disabled from pg_temp.person('viewer@acme.test', 'enabled again') $$,
  $$ values ('viewer', false) $$, 'then no longer');

-- Credentials
select pg_temp.now('no credential');
insert into rowseal_private.sessions (user_id, id, workspace_id, scope, created_at, expires_at)
values (rowseal_test.id('owner@globex.test'), rowseal_test.id('bound'), rowseal_test.id('acme'), 'notes:read',
         clock_timestamp(), now() + interval '1 day'),
       (rowseal_test.id('owner@globex.test'), rowseal_test.id('elsewhere'), rowseal_test.id('globex'), null,
         clock_timestamp(), now() + interval '1 day'),
       (rowseal_test.id('owner@globex.test'), rowseal_test.id('brief'), null, null, clock_timestamp(),
         clock_timestamp());
insert into rowseal_private.personal_access_tokens (user_id, id, workspace_id, name, scope, secret_hash, last_four,
  created_at, expires_at)
values (rowseal_test.id('owner@globex.test'), rowseal_test.id('token'), rowseal_test.id('acme'), 'x', 'notes:read',
  sha256('x'), 'xxxx', clock_timestamp(), now() + interval '1 day');
select pg_temp.now('two credentials');
update rowseal_private.sessions set revoked_at = clock_timestamp() where id = rowseal_test.id('bound');
select pg_temp.now('one credential');
update rowseal_private.personal_access_tokens set scope = 'notes:write' where id = rowseal_test.id('token');
select pg_temp.now('a changed credential');
delete from rowseal_private.sessions where user_id = rowseal_test.id('owner@globex.test');
delete from rowseal.memberships
 where workspace_id = rowseal_test.id('acme') and user_id = rowseal_test.id('owner@globex.test');
select pg_temp.now('no credential again');
select is_empty($$ select pg_temp.credentials('owner@globex.test', 'no credential') $$,
  'before a credential was made there was none');
select results_eq($$ select pg_temp.credentials('owner@globex.test', 'two credentials') $$,
  $$ values ('session notes:read'), ('token notes:read') $$,
  'those that were good in the workspace, with the scopes in force: none of another workspace, none that had expired');
select results_eq($$ select pg_temp.credentials('owner@globex.test', 'one credential') $$,
  $$ values ('token notes:read') $$, 'none that had been revoked');
select results_eq($$ select pg_temp.credentials('owner@globex.test', 'a changed credential') $$,
  $$ values ('token notes:write') $$, 'one that was limited otherwise');
select is_empty($$ select pg_temp.credentials('owner@globex.test', 'no credential again') $$,
  'those of a member end with the membership');
select isnt_empty($$ select pg_temp.credentials('owner@globex.test', 'two credentials', 'globex') $$,
  'the control: in the other workspace the other session was good');
select pg_temp.now('erased');
delete from rowseal.users where id = rowseal_test.id('viewer@acme.test');
select results_eq($$ select role from pg_temp.person('viewer@acme.test', 'enabled') $$, $$ values ('viewer') $$,
  'somebody who has been erased since was a member, by their id');
select is_empty($$ select from rowseal_private.former_states where state::text ~ 'test|hash' $$,
  'neither addresses nor hashes are kept');

-- Who could
insert into app.notes (workspace_id, id, author_id, title)
select rowseal_test.id(slug), rowseal_test.id(slug), rowseal_test.id('owner@' || slug || '.test'), slug
  from unnest(array['acme', 'globex']) as slug;
create function pg_temp.key(slug text) returns jsonb language sql stable
  return jsonb_build_object('id', rowseal_test.id(slug));
create function pg_temp.could(slug text, name text) returns table (person uuid, commands text)
  language sql stable
  as $$ select found.user_id, array_to_string(found.commands, ' ')
          from rowseal_audit.who_could('app.notes', pg_temp.key($1), pg_temp.at($2)) as found
         where found.kind = 'person' $$;
select set_eq($$ select * from pg_temp.could('acme', 'viewer') $$,
  $$ values (rowseal_test.id('owner@acme.test'), 'select update delete'),
            (rowseal_test.id('admin@acme.test'), 'select update delete'),
            (rowseal_test.id('member@acme.test'), 'select'),
            (rowseal_test.id('viewer@acme.test'), 'select'),
            (rowseal_test.id('owner@globex.test'), 'select update delete') $$,
  'who could do what with a row, by the roles that they had then');
select is_empty($$ select from pg_temp.could('acme', 'disabled') where person = rowseal_test.id('viewer@acme.test') $$,
  'somebody whose account was disabled could do nothing');
select set_eq($$ select person from pg_temp.could('globex', 'viewer') $$,
  $$ values (rowseal_test.id('owner@globex.test')) $$, 'of another workspace others could');
select results_eq(
  $$ select kind, commands from rowseal_audit.who_could('app.notes', pg_temp.key('acme'),
       pg_temp.at('two credentials')) where user_id = rowseal_test.id('owner@globex.test') and kind <> 'person'
      order by kind $$,
  $$ values ('session', '{select}'::text[]), ('token', '{select}') $$, 'credentials could what they were limited to');
select is((select distinct row_as_of from rowseal_audit.who_could('app.notes', pg_temp.key('acme'),
  pg_temp.at('viewer'))), now(), 'it says that the row is meant as it is now');
select throws_ok($$ select rowseal_audit.who_could('app.notes', pg_temp.key('nothing'), pg_temp.at('viewer')) $$,
  'RS134', null, 'of a row that is not there nothing can be told');
select throws_ok($$ select rowseal_audit.who_could('app.notes', '{}', pg_temp.at('viewer')) $$, '22023', null,
  'a key without columns is none');
select throws_ok($$ select rowseal_audit.who_could('app.notes', '["id"]', pg_temp.at('viewer')) $$, '22023', null,
  'a key that is no object is none');
select throws_ok($$ select rowseal.explain(rowseal_test.id('owner@acme.test'), 'app.notes', 'select', '{}',
  rowseal_test.id('acme')) $$, '22023', null, 'explain takes no key without columns either');

-- Moments
select throws_ok($$ select rowseal_audit.as_of(rowseal_test.id('x'), rowseal_test.id('acme'), now() + '1 day') $$,
  '22023', null, 'a moment to come is refused');
select throws_ok(
  $$ select rowseal_audit.as_of(rowseal_test.id('x'), rowseal_test.id('acme'), at - interval '1 microsecond')
       from rowseal_private.history_start $$, 'RS133', null, 'as is one before what is kept');
insert into rowseal_private.former_states (workspace_id, user_id, kind, name, ended_at, began_at)
values (rowseal_test.id('acme'), rowseal_test.id('x'), 'membership', '', now() - interval '500 days', '-infinity'),
       (rowseal_test.id('acme'), rowseal_test.id('y'), 'membership', '', now() - interval '450 days', '-infinity');
update rowseal_private.history_start set at = '-infinity';
select is(rowseal_private.purge_former_states(1), 1, 'the purge removes what is older than the retention');
select is((select at from rowseal_private.history_start), now() - interval '500 days',
  'the history is complete since the last that was removed');
select is(rowseal_private.purge_former_states(10), 1, 'the purge removes the rest, and nothing else');

-- Who may ask
select rowseal_test.step_into('audits_past');
select isnt_empty($$ select pg_temp.person('owner@acme.test', 'viewer') $$, 'auditors ask about all workspaces');
select throws_ok($$ select rowseal_audit.who_could('app.notes', pg_temp.key('acme'), pg_temp.at('viewer')) $$,
  'RS134', null, 'an auditor who reads no rows cannot ask about one');
select rowseal_test.leave();
select rowseal_test.enter_as('admin@acme.test', 'acme');
select isnt_empty($$ select pg_temp.could('acme', 'viewer') $$,
  'the control: an administrator asks who could reach a row of theirs');
select throws_ok($$ select rowseal_audit.as_of(rowseal_test.id('owner@globex.test'), rowseal_test.id('globex'),
  pg_temp.at('viewer')) $$, 'RS005', null, 'an administrator asks about no other workspace');
select throws_ok($$ select rowseal_audit.who_could('app.notes', pg_temp.key('globex'), pg_temp.at('viewer')) $$,
  'RS134', null, 'of a row of another workspace an administrator does not learn that it is there');
select throws_ok($$ select rowseal_audit.who_could_reach('app.notes', jsonb_build_object('workspace_id',
  rowseal_test.id('globex')), pg_temp.at('viewer'), null) $$, 'RS005', null,
  'a part of it answers about no other workspace either');
select rowseal_test.leave();
create schema events;
create table events.bills (org bigint not null, id bigint not null, primary key (org, id));
grant select on events.bills to rowseal_user;
grant usage on schema events to public;
create function events.by_key(key text) returns text
  language plpgsql
as $$
begin
  perform rowseal_audit.who_could_reach(
    'events.bills', jsonb_build_object('org', key), (select at from moment where name = 'viewer'), null);
  return 'an answer';
exception when others then return sqlstate;
end
$$;
update rowseal.workspaces set external_key = case slug when 'acme' then '1' else '2' end
 where slug in ('acme', 'globex');
select rowseal.protect('events.bills', 'org', 'notes:read', 'notes:write');
select rowseal_test.enter_as('admin@acme.test', 'acme');
select is(events.by_key('1'), 'an answer', 'the control: an administrator asks by the key of their workspace');
select is(events.by_key('2'), 'RS005', 'not by the key of another');
select is(events.by_key('3'), 'RS005', 'a key that nobody has is refused just so');
select rowseal_test.leave();
select rowseal_test.enter_as('member@acme.test', 'acme');
select is(events.by_key('2'), 'RS006', 'without audit:read nobody is told of a key');
select is(events.by_key('3'), 'RS006', 'without audit:read nobody is told that a key is nobody''s');
select rowseal_test.leave();
select rowseal_test.enter_as('member@acme.test', 'acme');
select throws_ok($$ select rowseal_audit.as_of(rowseal_test.id('owner@acme.test'), null, pg_temp.at('viewer')) $$,
  'RS006', null, 'without audit:read nobody asks');
select rowseal_test.leave();

select * from finish();
rollback;
