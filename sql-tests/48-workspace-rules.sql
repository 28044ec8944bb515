-- What a workspace asks of those who enter it: judged at each entry, so at once and of every credential.
begin;
set local search_path = tap, pg_catalog;
select plan(100);

select rowseal_test.personas();
insert into rowseal_private.oauth_clients (id, name, redirect_uris, auth_method)
values ('app_' || repeat('0', 22), 'Client', '{https://client.test/}', 'none');

-- The credentials of an owner and of a viewer, each made an hour ago.
create temporary table credential (name text primary key, claims rowseal_private.claims, token text);
grant select on credential to public;
insert into credential (name, claims)
values ('session', rowseal_test.claims_of('owner@acme.test')),
       ('limited', rowseal_test.claims_of('owner@acme.test', null, 'members:write owners:write')),
       ('bound', rowseal_test.claims_of('owner@acme.test', 'acme')),
       ('viewer', rowseal_test.claims_of('viewer@acme.test')),
       ('elsewhere', rowseal_test.claims_of('owner@globex.test')),
       ('grant', rowseal_private.open_session(
         rowseal_test.id('owner@acme.test'), rowseal_test.id('acme'), 'notes:read', '192.0.2.1',
         'pgTAP', client_id => 'app_' || repeat('0', 22), identity_scope => 'openid'));
grant insert on credential to public;
select rowseal_test.enter_as('owner@acme.test', 'acme');
insert into credential (name, token)
select 'token', made.token from rowseal_test.create_token('script', now() + interval '300 days') as made;
select rowseal_test.leave();
update rowseal_private.sessions set created_at = now() - interval '1 hour';
update rowseal_private.personal_access_tokens set created_at = now() - interval '1 hour';

-- What comes of entering acme with a credential from an address, under rules that are taken back: done, or the refusal.
create function pg_temp.entering(name text, rules text, ip inet default '192.0.2.1', workspace text default 'acme')
  returns text
  language plpgsql volatile
as $$
declare
  v_claims rowseal_private.claims;
  v_token text;
begin
  execute rules;
  v_claims := (select credential.claims from credential where credential.name = entering.name);
  v_token := (select credential.token from credential where credential.name = entering.name);
  perform rowseal_test.step_into('rowseal_gateway');
  if v_token is not null then
    perform rowseal.enter_with_token(v_token, ip, workspace, null);
  else
    perform rowseal.enter(
      v_claims.sub, v_claims.sid, v_claims.workspace, v_claims.scope, v_claims.exp, v_claims.seal_key, v_claims.seal,
      workspace, ip, null);
  end if;
  raise exception 'done' using errcode = 'RS999';
exception
  when sqlstate 'RS999' then
    return 'done';
  when others then
    return sqlstate;
end
$$;
-- What rowseal.explain says of the same.
create function pg_temp.explained(name text, rules text, ip inet default '192.0.2.1') returns text
  language plpgsql volatile
as $$
declare
  v_id uuid;
  v_said text;
begin
  execute rules;
  select coalesce((credential.claims).sid, rowseal_private.uuid_at(
           rowseal_private.token_payload('rsp_', credential.token), 17))
    into v_id from credential where credential.name = explained.name;
  select coalesce(explained.sqlstate, 'done') into v_said
    from rowseal.explain(v_id, 'app.notes', 'select', null, rowseal_test.id('acme'), ip) as explained;
  raise exception '%', v_said using errcode = 'RS999';
exception when sqlstate 'RS999' then
  return sqlerrm;
end
$$;
create function pg_temp.rule(setting text) returns text
  language sql immutable
  return format('update rowseal.workspaces set %s where slug = ''acme''', setting);

-- Those that enter are the control of those that do not.
create temporary table entry (name text, rules text, ip inet, wanted text, what text);
insert into entry values
  ('session', 'select', '192.0.2.1', 'done', 'without rules a member enters'),
  ('session', 'select', null, 'done', 'without rules an unknown address enters'),
  ('session', pg_temp.rule($$erase_at = now() + interval '1 day'$$), '192.0.2.1', 'RS025',
    'nobody enters a workspace that was deleted: a session'),
  ('limited', pg_temp.rule($$erase_at = now() + interval '1 day'$$), '192.0.2.1', 'RS025',
    'nobody enters a workspace that was deleted: a limited session'),
  ('bound', pg_temp.rule($$erase_at = now() + interval '1 day'$$), '192.0.2.1', 'RS025',
    'nobody enters a workspace that was deleted: a session bound to it'),
  ('grant', pg_temp.rule($$erase_at = now() + interval '1 day'$$), '192.0.2.1', 'RS025',
    'nobody enters a workspace that was deleted: a grant'),
  ('token', pg_temp.rule($$erase_at = now() + interval '1 day'$$), '192.0.2.1', 'RS025',
    'nobody enters a workspace that was deleted: a personal access token'),
  ('viewer', pg_temp.rule($$erase_at = now() + interval '1 day'$$), '192.0.2.1', 'RS025',
    'nobody enters a workspace that was deleted: a viewer'),
  ('session', pg_temp.rule($$networks = '{192.0.2.0/24,2001:db8::/32}'$$), '192.0.2.1', 'done',
    'the networks of a workspace admit a session from there'),
  ('session', pg_temp.rule($$networks = '{192.0.2.0/24,2001:db8::/32}'$$), '2001:db8::7', 'done',
    'the networks of a workspace admit a session from the second of them'),
  ('session', pg_temp.rule($$networks = '{192.0.2.0/24,2001:db8::/32}'$$), '198.51.100.1', 'RS012',
    'the networks of a workspace admit no session from elsewhere'),
  ('session', pg_temp.rule($$networks = '{192.0.2.0/24,2001:db8::/32}'$$), null, 'RS012',
    'the networks of a workspace admit none from an address that is not known'),
  ('session', pg_temp.rule($$networks = '{192.0.2.0/24,2001:db8::/32}'$$), '::ffff:192.0.2.1', 'RS012',
    'the networks of a workspace admit none from an IPv4 address written as IPv6, which servers do not send'),
  ('grant', pg_temp.rule($$networks = '{192.0.2.0/24}'$$), '198.51.100.1', 'RS012',
    'the networks of a workspace admit no grant from elsewhere'),
  ('token', pg_temp.rule($$networks = '{192.0.2.0/24}'$$), '198.51.100.1', 'RS012',
    'the networks of a workspace admit no token from elsewhere'),
  ('token', pg_temp.rule($$networks = '{192.0.2.0/24}'$$), '192.0.2.1', 'done', 'a token from there enters'),
  ('session', pg_temp.rule($$longest_session_age = '2 hours'$$), '192.0.2.1', 'done', 'a session young enough enters'),
  ('session', pg_temp.rule($$longest_session_age = '59 minutes'$$), '192.0.2.1', 'RS026',
    'a session that is too old does not enter'),
  ('bound', pg_temp.rule($$longest_session_age = '59 minutes'$$), '192.0.2.1', 'RS026',
    'a bound session that is too old does not enter'),
  ('grant', pg_temp.rule($$longest_session_age = '59 minutes'$$), '192.0.2.1', 'done',
    'the age of sessions says nothing of grants'),
  ('token', pg_temp.rule($$longest_session_age = '59 minutes'$$), '192.0.2.1', 'done',
    'the age of sessions says nothing of tokens'),
  ('token', pg_temp.rule($$longest_token_lifetime = '1 hour'$$), '192.0.2.1', 'RS001',
    'a token that is older than the longest lifetime is not valid any more'),
  ('grant', pg_temp.rule($$longest_token_lifetime = '1 hour'$$), '192.0.2.1', 'RS026',
    'a grant that is older than the longest lifetime does not enter'),
  ('session', pg_temp.rule($$longest_token_lifetime = '1 hour'$$), '192.0.2.1', 'done',
    'the lifetime of tokens says nothing of sessions'),
  ('token', pg_temp.rule($$longest_token_lifetime = '2 hours'$$), '192.0.2.1', 'done', 'a younger token enters'),
  ('token', pg_temp.rule($$longest_token_lifetime = '1 hour'$$)
     || '; update rowseal_private.personal_access_tokens set rotated_at = now()', '192.0.2.1', 'done',
    'the lifetime counts from when the secret of a token was renewed'),
  ('elsewhere', pg_temp.rule($$erase_at = now()$$) || '; delete from rowseal.memberships where user_id = '
     || quote_literal(rowseal_test.id('owner@globex.test')) || ' and workspace_id = '
     || quote_literal(rowseal_test.id('acme')), '192.0.2.1', 'RS004',
    'who is no member learns nothing of a workspace that was deleted');
select is(pg_temp.entering(name, rules, ip), wanted, what) from entry;
select is(pg_temp.explained(name, rules, ip), wanted, 'rowseal.explain tells the same: ' || what)
  from entry where name <> 'elsewhere';
select is(pg_temp.entering('session', pg_temp.rule($$erase_at = now()$$), workspace => null), 'done',
  'a session that names no workspace enters while one of its user is deleted');
select is(pg_temp.entering('session', pg_temp.rule($$erase_at = now()$$), workspace => 'globex'), 'RS004',
  'the rules of one workspace open no other');

-- The rules are read and replaced by owners, who cannot shut themselves out. What is done is the control of the rest.
create function pg_temp.attempt(email text, statement text, scope text default null, ip inet default '192.0.2.1',
  prepared text default 'select', workspace text default 'acme') returns text
  language plpgsql volatile
as $$
declare
  v_claims rowseal_private.claims := rowseal_test.claims_of(email, null, scope);
begin
  execute prepared;
  perform rowseal_test.step_into('rowseal_gateway');
  perform rowseal.enter(
    v_claims.sub, v_claims.sid, v_claims.workspace, v_claims.scope, v_claims.exp, v_claims.seal_key, v_claims.seal,
    workspace, ip, null);
  execute statement;
  raise exception 'done' using errcode = 'RS999';
exception
  when sqlstate 'RS999' then
    return 'done';
  when others then
    return sqlstate;
end
$$;
create function pg_temp.setting(rules text) returns text
  language sql immutable
  return format('select rowseal.set_workspace_settings(interval ''90 days''%s)', rules);
select is(pg_temp.attempt(email, statement, scope, ip), wanted, what)
  from (values
    ('owner@acme.test', pg_temp.setting(''), null, '192.0.2.1'::inet, 'done', 'an owner replaces the rules'),
    ('owner@acme.test', pg_temp.setting(''), 'owners:write', '192.0.2.1', 'done',
      'a session with owners:write alone replaces the rules'),
    ('owner@acme.test', pg_temp.setting(''), 'members:write', '192.0.2.1', 'RS006',
      'a session without owners:write does not'),
    ('admin@acme.test', pg_temp.setting(''), null, '192.0.2.1', 'RS006', 'an admin does not replace the rules'),
    ('admin@acme.test', 'select * from rowseal.workspace_settings()', null, '192.0.2.1', 'RS006',
      'an admin does not read the rules'),
    ('stranger@nowhere.test', pg_temp.setting(''), null, '192.0.2.1', 'RS004', 'a stranger does not even enter'),
    ('owner@acme.test', pg_temp.setting($$, networks => '{192.0.2.0/24}'$$), null, '192.0.2.1', 'done',
      'networks that hold the own address are taken'),
    ('owner@acme.test', pg_temp.setting($$, networks => '{192.0.2.0/24}'$$), null, '198.51.100.1', 'RS027',
      'networks that do not would shut the caller out'),
    ('owner@acme.test', pg_temp.setting($$, networks => '{192.0.2.0/24}'$$), null, null, 'RS027',
      'networks are not limited from an address that is not known'),
    ('owner@acme.test', pg_temp.setting($$, networks => '{}'$$), null, '192.0.2.1', '23514',
      'no networks at all are not a rule'),
    ('owner@acme.test', pg_temp.setting($$, networks => '{null}'$$), null, '192.0.2.1', '23514',
      'null is no network'),
    ('owner@acme.test', pg_temp.setting($$, longest_session_age => '1 minute'$$), null, '192.0.2.1', '23514',
      'sessions may be five minutes old at least'),
    ('owner@acme.test', 'select rowseal.set_workspace_settings(null)', null, '192.0.2.1', '23502',
      'tokens have a longest lifetime'),
    ('owner@acme.test', pg_temp.setting($$, email_domains => '{Acme.TEST,xn--bcher-kva.test}'$$), null, '192.0.2.1',
      'done', 'domains are taken in any case of their letters'),
    ('owner@acme.test', pg_temp.setting($$, email_domains => '{bücher.test}'$$), null, '192.0.2.1', '23514',
      'a domain beyond ASCII has to be written as A-labels'),
    ('owner@acme.test', pg_temp.setting($$, email_domains => '{@acme.test}'$$), null, '192.0.2.1', '23514',
      'a domain holds no @'),
    ('owner@acme.test', pg_temp.setting($$, email_domains => '{}'$$), null, '192.0.2.1', '23514',
      'no domains at all are not a rule')
  ) as asked (email, statement, scope, ip, wanted, what);
select is(pg_temp.attempt('owner@acme.test', pg_temp.setting($$, longest_session_age => '30 minutes'$$)
  || format('; update rowseal_private.sessions set created_at = now()')), '42501',
  'SQL in the request makes no session younger');
select rowseal_test.enter_as('owner@acme.test', 'acme');
select rowseal.set_workspace_settings('90 days', '8 hours', null, '{Acme.TEST}');
select results_eq('select * from rowseal.workspace_settings()',
  $$ values (interval '90 days', interval '8 hours', null::cidr[], '{acme.test}'::text[]) $$,
  'the rules are as they were set, domains in lower case');
select rowseal_test.leave();
select is((select longest_session_age from rowseal.workspaces where slug = 'globex'), null,
  'no other workspace has new rules');

-- Domains, judged when somebody is invited and when they accept
create temporary table mailed (token text);
grant select on mailed to public;
select is(pg_temp.attempt('admin@acme.test', format('select rowseal.invite_member(%L, %L)', address, 'viewer')), wanted,
  what)
  from (values
    ('new@acme.test', 'done', 'an address of an allowed domain is invited'),
    ('new@ACME.test', 'done', 'the case of its letters does not matter'),
    ('new@sub.acme.test', 'RS028', 'a subdomain is another domain'),
    ('new@acme.test.evil.test', 'RS028', 'a domain that begins like an allowed one is another'),
    ('new@evilacme.test', 'RS028', 'a domain that ends like an allowed one is another'),
    ('new@globex.test', 'RS028', 'another domain is not invited')
  ) as asked (address, wanted, what);
update rowseal.workspaces set email_domains = null where slug = 'acme';
select rowseal_test.enter_as('admin@acme.test', 'acme');
select rowseal.invite_member('stranger@nowhere.test', 'viewer');
select rowseal_test.leave();
insert into mailed
select variables ->> 'token' from rowseal_private.compose_invitation(
  rowseal_test.id('acme'), (select id from rowseal.invitations where email = 'stranger@nowhere.test'));
create function pg_temp.accept(rules text) returns text
  language plpgsql volatile
as $$
declare
  v_token constant text := (select mailed.token from mailed);
  v_status text;
begin
  execute rules;
  perform rowseal_test.enter_as('stranger@nowhere.test');
  v_status := (select status from rowseal.accept_invitation(v_token));
  raise exception '%', v_status using errcode = 'RS999';
exception when sqlstate 'RS999' then
  return sqlerrm;
end
$$;
select is(pg_temp.accept('select'), 'accepted', 'the control: an invitation is accepted');
select is(pg_temp.accept(pg_temp.rule($$email_domains = '{acme.test}'$$)), 'invalid',
  'an invitation whose domain is not allowed any more is not accepted');
select is(pg_temp.accept(pg_temp.rule($$email_domains = '{nowhere.test,acme.test}'$$)), 'accepted',
  'an invitation of one of the allowed domains is accepted');
select is(pg_temp.accept(pg_temp.rule($$erase_at = now() + interval '1 day'$$)), 'invalid',
  'an invitation into a workspace that was deleted is not accepted');

-- Deleted, and restored by an owner, who is the control
select is(pg_temp.attempt(email, 'select rowseal.delete_workspace()', scope), wanted, what)
  from (values
    ('owner@acme.test', null, 'done', 'an owner deletes the workspace'),
    ('owner@acme.test', 'owners:write', 'RS010', 'a limited session deletes none'),
    ('admin@acme.test', null, 'RS006', 'an admin deletes none'),
    ('viewer@acme.test', null, 'RS006', 'a viewer deletes none')
  ) as asked (email, scope, wanted, what);
create function pg_temp.restoring(email text, prepared text, scope text default null) returns text
  language plpgsql volatile
as $$
begin
  return pg_temp.attempt(email, format('select rowseal.restore_workspace(%L)', rowseal_test.id('acme')), scope,
    prepared => prepared, workspace => null);
end
$$;
select is(pg_temp.restoring(email, prepared, scope), wanted, what)
  from (values
    ('owner@acme.test', pg_temp.rule($$erase_at = now() + interval '1 day'$$), null, 'done',
      'an owner restores a workspace that was deleted'),
    ('owner@acme.test', 'select', null, 'RS013', 'a workspace that was not deleted is not restored'),
    ('owner@acme.test', pg_temp.rule($$erase_at = now() - interval '1 second'$$), null, 'RS013',
      'after its time a workspace is not restored'),
    ('owner@acme.test', pg_temp.rule($$erase_at = now() + interval '1 day'$$), 'owners:write', 'RS010',
      'a limited session restores none'),
    ('admin@acme.test', pg_temp.rule($$erase_at = now() + interval '1 day'$$), null, 'RS013', 'an admin restores none'),
    ('owner@globex.test', pg_temp.rule($$erase_at = now() + interval '1 day'$$), null, 'RS013',
      'an owner of another workspace, who is a member here, restores none'),
    ('stranger@nowhere.test', pg_temp.rule($$erase_at = now() + interval '1 day'$$), null, 'RS013',
      'to a stranger it is as if it did not exist')
  ) as asked (email, prepared, scope, wanted, what);
select rowseal_test.enter_as('owner@acme.test', 'acme');
select ok(rowseal.delete_workspace() between now() + interval '30 days' and now() + interval '30 days 1 minute',
  'a workspace is erased after the grace period of the installation');
select rowseal_test.leave();
select rowseal_test.enter_as('owner@acme.test');
select is((select item ->> 'slug' from jsonb_array_elements(rowseal.me() -> 'workspaces') as item
    where item ->> 'erase_at' is not null), 'acme',
  'its members still see it among their workspaces, and that it was deleted');
select rowseal.restore_workspace(rowseal_test.id('acme'));
select rowseal_test.leave();
select is(pg_temp.entering('token', 'select'), 'done',
  'what was made before it was deleted enters after it was restored');
select bag_eq(
  $$ select kind, before ->> 'erase_at' is null as was_null, after ->> 'erase_at' is null as is_null
       from rowseal_private.audit_events
      where workspace_id = rowseal_test.id('acme') and kind ~ '^workspace_(deleted|restored)$' $$,
  $$ values ('workspace_deleted', true, false), ('workspace_restored', false, true) $$,
  'the deletion is an event, and so is that it was taken back');

select * from finish();
rollback;
