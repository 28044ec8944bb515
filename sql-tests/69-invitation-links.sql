-- Invitation links: who makes them and for what, whom they let in and how many, what ends them. Row timestamps are
-- moved, never the clock.
begin;
set local search_path = tap, pg_catalog;
select plan(81);

select rowseal_test.personas();
select rowseal_test.persona(name || '@' || domain) from (values
  ('ada', 'acme.test'), ('ben', 'acme.test'), ('cal', 'acme.test'), ('dan', 'acme.test'), ('eve', 'evil.test'),
  ('fay', 'acme.test.evil.test'), ('gus', 'acme.test')) as person (name, domain);
update rowseal.users set email_verified_at = now() where email <> 'gus@acme.test';
insert into rowseal.roles (workspace_id, name, scopes)
values (rowseal_test.id('acme'), 'editor', '{notes:read,notes:write}'),
  (rowseal_test.id('acme'), 'chief', '{notes:read,owners:write}'),
  (rowseal_test.id('globex'), 'trader', '{notes:read}');
create temporary table links (name text primary key, id uuid, token text);
grant select, insert, update on links to public;
create function pg_temp.make(
  name text, role text default 'viewer', uses integer default 1, domain text default null,
  lifetime interval default '1 day', email text default 'admin@acme.test', scope text default null,
  wanted text default 'acme', bound text default null
) returns text
  language plpgsql volatile
as $$
declare
  v_claims constant rowseal_private.claims := rowseal_test.claims_of(email, bound, scope);
begin
  perform rowseal_test.step_into('rowseal_issuer');
  insert into links
  select make.name, made.id, made.token
    from rowseal_private.create_invitation_link(v_claims, wanted, role, uses, now() + lifetime, domain) as made
  on conflict on constraint links_pkey do update set id = excluded.id, token = excluded.token;
  perform rowseal_test.leave();
  return 'made';
exception when others then
  perform rowseal_test.leave();
  return sqlstate;
end
$$;
create function pg_temp.joins(person text, link text, scope text default null) returns text
  language plpgsql volatile
as $$
declare
  v_answer text;
begin
  perform rowseal_test.enter_as(person, null, scope);
  select concat_ws(' ', status, case workspace_id when rowseal_test.id('acme') then 'acme' end, role)
    into v_answer
    from rowseal.accept_invitation_link((select token from links where name = link));
  perform rowseal_test.leave();
  return v_answer;
exception when others then
  perform rowseal_test.leave();
  return sqlstate;
end
$$;
create function pg_temp.forget(person text) returns void
  language sql volatile
as $$
  delete from rowseal.memberships where user_id = rowseal_test.id(person);
  delete from rowseal_private.former_states where user_id = rowseal_test.id(person) and kind = 'membership';
  delete from rowseal_private.invitation_link_uses where user_id = rowseal_test.id(person);
$$;

-- Who makes them
select is(pg_temp.make('one', role, uses, domain, lifetime, email, scope, wanted), result, what)
  from (values
    ('viewer', 1, null, interval '1 day', 'member@acme.test', null, 'acme', 'RS006', 'a member makes no link'),
    ('viewer', 1, null, '1 day', 'stranger@nowhere.test', null, 'acme', 'RS004', 'a stranger does not even enter'),
    ('viewer', 1, null, '1 day', 'admin@acme.test', null, null, 'RS007', 'a link is of a workspace'),
    ('viewer', 1, null, '1 day', 'admin@acme.test', 'members:write members:read notes:read', 'acme', 'RS010',
      'a limited session makes no link, whatever its scopes are'),
    ('owner', 1, null, '1 day', 'admin@acme.test', null, 'acme', 'RS006', 'nobody makes one of a role above their own'),
    ('owner', 1, null, '1 day', 'owner@acme.test', null, 'acme', 'RS006', 'no link makes owners, not even of an owner'),
    ('chief', 1, null, '1 day', 'owner@acme.test', null, 'acme', 'RS006', 'no link gives a role like theirs'),
    ('trader', 1, null, '1 day', 'owner@acme.test', null, 'acme', 'RS013', 'nobody gives a role of another workspace'),
    (' viewer', 1, null, '1 day', 'owner@acme.test', null, 'acme', 'RS013', 'roles are not trimmed'),
    (null, 1, null, '1 day', 'owner@acme.test', null, 'acme', 'RS013', 'no role is none'),
    ('viewer', 0, null, '1 day', 'admin@acme.test', null, 'acme', '23514', 'a link is for somebody'),
    ('viewer', 10001, null, '1 day', 'admin@acme.test', null, 'acme', '23514', 'a link is for ten thousand at most'),
    ('viewer', null, null, '1 day', 'admin@acme.test', null, 'acme', '23502', 'a link is counted'),
    ('viewer', 1, null, '31 days', 'admin@acme.test', null, 'acme', 'RS011', 'a link lives for thirty days at most'),
    ('viewer', 1, null, '-1 day', 'admin@acme.test', null, 'acme', 'RS011', 'a link does not end before it begins'),
    ('viewer', 1, null, null, 'admin@acme.test', null, 'acme', 'RS011', 'a link ends'),
    ('viewer', 1, '', '1 day', 'admin@acme.test', null, 'acme', '23514', 'an empty domain is none'),
    ('viewer', 1, 'acme', '1 day', 'admin@acme.test', null, 'acme', '23514', 'a word is no domain'),
    ('viewer', 1, 'a.test b.test', '1 day', 'admin@acme.test', null, 'acme', '23514', 'two domains are none'),
    ('viewer', 1, '%.test', '1 day', 'admin@acme.test', null, 'acme', '23514', 'a pattern is no domain'),
    ('editor', 2, 'Acme.test', '1 day', 'admin@acme.test', null, 'acme', 'made',
      'the control: an admin makes one, of a role of the workspace too')
  ) as asked (role, uses, domain, lifetime, email, scope, wanted, result, what);
select is(pg_temp.make('bound', email => 'owner@acme.test', bound => 'acme'), 'RS010',
  'a session that is bound to the workspace makes no link');
select results_eq(
  $$ select role, email_domain, max_uses, uses, created_by, secret_hash
       from rowseal_private.invitation_links $$,
  $$ select 'editor', 'acme.test', 2, 0, rowseal_test.id('admin@acme.test'),
            sha256(sha256(substr(rowseal_private.token_payload('rsj_', token), 33)))
       from links where name = 'one' $$, 'the hash of its secret is kept, and its domain in lower case');
select results_eq(
  $$ select kind, user_id, workspace_id, details ->> 'role', details ->> 'email_domain'
       from rowseal_private.audit_events where kind like 'invitation_link%' $$,
  $$ values ('invitation_link_created', rowseal_test.id('admin@acme.test'), rowseal_test.id('acme'), 'editor',
       'acme.test') $$, 'making one is recorded');
select is(
  (select kind || ' ' || (owner_id = rowseal_test.id('acme'))::text
     from links, rowseal.parse_token(token) where name = 'one'),
  'invitation_link true', 'its token says of what workspace it is');
select throws_ok(
  $$ set local role rowseal_gateway; select rowseal_private.create_invitation_link(null, null, null, null, null) $$,
  '42501', null, 'SQL in a request makes none');
select rowseal_test.leave();

-- Who sees them
create function pg_temp.seen(person text, wanted text, scope text default null) returns text
  language plpgsql volatile
as $$
declare
  v_seen text;
begin
  perform rowseal_test.enter_as(person, wanted, scope);
  select count(*)::text into v_seen from rowseal.list_invitation_links();
  perform rowseal_test.leave();
  return v_seen;
exception when others then
  perform rowseal_test.leave();
  return sqlstate;
end
$$;
select is(pg_temp.seen(person, wanted, scope), result, what)
  from (values
    ('viewer@acme.test', 'acme', null, '1', 'with members:read one lists links'),
    ('viewer@acme.test', 'acme', 'notes:read', 'RS006', 'without, one does not'),
    ('owner@globex.test', 'globex', null, '0', 'in another workspace there are none'),
    ('viewer@acme.test', null, null, 'RS007', 'outside of any there is nothing to list')
  ) as asked (person, wanted, scope, result, what);
select rowseal_test.enter_as('owner@acme.test', 'acme');
select throws_ok('select secret_hash from rowseal_private.invitation_links', '42501', null, 'nobody reads the table');
select rowseal_test.leave();

-- Whom they let in
insert into links select 'forged', id,
  rowseal_private.format_token('rsj_',
    overlay(rowseal_private.token_payload('rsj_', token) placing rowseal_private.random_bytes(33) from 33))
  from links where name = 'one';
insert into links select 'of globex', id,
  rowseal_private.format_token('rsj_',
    overlay(rowseal_private.token_payload('rsj_', token) placing uuid_send(rowseal_test.id('globex')) from 1))
  from links where name = 'one';
insert into links select 'as an invitation', id,
  rowseal_private.format_token('rsi_', rowseal_private.token_payload('rsj_', token)) from links where name = 'one';
select is(pg_temp.joins(person, link, scope), result, what)
  from (values
    ('gus@acme.test', 'one', null, 'unverified', 'an address that nobody verified is none'),
    ('eve@evil.test', 'one', null, 'another_domain', 'a link is for its domain'),
    ('fay@acme.test.evil.test', 'one', null, 'another_domain', 'a link is for no domain that begins with it'),
    ('viewer@acme.test', 'one', null, 'already_member', 'who is a member stays what they are'),
    ('ada@acme.test', 'forged', null, 'invalid', 'a secret that was not given out opens nothing'),
    ('ada@acme.test', 'of globex', null, 'invalid', 'a link is of its workspace'),
    ('ada@acme.test', 'as an invitation', null, 'invalid', 'a link is no invitation'),
    ('ada@acme.test', 'none', null, 'invalid', 'no link is none'),
    ('ada@acme.test', 'one', 'members:read', 'RS010', 'a limited session joins nothing'),
    ('ada@acme.test', 'one', null, 'accepted acme editor', 'the control: a verified address of the domain joins')
  ) as asked (person, link, scope, result, what);
select is((select uses from rowseal_private.invitation_links), 1, 'whom it did not let in it has not counted');
select is(pg_temp.joins('ada@acme.test', 'one'), 'already_member', 'nobody joins twice');
select results_eq(
  $$ select user_id, actor_id, details ->> 'link_id', details ->> 'role', details ->> 'created_by'
       from rowseal_private.audit_events where kind = 'invitation_link_used' $$,
  $$ select rowseal_test.id('ada@acme.test'), rowseal_test.id('ada@acme.test'), id::text, 'editor',
            rowseal_test.id('admin@acme.test')::text
       from links where name = 'one' $$, 'each use is recorded, with who made the link');
select is(pg_temp.joins('ben@acme.test', 'one'), 'accepted acme editor', 'the second of two joins');
select is(pg_temp.joins('cal@acme.test', 'one'), 'invalid', 'the third does not');
select throws_ok('update rowseal_private.invitation_links set uses = uses + 1', '23514', null,
  'the table itself counts no more than it may');
select is(
  (select string_agg(distinct role, ' ') from rowseal.memberships
    where user_id in (rowseal_test.id('ada@acme.test'), rowseal_test.id('ben@acme.test'))), 'editor',
  'they are what the link says');

-- Who was a member
select rowseal_test.enter_as('owner@acme.test', 'acme');
select rowseal.remove_member(rowseal_test.id('ada@acme.test'));
select rowseal_test.leave();
select is(pg_temp.make('many', 'viewer', 100), 'made', 'a link is of no domain');
select is(pg_temp.joins('ada@acme.test', 'many'), 'former_member', 'who was removed does not come back by a link');
select is(pg_temp.joins('eve@evil.test', 'many'), 'accepted acme viewer', 'the control: who never was one joins');
select pg_temp.forget('eve@evil.test');
select is(pg_temp.joins('gus@acme.test', 'many'), 'unverified', 'a link of no domain is for verified addresses too');

-- The rules of the workspace
update rowseal.workspaces set email_domains = '{acme.test}' where slug = 'acme';
select is(pg_temp.make('elsewhere', domain => 'evil.test'), 'RS028', 'no link is for a domain that is not allowed');
select is(pg_temp.joins('eve@evil.test', 'many'), 'another_domain', 'the rules of the workspace hold for links before');
update rowseal.workspaces set email_domains = null, networks = '{203.0.113.0/24}' where slug = 'acme';
select is(pg_temp.make('away'), 'RS012', 'who cannot enter the workspace makes no link for it');
update rowseal.workspaces set networks = null where slug = 'acme';

-- What ends them
create function pg_temp.after(change text, undo text) returns text
  language plpgsql volatile
as $$
declare
  v_answer text;
begin
  perform pg_temp.make('fresh', 'editor', 5);
  perform rowseal_test.leave();
  execute change;
  v_answer := pg_temp.joins('cal@acme.test', 'fresh');
  execute undo;
  return concat_ws(' ', v_answer, case when pg_temp.joins('cal@acme.test', 'fresh') ~ 'accepted' then '(revived)' end);
exception when others then
  return sqlstate;
end
$$;
select is(pg_temp.after(change, undo), result, what)
  from (values
    ($$ update rowseal_private.invitation_links set expires_at = now() - interval '1 second'
         where id = (select id from links where name = 'fresh') $$, 'select 1', 'invalid',
     'an expired link is invalid'),
    ($$ update rowseal.users set disabled_at = now() where email = 'admin@acme.test' $$,
     $$ update rowseal.users set disabled_at = null where email = 'admin@acme.test' $$, 'invalid',
     'one of somebody who is disabled is, and stays so'),
    ($$ select rowseal_private.end_made_by(created_by, origin_id, true) from rowseal_private.invitation_links
         where id = (select id from links where name = 'fresh') $$, 'select 1', 'invalid',
     'one that a stolen session made is'),
    ($$ delete from rowseal.memberships where user_id = rowseal_test.id('admin@acme.test') $$,
     $$ insert into rowseal.memberships (workspace_id, user_id, role)
        values (rowseal_test.id('acme'), rowseal_test.id('admin@acme.test'), 'admin') $$, 'invalid',
     'one of somebody who is a member no more is, and stays so'),
    ($$ select rowseal_audit.recover(now()) $$, 'select 1', 'invalid', 'one in a restored database is')
  ) as asked (change, undo, result, what);
select pg_temp.make('live', 'editor', 5);
update rowseal.memberships set role = 'member' where user_id = rowseal_test.id('admin@acme.test');
select is(pg_temp.joins('cal@acme.test', 'live'), 'invalid', 'a link of somebody who may no longer invite is invalid');
update rowseal.memberships set role = 'admin' where user_id = rowseal_test.id('admin@acme.test');
update rowseal.roles set scopes = '{notes:read,owners:write}' where name = 'editor';
select is(pg_temp.joins('cal@acme.test', 'live'), 'invalid', 'one of a role that has risen above its maker is');
update rowseal.memberships set role = 'owner' where user_id = rowseal_test.id('admin@acme.test');
select is(pg_temp.joins('cal@acme.test', 'live'), 'invalid', 'one of a role that makes owners is, whoever made it');
update rowseal.memberships set role = 'admin' where user_id = rowseal_test.id('admin@acme.test');
update rowseal.roles set scopes = '{notes:read}' where name = 'editor';
update rowseal.workspaces set erase_at = now() + interval '1 day' where slug = 'acme';
select is(pg_temp.joins('cal@acme.test', 'live'), 'invalid', 'nobody joins a workspace that was deleted');
update rowseal.workspaces set erase_at = null where slug = 'acme';

-- Roles that links give
select rowseal_test.enter_as('owner@acme.test', 'acme');
select rowseal.remove_member(rowseal_test.id('ben@acme.test'));
select throws_ok($$ select rowseal.remove_role(id) from rowseal.roles where name = 'editor' $$, 'RS043', null,
  'a role that an open link gives is not removed without another');
select rowseal_test.leave();
create temporary table editor on commit drop as select id from rowseal.roles where name = 'editor';
create temporary table viewer on commit drop as select id from rowseal.roles where name = 'viewer';
grant select on editor, viewer to public;
select rowseal_test.enter_as('owner@acme.test', 'acme');
select lives_ok($$ select rowseal.remove_role((select id from editor), (select id from viewer)) $$,
  'with another it is');
select rowseal_test.leave();
select is(pg_temp.joins('cal@acme.test', 'live'), 'accepted acme viewer',
  'the link gives that one; and it is the control of what was invalid');

-- Revoked
select pg_temp.make('high', 'admin', 5, email => 'owner@acme.test');
create function pg_temp.revokes(person text, link text, scope text default null) returns text
  language plpgsql volatile
as $$
begin
  perform rowseal_test.enter_as(person, 'acme', scope);
  perform rowseal.revoke_invitation_link((select id from links where name = link));
  perform rowseal_test.leave();
  return 'revoked';
exception when others then
  perform rowseal_test.leave();
  return sqlstate;
end
$$;
select is(pg_temp.revokes(person, link, scope), result, what)
  from (values
    ('member@acme.test', 'high', null, 'RS006', 'a member revokes none'),
    ('admin@acme.test', 'high', 'members:write', 'RS006', 'nobody does of a role above their credential'),
    ('admin@acme.test', 'none', null, 'RS013', 'one that there is not is not revoked'),
    ('admin@acme.test', 'high', null, 'revoked', 'the control: who may make it revokes it'),
    ('admin@acme.test', 'high', null, 'RS013', 'a link is revoked once')
  ) as asked (person, link, scope, result, what);
select is(pg_temp.joins('dan@acme.test', 'high'), 'invalid', 'nobody joins by a link that was revoked');

-- Too many
update rowseal_private.invitation_links set revoked_at = now(), secret_hash = null where revoked_at is null;
insert into rowseal_private.invitation_links (workspace_id, role, max_uses, uses, created_by, expires_at)
select rowseal_test.id('acme'), 'viewer', 1, (n > 99)::integer, rowseal_test.id('admin@acme.test'),
       now() + interval '1 day'
  from generate_series(1, 110) as n;
select is(pg_temp.make('hundredth'), 'made', 'a hundred are open at once, used up ones apart');
select is(pg_temp.make('more'), 'RS044', 'a hundred links are the most');
select is(
  (select array_agg(distinct pg_temp.joins('dan@acme.test', 'forged')) from generate_series(1, 30)),
  array['invalid', 'throttled'], 'guesses without end are throttled');
select is(pg_temp.joins('dan@acme.test', 'hundredth'), 'accepted acme viewer', 'a genuine one is not held up');

-- Kept and gone
update rowseal_private.invitation_links set expires_at = now() - interval '31 days'
 where id = (select id from links where name = 'hundredth');
select ok(rowseal_private.purge_lag() > interval '0', 'a link that ended a month ago is due');
select rowseal_private.purge();
select is_empty($$ select from rowseal_private.invitation_links join links using (id) where name = 'hundredth' $$,
  'a link that was due is removed');
select is(
  (select array[jsonb_array_length(data -> 'invitation_links_used'), jsonb_array_length(data -> 'invitation_links')]
     from rowseal_private.account_data(rowseal_test.id('cal@acme.test')) as data),
  array[1, 0], 'the data of an account say by which links one joined');
delete from rowseal.users where email = 'admin@acme.test';
select is_empty(
  $$ select from rowseal_private.invitation_links where created_by = rowseal_test.id('admin@acme.test') $$,
  'the links of somebody go with their account');

select * from finish();
rollback;
