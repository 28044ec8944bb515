-- Invitations: who may invite whom as what, who sees it, and who may accept, once. Row timestamps are moved, never the
-- clock.
begin;
set local search_path = tap, pg_catalog;
select plan(74);

select rowseal_test.personas();
update rowseal.users set email_verified_at = now() where email = 'owner@acme.test';
select rowseal_test.persona('guest@acme.test'), rowseal_test.persona('guest2@acme.test');
-- What only owners may do, so that an owner is above an admin.
select rowseal.define_scope('billing:write', 'Pay', '{owner}');
insert into rowseal.roles (workspace_id, name, scopes)
values (rowseal_test.id('acme'), 'editor', '{notes:read,notes:write}'),
  (rowseal_test.id('globex'), 'trader', '{notes:read}');
create temporary table tokens (name text primary key, token text);
create temporary table made (name text primary key, id uuid);
grant select, insert, update on tokens, made to public;
create function pg_temp.invite(address text, role text, as_name text default null) returns text
  language plpgsql volatile
as $$
declare
  v_made record;
begin
  select * into v_made from rowseal.invite_member(address, role);
  if as_name is not null then
    insert into made values (as_name, v_made.id) on conflict (name) do update set id = excluded.id;
  end if;
  return v_made.status;
end
$$;
-- What the worker would mail: the administrator composes it.
create function pg_temp.mailed(of_name text, as_name text default null) returns text
  language plpgsql volatile security definer
as $$
declare
  v_mail record;
begin
  select composed.* into v_mail
    from graphile_worker_rowseal._private_jobs as job, rowseal_private.compose_mail(job.payload::jsonb) as composed
   where job.payload ->> 'id' = (select id::text from made where name = of_name) order by job.id desc limit 1;
  insert into tokens values (coalesce(as_name, of_name), v_mail.variables ->> 'token') on conflict (name) do update
    set token = excluded.token;
  return concat_ws(' ', v_mail.kind, v_mail.recipient, v_mail.variables ->> 'workspace', v_mail.variables ->> 'inviter',
    v_mail.variables ->> 'role');
end
$$;
create function pg_temp.accept(of_name text) returns text
  language sql volatile
  return (select concat_ws(' ', status, case workspace_id when rowseal_test.id('acme') then 'acme' end, role)
            from rowseal.accept_invitation((select token from tokens where name = of_name)));

-- invite_member
select rowseal_test.step_into('rowseal_gateway');
select throws_ok(
  $$ select pg_temp.invite('guest@acme.test', 'viewer') $$, 'RS008', null, 'without entering one cannot invite'
);
select rowseal_test.enter_as('owner@acme.test');
select throws_ok(
  $$ select pg_temp.invite('guest@acme.test', 'viewer') $$, 'RS007', null, 'without a workspace one cannot invite'
);
select rowseal_test.enter_as('owner@acme.test', 'acme', 'members:read');
select throws_ok(
  $$ select pg_temp.invite('guest@acme.test', 'viewer') $$, 'RS006', null,
  'with a session that lacks members:write one cannot invite'
);
select rowseal_test.enter_as('member@acme.test', 'acme');
select throws_ok($$ select pg_temp.invite('guest@acme.test', 'viewer') $$, 'RS006', null, 'a member cannot invite');
select rowseal_test.enter_as('admin@acme.test', 'acme', 'members:write');
select throws_ok(
  $$ select pg_temp.invite('guest@acme.test', 'viewer') $$, 'RS006', null,
  'nobody can invite as a role above their credential'
);
select rowseal_test.enter_as('admin@acme.test', 'acme');
select throws_ok(
  $$ select pg_temp.invite('guest@acme.test', 'owner') $$, 'RS006', null, 'an admin cannot invite an owner'
);
select throws_ok(
  $$ select pg_temp.invite('guest@acme.test', 'trader') $$, 'RS013', null,
  'nobody can invite as a role of another workspace'
);
select throws_ok($$ select pg_temp.invite('guest@acme.test', null) $$, 'RS013', null, 'nobody can invite as no role');
select throws_ok($$ select pg_temp.invite('ab', 'viewer') $$, '23514', null, 'what is no address is refused');
select throws_ok($$ select pg_temp.invite(null, 'viewer') $$, '23502', null, 'no address is refused');
select throws_ok(
  $$ select pg_temp.invite('Member@acme.test', 'viewer') $$, 'RS020', null, 'a member cannot be invited'
);
select is(
  pg_temp.invite('Guest@acme.test', 'editor', 'first'), 'invited', 'an admin can invite, as a role of the workspace too'
);
select rowseal_test.leave();
select results_eq(
  $$ select email, role, invited_by, expires_at - now(), secret_hash, accepted_at, revoked_at
       from rowseal.invitations $$,
  $$ values ('guest@acme.test', 'editor', rowseal_test.id('admin@acme.test'), interval '7 days', null::bytea,
       null::timestamptz, null::timestamptz) $$,
  'an invitation lives for seven days, and has no secret before there is a mail'
);
select results_eq(
  $$ select kind, user_id, workspace_id, details ->> 'role' from rowseal_private.audit_events
      where login_role = 'rowseal_gateway' $$,
  $$ values ('member_invited', rowseal_test.id('admin@acme.test'), rowseal_test.id('acme'), 'editor') $$,
  'an invitation is recorded'
);
select is(
  (select string_agg(k, ' ' order by k collate "C") from graphile_worker_rowseal._private_jobs,
    json_object_keys(payload) as k),
  'id kind requested_at workspace_id', 'the job names nothing but the invitation'
);
select is(
  pg_temp.mailed('first'), 'invitation guest@acme.test Acme editor', 'the mail says who is invited where and as what'
);
select results_eq(
  $$ select parsed.kind, parsed.owner_id, parsed.id = made.id,
       secret_hash = sha256(sha256(substr(rowseal_private.token_payload('rsi_', token), 33)))
       from tokens join made using (name) join rowseal.invitations using (id), rowseal.parse_token(token) as parsed $$,
  $$ values ('invitation', rowseal_test.id('acme'), true, true) $$, 'the mail has a token, of which the hash is kept'
);
select pg_temp.mailed('first', 'again');
select isnt(
  (select token from tokens where name = 'again'), (select token from tokens where name = 'first'),
  'a mail that is sent again has another token'
);

-- Replaced, revoked
select rowseal_test.enter_as('owner@acme.test', 'acme');
select is(pg_temp.invite('boss@acme.test', 'owner', 'boss'), 'invited', 'an owner can invite an owner');
select is(
  pg_temp.invite('guest@acme.test', 'viewer', 'second'), 'invited',
  'somebody who is invited already can be invited again'
);
select is(
  (select count(*) from made where id = (select id from made where name = 'first')), 2::bigint,
  'inviting again replaces the invitation'
);
select rowseal_test.enter_as('guest@acme.test');
select is(pg_temp.accept('again'), 'invalid', 'inviting again voids what was mailed before');
select rowseal_test.enter_as('admin@acme.test', 'acme');
select throws_ok(
  $$ select pg_temp.invite('boss@acme.test', 'viewer') $$, 'RS006', null,
  'an admin cannot replace the invitation of an owner'
);
select throws_ok(
  $$ select rowseal.revoke_invitation(id) from made where name = 'boss' $$, 'RS006', null,
  'an admin cannot revoke the invitation of an owner'
);
select rowseal_test.enter_as('viewer@acme.test', 'acme');
select throws_ok(
  $$ select rowseal.revoke_invitation(id) from made where name = 'second' $$, 'RS006', null,
  'a viewer revokes no invitation'
);
select rowseal_test.enter_as('owner@globex.test', 'globex');
select throws_ok(
  $$ select rowseal.revoke_invitation(id) from made where name = 'second' $$, 'RS013', null,
  'the owner of another workspace finds no invitation'
);
select rowseal_test.leave();
select is(
  pg_temp.mailed('boss'), 'invitation boss@acme.test Acme owner@acme.test owner',
  'a mail names an inviter whose address is verified'
);
select rowseal_test.enter_as('owner@acme.test', 'acme');
select lives_ok(
  $$ select rowseal.revoke_invitation(id) from made where name = 'boss' $$, 'an owner revokes an invitation'
);
select throws_ok(
  $$ select rowseal.revoke_invitation(id) from made where name = 'boss' $$, 'RS013', null,
  'an invitation is revoked once'
);
select rowseal_test.leave();
select is(pg_temp.mailed('boss', 'none'), '', 'for a revoked invitation there is nothing to mail');
select rowseal_test.persona('boss@acme.test');
select rowseal_test.enter_as('boss@acme.test');
select is(pg_temp.accept('boss'), 'invalid', 'a token of a revoked invitation is invalid');

-- Who sees them
select rowseal_test.step_into('rowseal_gateway');
select is(
  (select count(*) from (select id from rowseal.invitations) as seen), 0::bigint,
  'without entering one sees no invitation'
);
select rowseal_test.enter_as('viewer@acme.test', 'acme');
select results_eq(
  'select email, role from rowseal.list_invitations()', $$ values ('guest@acme.test', 'viewer') $$,
  'with members:read one lists the open invitations'
);
select is(
  (select count(*) from (select id from rowseal.invitations) as seen), 2::bigint,
  'with members:read one sees all invitations'
);
select throws_ok(
  'select secret_hash from rowseal.invitations', '42501', null,
  'with members:read one does not see the hash of a secret'
);
select throws_ok(statement, '42501', null, format('one cannot run: %s', statement))
  from (values ($$ update rowseal.invitations set role = 'owner' $$), ($$ delete from rowseal.invitations $$),
               ($$ insert into rowseal.invitations (workspace_id, email, role, invited_by, expires_at)
                   values (rowseal.workspace_id(), 'eve@acme.test', 'viewer', rowseal.user_id(), now()) $$))
                   as attempt (statement);
select rowseal_test.enter_as('viewer@acme.test', 'acme', 'notes:read');
select is(
  (select count(*) from (select id from rowseal.invitations) as seen), 0::bigint,
  'without members:read one sees no invitation'
);
select throws_ok('select rowseal.list_invitations()', 'RS006', null, 'without members:read one lists no invitation');
select rowseal_test.enter_as('owner@globex.test', 'globex');
select is(
  (select count(*) from (select id from rowseal.invitations) as seen), 0::bigint,
  'in another workspace one sees no invitation of this one'
);

-- accept_invitation
select rowseal_test.leave();
select pg_temp.mailed('second');
insert into tokens (name, token)
select 'cut', left(token, -1) from tokens where name = 'second'
union all select 'an e-mail proof', rowseal_private.format_token('rsv_', rowseal_private.token_payload('rsi_', token))
  from tokens where name = 'second'
union all select 'forged',
  rowseal_private.format_token('rsi_',
    overlay(rowseal_private.token_payload('rsi_', token) placing rowseal_private.random_bytes(33) from 33))
  from tokens where name = 'second'
union all select 'of another workspace',
  rowseal_private.format_token('rsi_',
    overlay(rowseal_private.token_payload('rsi_', token) placing uuid_send(rowseal_test.id('globex')) from 1))
  from tokens where name = 'second'
on conflict (name) do nothing;
select rowseal_test.step_into('rowseal_gateway');
select throws_ok($$ select pg_temp.accept('second') $$, 'RS008', null, 'without entering one cannot accept');
select rowseal_test.enter_as('guest@acme.test', null, 'notes:read');
select throws_ok(
  $$ select pg_temp.accept('second') $$, 'RS010', null, 'a session that is limited to scopes cannot accept'
);
select rowseal_test.leave();
create temporary table script as select null::text as token;
grant select, update on script to public;
select rowseal_test.enter_as('member@acme.test', 'acme');
update script set token = (select created.token
  from rowseal_test.create_token('script', now() + interval '1 day') as created);
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_gateway');
select rowseal.enter_with_token(token) from script;
select throws_ok($$ select pg_temp.accept('second') $$, 'RS010', null, 'a personal access token cannot accept');
select rowseal_test.enter_as('guest2@acme.test');
select is(pg_temp.accept('second'), 'another_address', 'somebody else cannot accept');
select rowseal_test.enter_as('guest@acme.test');
select is(pg_temp.accept(name), 'invalid', 'an invitation is no good: ' || name)
  from unnest(array['cut', 'an email token', 'forged', 'of another workspace', 'none']) as name;
select is(pg_temp.accept('second'), 'accepted acme viewer', 'the person who was invited accepts');
select is(pg_temp.accept('second'), 'invalid', 'an invitation is accepted once');
select throws_ok(
  'select rowseal.require_scope($$notes:read$$)', 'RS007', null,
  'accepting does not change the workspace that one entered'
);
select rowseal_test.leave();
select results_eq(
  $$ select role from rowseal.memberships where workspace_id = rowseal_test.id('acme')
       and user_id = rowseal_test.id('guest@acme.test') $$,
  $$ values ('viewer') $$, 'accepting makes a member in the role of the invitation'
);
select isnt(
  (select email_verified_at from rowseal.users where email = 'guest@acme.test'), null,
  'accepting verifies the address'
);
select results_eq(
  $$ select accepted_by, accepted_at is not null from rowseal.invitations where email = 'guest@acme.test' $$,
  $$ values (rowseal_test.id('guest@acme.test'), true) $$, 'the invitation says who accepted it'
);
select is(
  (select count(*) from rowseal_private.audit_events where kind = 'invitation_accepted'), 1::bigint,
  'accepting is recorded'
);
select rowseal_test.enter_as('guest@acme.test', 'acme');
select is(
  rowseal.require_scope('notes:read'), rowseal_test.id('acme'), 'from the next transaction on the new member can enter'
);
select rowseal_test.leave();

-- What no longer holds when it is accepted
create function pg_temp.fresh(role text) returns void
  language plpgsql volatile
as $$
begin
  delete from rowseal.invitations where email = 'guest2@acme.test';
  perform rowseal_test.enter_as('admin@acme.test', 'acme');
  perform pg_temp.invite('guest2@acme.test', role, 'fresh');
  perform rowseal_test.leave();
  perform pg_temp.mailed('fresh');
end
$$;
create function pg_temp.guest2_accepts() returns text
  language plpgsql volatile
as $$
declare
  v_answer text;
begin
  perform rowseal_test.enter_as('guest2@acme.test');
  v_answer := pg_temp.accept('fresh');
  perform rowseal_test.leave();
  return v_answer;
end
$$;
select pg_temp.fresh('editor');
update rowseal.invitations set expires_at = now() - interval '1 second' where email = 'guest2@acme.test';
select is(pg_temp.guest2_accepts(), 'invalid', 'an expired invitation is invalid');
select pg_temp.fresh('editor');
update rowseal.users set disabled_at = now() where email = 'admin@acme.test';
select is(pg_temp.guest2_accepts(), 'invalid', 'an invitation of an inviter who is disabled by then is invalid');
update rowseal.users set disabled_at = null where email = 'admin@acme.test';
select is(pg_temp.guest2_accepts(), 'invalid', 'such an invitation stays invalid when they are enabled again');
select pg_temp.fresh('editor');
update rowseal.memberships set role = 'member' where user_id = rowseal_test.id('admin@acme.test');
select is(pg_temp.guest2_accepts(), 'invalid', 'an invitation of an inviter who may no longer invite is invalid');
update rowseal.memberships set role = 'admin' where user_id = rowseal_test.id('admin@acme.test');
update rowseal.roles set scopes = '{notes:read,billing:write}' where name = 'editor';
select is(pg_temp.guest2_accepts(), 'invalid', 'an invitation to a role that has risen above its inviter is invalid');
update rowseal.roles set scopes = '{notes:read}' where name = 'editor';
delete from rowseal.memberships where user_id = rowseal_test.id('admin@acme.test');
select is(pg_temp.guest2_accepts(), 'invalid', 'an invitation of an inviter who is no longer a member is invalid');
select is(
  (select count(*) from rowseal.memberships where user_id = rowseal_test.id('guest2@acme.test')), 0::bigint,
  'invalid invitations make nobody a member'
);
insert into rowseal.memberships (workspace_id, user_id, role)
  values (rowseal_test.id('acme'), rowseal_test.id('admin@acme.test'), 'admin');
select is(pg_temp.guest2_accepts(), 'invalid', 'an invitation stays invalid when its inviter becomes a member again');
select pg_temp.fresh('editor');
insert into rowseal.memberships (workspace_id, user_id, role)
  values (rowseal_test.id('acme'), rowseal_test.id('guest2@acme.test'), 'viewer');
select is(pg_temp.guest2_accepts(), 'already_member', 'somebody who became a member otherwise is told so');
select is(
  (select role from rowseal.memberships where user_id = rowseal_test.id('guest2@acme.test')), 'viewer',
  'accepting does not change the role of a member'
);
delete from rowseal.memberships where user_id = rowseal_test.id('guest2@acme.test');
select pg_temp.fresh('viewer');
select is(
  pg_temp.guest2_accepts(), 'accepted acme viewer', 'the control: with an unchanged inviter the invitation is accepted'
);

-- Throttles
delete from rowseal_private.throttles;
select rowseal_test.enter_as('stranger@nowhere.test');
select is(
  (select array_agg(distinct split_part(pg_temp.accept('forged'), ' ', 1)) from generate_series(1, 30)),
  array['invalid', 'throttled'],
  'guesses without end are throttled'
);
select rowseal_test.enter_as('boss@acme.test');
select is(pg_temp.accept('forged'), 'invalid', 'guesses of another user are counted apart');
select rowseal_test.enter_as('admin@acme.test', 'acme');
select is(
  (select array_agg(distinct pg_temp.invite(n || '@elsewhere.test', 'viewer')) from generate_series(1, 110) as n),
  array['invited', 'throttled'],
  'a workspace that invites too many is held up'
);
select rowseal_test.leave();

-- Purge
update rowseal.invitations set accepted_at = now() - interval '31 days' where accepted_at is not null;
update rowseal.invitations set expires_at = now() - interval '31 days' where email = '1@elsewhere.test';
update rowseal.invitations set expires_at = now() - interval '1 day' where email = '2@elsewhere.test';
select rowseal_private.purge();
select is(
  (select count(*) from rowseal.invitations where accepted_at is not null), 0::bigint,
  'invitations that ended a month ago are removed'
);
select results_eq(
  $$ select email from rowseal.invitations where email in ('1@elsewhere.test', '2@elsewhere.test') $$,
  $$ values ('2@elsewhere.test') $$,
  'invitations that expired a month ago are removed'
);

select * from finish();
rollback;
