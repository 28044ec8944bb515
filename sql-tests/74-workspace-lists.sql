-- What administrators of a workspace look through: tokens of members, which they revoke, and applications with access.
begin;
set local search_path = tap, pg_catalog;
select plan(34);

select rowseal_test.personas();
insert into rowseal_private.personal_access_tokens (
  user_id, id, workspace_id, name, scope, networks, secret_hash, last_four, created_at, expires_at, revoked_at,
  last_used_ip)
select rowseal_test.id(email), rowseal_test.id(name), rowseal_test.id(workspace), name, scope, networks,
       sha256(convert_to(name, 'UTF8')), 'abcd', now() - age, now() + ends, revoked_at, '192.0.2.7'
  from (values
    ('owner@acme.test', 'acme', 'owners', null, null::cidr[], interval '0', interval '1 day', null::timestamptz),
    ('admin@acme.test', 'acme', 'admins', null, null, interval '0', interval '1 day', null),
    ('member@acme.test', 'acme', 'limited', 'notes:read', '{192.0.2.0/24}', interval '0', interval '1 day', null),
    ('member@acme.test', 'acme', 'revoked', null, null, interval '0', interval '1 day', now()),
    ('member@acme.test', 'acme', 'expired', null, null, interval '2 days', interval '-1 day', null),
    ('member@acme.test', 'acme', 'too old', null, null, interval '31 days', interval '1 day', null),
    ('viewer@acme.test', 'acme', 'viewers', null, null, interval '0', interval '1 day', null),
    ('owner@globex.test', 'globex', 'theirs', null, null, interval '0', interval '1 day', null),
    ('owner@globex.test', 'acme', 'guests', null, null, interval '0', interval '1 day', null)
  ) as made (email, workspace, name, scope, networks, age, ends, revoked_at);
update rowseal.workspaces set longest_token_lifetime = '30 days' where slug = 'acme';
-- What a statement of somebody who entered comes to, and nothing remains: its SQLSTATE, or what it returns.
create function pg_temp.answer(email text, scope text, statement text, prepared text default 'select') returns text
  language plpgsql volatile
as $$
declare
  v_answer text;
begin
  execute prepared;
  perform rowseal_test.enter_as(email, 'acme', scope);
  execute statement into v_answer;
  raise exception '%', coalesce(v_answer, 'null') using errcode = 'RS999';
exception
  when sqlstate 'RS999' then
    return sqlerrm;
  when others then
    return sqlstate;
end
$$;

-- Listed
select rowseal_test.enter_as('admin@acme.test', 'acme');
select results_eq(
  'select name, user_email, scope, networks, last_four from rowseal.list_member_tokens() order by name collate "C"',
  $$ values ('admins', 'admin@acme.test', null, null::cidr[], 'abcd'),
       ('guests', 'owner@globex.test', null, null, 'abcd'),
       ('limited', 'member@acme.test', 'notes:read', '{192.0.2.0/24}', 'abcd'),
       ('owners', 'owner@acme.test', null, null, 'abcd'), ('viewers', 'viewer@acme.test', null, null, 'abcd') $$,
  'an administrator sees the tokens of all members that have not ended'
);
select is(
  (select array_agg(name) from rowseal.list_member_tokens(member => rowseal_test.id('member@acme.test'))), '{limited}',
  'an administrator sees the tokens of one member'
);
select is(
  (select count(*) from rowseal.list_member_tokens(member => rowseal_test.id('owner@globex.test'))), 1::bigint,
  'of one who is elsewhere too, those for this workspace'
);
select is_empty(
  format('select from rowseal.list_member_tokens(member => %L)', rowseal_test.id('stranger@nowhere.test')),
  'of nobody who is no member');
select is((select min(expires_at) < now() + interval '2 days' from rowseal.list_member_tokens()), true,
  'tokens are listed with their ends');
select ok(
  not exists (select from rowseal.list_member_tokens() as shown where to_jsonb(shown)::text ~ '192.0.2.7|secret|hash'),
  'tokens are listed with no secret, and not with where they were used'
);
select is(
  (select array_agg(page.id order by page.id)
     from (select id from rowseal.list_member_tokens(page_size => 2)
           union all
           select id from rowseal.list_member_tokens(
             (select max(id::text)::uuid from rowseal.list_member_tokens(page_size => 2)))) as page),
  (select array_agg(id order by id) from rowseal.list_member_tokens()), 'a page goes on after the one before'
);
select rowseal_test.leave();
select is(pg_temp.answer(email, scope, 'select count(*) from rowseal.list_member_tokens()'), expected, what)
  from (values
    ('owner@acme.test', null, '5', 'an owner sees them'),
    ('owner@acme.test', 'members:write', '5', 'a session with members:write sees them'),
    ('owner@acme.test', 'members:read tokens:read tokens:write', 'RS006', 'without it none does'),
    ('member@acme.test', null, 'RS006', 'a member does not'),
    ('viewer@acme.test', null, 'RS006', 'a viewer does not'),
    ('owner@globex.test', null, 'RS006', 'the owner of another workspace does not')
  ) as tried (email, scope, expected, what);

-- Revoked
select is(
  pg_temp.answer(
    email, scope, format('select rowseal.revoke_member_token(%L)', rowseal_test.id(token)), prepared), expected, what)
  from (values
    ('admin@acme.test', null, 'limited', 'select', 'true', 'an administrator revokes a token of a member'),
    ('admin@acme.test', null, 'owners', 'select', 'RS006', 'none of somebody who has more'),
    ('owner@acme.test', null, 'admins', 'select', 'true', 'the control: an owner does'),
    ('owner@acme.test', 'members:write', 'limited', 'select', 'RS006',
      'a limited session none of a member who has more than it'),
    ('owner@acme.test', 'tokens:write notes:read', 'limited', 'select', 'RS006',
      'a session without members:write revokes none'),
    ('admin@acme.test', null, 'admins', 'select', 'true', 'one of their own as they always could'),
    ('admin@acme.test', 'members:write members:read', 'admins', 'select', 'RS006',
      'a limited session none of its own user''s by it'),
    ('admin@acme.test', null, 'revoked', 'select', 'false', 'one that was revoked is not revoked again'),
    ('admin@acme.test', null, 'theirs', 'select', 'false', 'one for another workspace is none'),
    ('admin@acme.test', null, 'nothing', 'select', 'false', 'as one that there is not'),
    ('admin@acme.test', null, 'guests', 'select', 'true', 'one of a guest for this workspace is one of a member'),
    ('member@acme.test', null, 'viewers', 'select', 'RS006', 'a member revokes none of others'),
    ('admin@acme.test', null, 'viewers',
      $$ insert into rowseal.roles (workspace_id, name, scopes)
         values (rowseal_test.id('acme'), 'boss', '{owners:write}');
         update rowseal.memberships set further_roles = '{boss}' where user_id = rowseal_test.id('viewer@acme.test') $$,
      'RS006', 'none of a member whose further role has more')
  ) as tried (email, scope, token, prepared, expected, what);
delete from rowseal_private.audit_events;
select rowseal_test.enter_as('admin@acme.test', 'acme');
select ok(rowseal.revoke_member_token(rowseal_test.id('limited')), 'it is revoked');
select rowseal_test.leave();
select results_eq(
  $$ select kind, actor_id, user_id, details ->> 'reason' from rowseal_private.audit_events $$,
  $$ values ('token_revoked', rowseal_test.id('admin@acme.test'), rowseal_test.id('member@acme.test'),
       'revoked_by_administrator') $$, 'the event says who revoked it, and whose it was'
);
select isnt(
  (select revoked_at from rowseal_private.personal_access_tokens where id = rowseal_test.id('limited')), null,
  'a token that an administrator revoked has ended'
);

-- Applications: their number and that of their grants are bounded by the page
insert into rowseal_private.oauth_clients (id, name, redirect_uris, auth_method)
select 'app_' || lpad(n::text, 22, '0'), 'App ' || n, '{https://app.test/}', 'none' from generate_series(1, 40) as n;
insert into rowseal_private.sessions (user_id, workspace_id, client_id, scope, identity_scope, expires_at)
select rowseal_test.id(email), rowseal_test.id('acme'), 'app_' || lpad(app::text, 22, '0'), 'notes:read', '',
       now() + interval '1 day'
  from generate_series(1, 40) as app, generate_series(1, 60) as n,
       unnest(array['member@acme.test', 'viewer@acme.test']) as email;
update rowseal_private.sessions as granted set scope = 'notes:write', expires_at = now() + interval '2 days'
 where client_id like '%3' and id = (
   select min(id::text)::uuid from rowseal_private.sessions as other where other.client_id = granted.client_id);
update rowseal_private.sessions set revoked_at = now() where client_id = 'app_' || lpad('4', 22, '0');
update rowseal_private.sessions set expires_at = now() - interval '1 hour'
 where client_id = 'app_' || lpad('5', 22, '0');
create function pg_temp.read_by(statement text) returns bigint
  language plpgsql volatile
as $$
declare
  v_before constant bigint := (
    select idx_tup_fetch + seq_tup_read from pg_stat_xact_user_tables where relname = 'sessions');
begin
  execute statement;
  return (select idx_tup_fetch + seq_tup_read from pg_stat_xact_user_tables where relname = 'sessions') - v_before;
end
$$;
analyze rowseal_private.sessions;
select rowseal_test.enter_as('admin@acme.test', 'acme');
select is(
  (select array_agg(name) from rowseal.list_workspace_apps(page_size => 4)), '{App 1,App 2,App 3,App 6}',
  'a page holds applications that have access, and only those'
);
select is(
  (select array_agg(name) from rowseal.list_workspace_apps('app_0000000000000000000038')), '{App 39,App 40}',
  'the next one begins after it'
);
select results_eq(
  $$ select members, scopes from rowseal.list_workspace_apps('app_0000000000000000000002', 1) $$,
  $$ values (2, '{notes:read,notes:write}'::text[]) $$, 'each with what anybody granted'
);
select ok(
  pg_temp.read_by('select rowseal.list_workspace_apps(page_size => 4)') < 1000,
  'what a page reads is that of its applications, of each a hundred grants'
);
select ok(
  pg_temp.read_by('select rowseal.list_workspace_apps(page_size => 40)') > 1000, 'a longer page reads more: the control'
);
select rowseal_test.leave();

select * from finish();
rollback;
