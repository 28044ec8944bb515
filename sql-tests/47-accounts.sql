-- What acts on an account takes a session that is limited in nothing, and says RS010 to every other credential.
begin;
set local search_path = tap, pg_catalog;
select plan(247);

select rowseal_test.personas();
insert into rowseal_private.oauth_clients (id, name, redirect_uris, auth_method)
values ('app_' || repeat('0', 22), 'Client', '{https://client.test/}', 'none');

-- A call of each.
create temporary table account_call (function text primary key, call text);
grant select on account_call to public;
insert into account_call values
  ('accept_invitation_link_with_digest',
    $$rowseal.accept_invitation_link_with_digest(rowseal_test.id('acme'), rowseal_test.id('acme'), sha256('x'))$$),
  ('accept_invitation_with_digest',
    $$rowseal.accept_invitation_with_digest(rowseal_test.id('acme'), rowseal_test.id('acme'), sha256('x'))$$),
  ('change_address', $$rowseal.change_address('another@acme.test')$$),
  ('change_name', $$rowseal.change_name('Somebody')$$),
  ('change_service', $$rowseal.change_service(rowseal_test.id('acme'), 'New')$$),
  ('change_webhook', $$rowseal.change_webhook(rowseal_test.id('acme'), enabled => false)$$),
  ('change_password', $$rowseal.change_password(sha256('old'), row('\x00'::bytea, sha256('new'), 19456, 2, 1))$$),
  ('create_service', $$rowseal.create_service('new', '{}')$$),
  ('create_workspace', $$rowseal.create_workspace('new', 'New')$$),
  ('decline_invitation_with_digest',
    $$rowseal.decline_invitation_with_digest(rowseal_test.id('acme'), rowseal_test.id('acme'), sha256('x'))$$),
  ('delete_account', $$rowseal.delete_account()$$),
  ('delete_workspace', $$rowseal.delete_workspace()$$),
  ('deletion_blockers', $$rowseal.deletion_blockers()$$),
  ('disconnect_app', $$rowseal.disconnect_app('app_0')$$),
  ('end_factor_recovery', $$rowseal.end_factor_recovery()$$),
  ('end_other_sessions', $$rowseal.end_other_sessions()$$),
  ('end_session', $$rowseal.end_session(rowseal_test.id('acme'))$$),
  ('export_account', $$rowseal.export_account(rowseal_test.id('acme'), rowseal_test.id('acme'), sha256('x'))$$),
  ('list_all_tokens', $$rowseal.list_all_tokens()$$),
  ('list_connected_apps', $$rowseal.list_connected_apps()$$),
  ('list_factors', $$rowseal.list_factors()$$),
  ('list_identities', $$rowseal.list_identities()$$),
  ('list_sessions', $$rowseal.list_sessions()$$),
  ('made_workspace', $$rowseal.made_workspace(rowseal_test.id('acme'))$$),
  ('password_change_challenge', $$rowseal.password_change_challenge()$$),
  ('pending_address', $$rowseal.pending_address()$$),
  ('prove_password', $$rowseal.prove_password(sha256('old'))$$),
  ('remove_webhook', $$rowseal.remove_webhook(rowseal_test.id('acme'))$$),
  ('test_webhook', $$rowseal.test_webhook(rowseal_test.id('acme'))$$),
  ('remove_service', $$rowseal.remove_service(rowseal_test.id('acme'))$$),
  ('require_version', $$rowseal.require_version('service', rowseal_test.id('acme'), '{x}')$$),
  ('resend_verification', $$rowseal.resend_verification()$$),
  ('restore_workspace', $$rowseal.restore_workspace(rowseal_test.id('acme'))$$),
  ('revoke_service_key', $$rowseal.revoke_service_key(rowseal_test.id('acme'))$$),
  ('unlink_identity', $$rowseal.unlink_identity('password', 'x')$$);
select set_eq(
  $$ select proname::text from pg_proc
      where pronamespace = 'rowseal'::regnamespace
        and pg_get_functiondef(oid) ~ 'rowseal_private\.require_(account|fresh_proof)\(' $$,
  $$ select function from account_call $$,
  'this file calls every function that acts on an account'
);

-- The credentials of one person, each with all that it can have.
create temporary table credential (name text primary key, claims rowseal_private.claims, token text);
grant select on credential to public;
insert into credential (name, claims)
values ('session', rowseal_test.claims_of('owner@acme.test')),
       ('session of few scopes', rowseal_test.claims_of('owner@acme.test', null, 'members:write owners:write')),
       ('session of one workspace', rowseal_test.claims_of('owner@acme.test', 'acme')),
       ('grant', rowseal_private.open_session(
         rowseal_test.id('owner@acme.test'), rowseal_test.id('acme'), 'members:write owners:write', '192.0.2.1',
         'pgTAP', client_id => 'app_' || repeat('0', 22), identity_scope => 'openid profile email'));
grant insert on credential to public;
select rowseal_test.enter_as('owner@acme.test', 'acme');
insert into credential (name, token)
select 'personal access token', made.token from rowseal_test.create_token('script', now() + interval '1 hour') as made;
select rowseal_test.leave();
-- And a program that has every scope of the catalogue.
insert into rowseal_private.services (workspace_id, id, name, scopes)
select rowseal_test.id('acme'), rowseal_test.id('service'), 'Service', array_agg(name) from rowseal.scopes;
insert into credential (name, token)
select 'service', made.token
  from rowseal_private.services as service
 cross join lateral rowseal_private.issue_service_key(service, now() + interval '1 hour', null, null) as made;

-- What a call answers to whoever came with a credential, and nothing remains.
create function pg_temp.answer(name text, function text) returns text
  language plpgsql volatile
as $$
declare
  v_claims rowseal_private.claims;
  v_token text;
  v_call text;
begin
  select account_call.call into v_call from account_call where account_call.function = answer.function;
  v_claims := (select credential.claims from credential where credential.name = answer.name);
  v_token := (select credential.token from credential where credential.name = answer.name);
  if v_claims.sub is not null then
    perform rowseal_test.enter(v_claims, case when answer.name ~ 'session' then null else 'acme' end);
  else
    perform rowseal_test.step_into('rowseal_gateway');
    if v_token is not null then
      perform rowseal.enter_with_token(v_token, '192.0.2.1', null, null);
    end if;
  end if;
  execute 'select * from ' || v_call;
  raise exception 'done' using errcode = 'RS999';
exception when others then
  return sqlstate;
end
$$;

select is(
  pg_temp.answer(credential.name, account_call.function), 'RS010',
  format('%s refuses a %s', account_call.function, credential.name)
)
  from account_call, credential where credential.name <> 'session'
 order by account_call.function, credential.name;
select is(pg_temp.answer('nobody', function), 'RS008', format('%s refuses who has not entered', function))
  from account_call order by function;
-- The control. What they say of their arguments is for other files.
select isnt(pg_temp.answer('session', function), 'RS010',
  format('%s takes a session that is limited in nothing', function))
  from account_call order by function;
select is(pg_temp.answer('session', 'list_sessions'), 'RS999', 'the control: a call that is answered runs to its end');

select * from finish();
rollback;
