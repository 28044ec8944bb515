-- What a credential makes, and what of it is over when: parents, memberships, accounts. Row timestamps are moved, never
-- the clock.
begin;
set local search_path = tap, pg_catalog;
select plan(45);

select rowseal_test.personas();
select rowseal.define_scope('notes:read', 'Read notes', '{owner,admin,member,viewer}');
create temporary table client as select added.*
  from rowseal_private.add_client('Web', '{https://app.example.com/cb}', 'client_secret_basic') as added;
grant select on client to public;
create temporary table opened (name text primary key, claims rowseal_private.claims, refresh_token text);
grant select on opened to public;
create function pg_temp.open(name text, email text, bound text default null, scope text default null) returns void
  language sql volatile
as $$
  insert into opened
  select open.name, made.claims, made.refresh_token
    from rowseal_test.open_session(rowseal_test.id(open.email), rowseal_test.id(open.bound), open.scope, '192.0.2.1',
      'pgTAP') as made
  on conflict on constraint opened_pkey do update set claims = excluded.claims, refresh_token = excluded.refresh_token
$$;
create function pg_temp.sid(of_name text) returns uuid
  language sql stable as $$ select (claims).sid from opened where name = of_name $$;
create function pg_temp.grant_by(of_name text, as_name text, scope text) returns text
  language plpgsql volatile
as $$
declare
  v_request uuid;
  v_code text;
  v_made record;
begin
  select begun.request_id into v_request
    from client, rowseal_private.begin_authorization(jsonb_build_object(
      'client_id', client_id, 'redirect_uri', 'https://app.example.com/cb', 'response_type', 'code', 'scope',
      grant_by.scope, 'code_challenge_method', 'S256',
      'code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    ), 'https://auth.test', '\x00') as begun;
  select answer.code into v_code
    from opened, rowseal_private.answer_authorization(v_request, '\x00', rowseal_test.presented(refresh_token), true,
      rowseal_test.id('acme')) as answer
   where name = of_name;
  select * into v_made
    from client, rowseal_private.redeem_code(
      rowseal_test.presented('rsc_', v_code), client_id, null, sha256('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'),
      null, null, null,
      refresh_digest => sha256('a secret')
    );
  insert into opened values (as_name, v_made.claims, null)
  on conflict on constraint opened_pkey do update set claims = excluded.claims;
  return v_made.granted ->> 'scope';
end
$$;
create temporary table script (name text primary key, id uuid, token text);
grant select, insert on script to public;
create function pg_temp.token_by(of_name text, as_name text, scope text default null) returns void
  language plpgsql volatile
as $$
begin
  insert into script
  select as_name, made.id, made.token
    from opened, rowseal_test.create_token(claims, 'acme', as_name, now() + interval '1 day', token_by.scope) as made
      where opened.name = of_name;
  perform rowseal_test.leave();
end
$$;
create function pg_temp.invites(presented text, address text) returns text
  language plpgsql volatile
as $$
declare
  v_status text;
begin
  perform rowseal_test.leave();
  perform rowseal_test.step_into('rowseal_gateway');
  perform rowseal.enter_with_token((select token from script where name = presented));
  v_status := (rowseal.invite_member(address, 'viewer')).status;
  perform rowseal_test.leave();
  return v_status;
end
$$;
create function pg_temp.is_open(address text) returns boolean language sql stable
as $$ select revoked_at is null and accepted_at is null from rowseal.invitations where email = address
    order by created_at desc limit 1 $$;
create function pg_temp.enters(of_name text) returns text
  language plpgsql volatile
as $$
begin
  perform rowseal_test.enter(claims, null) from opened where name = of_name;
  perform rowseal_test.leave();
  return 'ok';
exception when others then
  return sqlstate;
end
$$;

-- Who is recorded as the maker
select pg_temp.open('whole', 'admin@acme.test');
select pg_temp.open(
  'small', 'admin@acme.test', scope => 'notes:read tokens:read tokens:write members:write members:read'
);
select pg_temp.open('bound', 'admin@acme.test', bound => 'acme');
select pg_temp.token_by(name, name) from unnest(array['whole', 'small', 'bound']) as name;
select results_eq(
  $$ select name, parent_id is not distinct from pg_temp.sid(name), origin_id is not distinct from pg_temp.sid(name)
       from rowseal_private.personal_access_tokens order by name $$,
  $$ values ('bound', true, false), ('small', true, false), ('whole', false, true) $$,
  'a session that is limited is the parent of its token, any other its origin'
);
select is(pg_temp.invites('small', 'by-small@new.test'), 'invited', 'a token invites');
select results_eq(
  $$ select parent_id, origin_id from rowseal.invitations where email = 'by-small@new.test' $$,
  $$ select id, null::uuid from script where name = 'small' $$,
  'the token is the parent of its invitation'
);
select is(
  (select expires_at from rowseal.invitations where email = 'by-small@new.test'),
  (select expires_at from rowseal_private.personal_access_tokens where name = 'small'),
  'the invitation of a token expires with the token'
);
select rowseal_test.enter(claims, 'acme') from opened where name = 'whole';
select is((rowseal.invite_member('by-whole@new.test', 'viewer')).status, 'invited', 'a session invites');
select is(
  (select expires_at from rowseal.list_invitations() where email = 'by-whole@new.test'), now() + interval '7 days',
  'the invitation of a session lives as long as the settings say'
);
select results_eq(
  'select email, parent_id from rowseal.list_invitations() order by email',
  $$ values ('by-small@new.test', (select id from script where name = 'small')), ('by-whole@new.test', null) $$,
  'the list of invitations shows the parent of each'
);
select rowseal_test.leave();
select is(
  (select details ->> 'parent_id' from rowseal_private.audit_events where kind = 'member_invited' order by id limit 1),
  (select id::text from script where name = 'small'),
  'the record of an invitation shows its parent'
);

-- The end of a parent
select rowseal_test.enter(claims, 'acme') from opened where name = 'whole';
select is(rowseal.revoke_token((select id from script where name = 'small')), true, 'the token is revoked');
select rowseal_test.leave();
select is(pg_temp.is_open('by-small@new.test'), false, 'a token that is revoked revokes its invitation');
select is(pg_temp.is_open('by-whole@new.test'), true, 'the control: the invitation of the session is open');
select is(
  (select details ->> 'reason' from rowseal_private.audit_events where kind = 'invitation_revoked'), 'parent_ended',
  'the record says why the invitation was revoked'
);
select rowseal_private.revoke_session(rowseal_test.id('admin@acme.test'), pg_temp.sid('bound'), 'logged_out');
select rowseal_private.revoke_session(rowseal_test.id('admin@acme.test'), pg_temp.sid('whole'), 'logged_out');
select results_eq(
  $$ select name, revoked_at is null from rowseal_private.personal_access_tokens order by name $$,
  $$ values ('bound', false), ('small', false), ('whole', true) $$,
  'the end of a bound session ends its token, the end of an unlimited one does not'
);
select is(pg_temp.is_open('by-whole@new.test'), true, 'the end of an unlimited session does not revoke its invitation');
select pg_temp.open('whole', 'admin@acme.test');
select pg_temp.token_by('whole', 'accepted', 'members:write notes:read members:read tokens:read tokens:write');
select is(pg_temp.invites('accepted', 'viewer2@acme.test'), 'invited', 'a token makes an invitation');
select rowseal_test.persona('viewer2@acme.test');
create temporary table mailed as
  select variables ->> 'token' as token
    from rowseal.invitations as invitation, rowseal_private.compose_invitation(invitation.workspace_id, invitation.id)
      where email = 'viewer2@acme.test';
grant select on mailed to public;
select rowseal_test.enter_as('viewer2@acme.test');
select is((rowseal.accept_invitation(token)).status, 'accepted', 'the invitation of a token is accepted') from mailed;
select rowseal_test.leave();
select rowseal_private.end_token(
  rowseal_test.id('admin@acme.test'), (select id from script where name = 'accepted'), 'revoked_by_user'
);
select is(
  (select role from rowseal.memberships where user_id = rowseal_test.id('viewer2@acme.test')), 'viewer',
  'a membership outlives the token that invited'
);

-- What a credential renews, lists and ends
select pg_temp.open('small', 'admin@acme.test', scope => 'notes:read tokens:write tokens:read');
select pg_temp.token_by('small', 'child', 'notes:read');
select rowseal_test.enter(claims, 'acme') from opened where name = 'small';
select results_eq(
  'select name from rowseal.list_tokens()', $$ values ('child') $$, 'a limited session lists what it has made'
);
select is(
  rowseal.revoke_token((select id from script where name = 'whole')), false,
  'a limited session ends nothing that it has not made'
);
select rowseal_test.leave();
select throws_ok(
  $$ select rowseal_test.rotate_token(claims, 'acme', (select id from script where name = 'whole'),
       now() + interval '1 day') from opened where name = 'small' $$,
  'RS013', null, 'a limited session renews nothing that it has not made'
);
update rowseal_private.sessions set expires_at = now() + interval '2 hours' where id = pg_temp.sid('small');
select throws_ok(
  format($$ select rowseal_test.rotate_token(claims, 'acme', (select id from script where name = 'child'),
      now() + interval '3 hours') from opened where name = %L $$, by),
  'RS011', null, format('a token is renewed beyond its parent''s end by nobody, not by a session that is %s', by)
)
  from unnest(array['small', 'whole']) as by;
select lives_ok(
  $$ select rowseal_test.rotate_token(claims, 'acme', (select id from script where name = 'child'),
       now() + interval '1 hour') from opened where name = 'whole' $$,
  'a token is renewed up to its parent''s end by either session'
);
select rowseal_test.leave();
select throws_ok(
  $$ select rowseal_test.create_token(claims, 'acme', 'x', now() + interval '3 hours') from opened
       where name = 'small' $$, 'RS011', null, 'a limited session makes no token that outlives it'
);
select rowseal_test.leave();

-- A membership that ends and begins again revives nothing
create function pg_temp.leave_and_come_back(email text) returns void
  language sql volatile
as $$
  delete from rowseal.memberships where user_id = rowseal_test.id(email) and workspace_id = rowseal_test.id('acme');
  insert into rowseal.memberships (workspace_id, user_id, role)
    values (rowseal_test.id('acme'), rowseal_test.id(email), 'admin');
$$;
select pg_temp.open('whole', 'admin@acme.test');
select pg_temp.open('bound', 'admin@acme.test', bound => 'acme');
select is(
  pg_temp.grant_by('whole', 'grant', 'openid offline_access notes:read'), 'openid offline_access notes:read',
  'a session makes a grant'
);
select is(
  pg_temp.grant_by('whole', 'identity', 'openid email'), 'openid email', 'a session makes a grant for no workspace'
);
select is(
  (select count(*) from rowseal_private.oauth_consents where workspace_id = rowseal_test.id('acme')), 1::bigint,
  'the consent is remembered'
);
select is(pg_temp.enters(name), 'ok', format('the control: %s enters', name))
  from unnest(array['whole', 'bound', 'grant', 'identity']) as name;
select pg_temp.leave_and_come_back('admin@acme.test');
select is(pg_temp.enters(name), expected, format('a member who comes back: %s %s', name, expected))
  from (values ('whole', 'ok'), ('bound', 'RS002'), ('grant', 'RS002'), ('identity', 'ok')) as found (name, expected);
select is(
  (select count(*) from rowseal_private.oauth_consents where workspace_id = rowseal_test.id('acme')), 0::bigint,
  'a member who comes back is asked for consent again'
);
select is(pg_temp.is_open('by-whole@new.test'), false, 'a member who comes back has no open invitations');

-- Of an installation from before, whose members were removed without that
alter table rowseal.memberships disable trigger end_with_membership;
select pg_temp.open('bound', 'admin@acme.test', bound => 'acme');
delete from rowseal.memberships where user_id = rowseal_test.id('admin@acme.test');
alter table rowseal.memberships enable trigger end_with_membership;
update rowseal_private.sessions set created_at = created_at - interval '1 day' where id = pg_temp.sid('bound');
update rowseal.users set created_at = created_at - interval '1 day' where id = rowseal_test.id('admin@acme.test');
insert into rowseal.memberships (workspace_id, user_id, role)
  values (rowseal_test.id('acme'), rowseal_test.id('admin@acme.test'), 'admin');
select is(pg_temp.enters('bound'), 'RS002', 'what an earlier version left does not revive either');
select pg_temp.open('since', 'admin@acme.test', bound => 'acme');
select is(pg_temp.enters('since'), 'ok', 'a session that was opened since the membership enters: the control');

-- An account that is disabled and enabled again revives nothing
select pg_temp.open('whole', 'admin@acme.test');
select pg_temp.grant_by('whole', 'grant', 'openid offline_access notes:read');
select pg_temp.token_by('whole', 'of the account');
select is(pg_temp.enters(name), 'ok', format('before its account is disabled, the %s enters: the control', name))
  from unnest(array['whole', 'grant']) as name;
update rowseal.users set disabled_at = now() where id = rowseal_test.id('admin@acme.test');
update rowseal.users set disabled_at = null where id = rowseal_test.id('admin@acme.test');
select is(pg_temp.enters(name), 'RS002', format('an account that is enabled again: %s is over', name))
  from unnest(array['whole', 'grant']) as name;
select is_empty(
  $$ select name from rowseal_private.personal_access_tokens where user_id = rowseal_test.id('admin@acme.test')
       and revoked_at is null $$, 'every token of an account that was disabled is over'
);
select is(
  (select count(*) from rowseal_private.oauth_consents where user_id = rowseal_test.id('admin@acme.test')), 0::bigint,
  'every consent of an account that was disabled is over'
);

select * from finish();
rollback;
