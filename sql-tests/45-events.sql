-- Audit events: of each kind its cause, by whoever may cause it, and one event of it.
begin;
set local search_path = tap, pg_catalog;

select rowseal_test.personas();
create schema events;
create table events.notes (
  workspace_id uuid not null references rowseal.workspaces on delete cascade, id uuid not null,
  primary key (workspace_id, id)
);

-- A user with a password, a session, a token, an invitation and a role of their own.
insert into rowseal.users (id, email, name)
values (rowseal_test.id('ada'), 'ada@events.test', 'Ada Lovelace'), (rowseal_test.id('bob'), 'bob@events.test', 'Bob');
insert into rowseal.memberships values (rowseal_test.id('acme'), rowseal_test.id('ada'), 'owner');
insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations, parallelism)
values (rowseal_test.id('ada'), decode(repeat('a5', 16), 'hex'), sha256('the proof'), 19456, 2, 1);
insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
values ('password', rowseal_private.text_hash('ada@events.test'), 'ada@events.test', rowseal_test.id('ada'));
insert into rowseal_private.identity_providers (id, kind, name, issuer, client_id, client_secret_jwe, scope)
values ('upstream', 'oidc', 'Upstream', 'https://idp.test', 'us', 'aaaa.bbbb.cccc.dddd.eeee', 'openid');
insert into rowseal_private.personal_access_tokens (user_id, id, workspace_id, name, secret_hash, last_four, expires_at)
select rowseal_test.id('ada'), rowseal_test.id(name), rowseal_test.id('acme'), name, sha256(sha256(name::bytea)),
       'abcd', now() + interval '1 day'
  from (values ('used'), ('revoked'), ('removed'), ('rotated'), ('ended'), ('unsaid')) as token (name);

-- login: whose; ada is a member who enters acme. Each SQL is run once.
create temporary table cause (
  position integer generated always as identity, kind text, login text, sql text
);
grant select on cause to public;
insert into cause (kind, login, sql) values
  ('user_registered', 'dba', $$ insert into rowseal.users (id, email) values (rowseal_test.id('eve'), 'eve@events.test')
   $$),
  ('user_disabled', 'dba', $$ update rowseal.users set disabled_at = now() where id = rowseal_test.id('eve') $$),
  ('user_enabled', 'dba', $$ update rowseal.users set disabled_at = null where id = rowseal_test.id('eve') $$),
  ('email_changed', 'dba', $$ update rowseal.users set email = 'eva@events.test' where id = rowseal_test.id('eve') $$),
  ('email_verified', 'dba', $$ update rowseal.users set email_verified_at = now() where id = rowseal_test.id('eve') $$),
  ('password_set', 'dba', $$ insert into rowseal_private.passwords
     (user_id, salt, verifier, memory_kib, iterations, parallelism)
     values (rowseal_test.id('eve'), decode(repeat('b6', 16), 'hex'), sha256('of eve'), 19456, 2, 1) $$),
  ('password_changed', 'dba', $$ update rowseal_private.passwords set verifier = sha256('of eve, later')
     where user_id = rowseal_test.id('eve') $$),
  ('password_removed', 'dba', $$ delete from rowseal_private.passwords where user_id = rowseal_test.id('eve') $$),
  ('identity_linked', 'dba', $$ insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
     values ('upstream', rowseal_private.text_hash('s-1'), 's-1', rowseal_test.id('eve')) $$),
  ('identity_unlinked', 'dba', $$ delete from rowseal_private.identities where user_id = rowseal_test.id('eve') $$),
  ('member_added', 'dba', $$ insert into rowseal.memberships
     values (rowseal_test.id('acme'), rowseal_test.id('eve'), 'viewer') $$),
  ('member_role_changed', 'dba', $$ update rowseal.memberships set role = 'member'
     where user_id = rowseal_test.id('eve') $$),
  ('member_removed', 'dba', $$ delete from rowseal.memberships where user_id = rowseal_test.id('eve') $$),
  ('logged_in', 'dba', $$ insert into rowseal_private.sessions (user_id, id, expires_at)
     select rowseal_test.id('ada'), rowseal_test.id(name), now() + interval '1 day'
       from (values ('by hand')) as session (name) $$),
  ('session_changed', 'dba', $$ update rowseal_private.sessions set scope = 'notes:read'
     where id = rowseal_test.id('by hand') $$),
  ('session_revoked', 'dba', $$ update rowseal_private.sessions set revoked_at = now()
     where id = rowseal_test.id('by hand') $$),
  ('token_created', 'dba', $$ insert into rowseal_private.personal_access_tokens
     (user_id, id, workspace_id, name, secret_hash, last_four, expires_at)
     values (rowseal_test.id('ada'), rowseal_test.id('new'), rowseal_test.id('acme'), 'new', sha256('new'), 'abcd',
       now() + interval '1 day') $$),
  ('token_changed', 'dba', $$ update rowseal_private.personal_access_tokens set scope = 'notes:read'
     where id = rowseal_test.id('new') $$),
  ('token_rotated', 'dba', $$ update rowseal_private.personal_access_tokens set secret_hash = sha256('newer')
     where id = rowseal_test.id('new') $$),
  ('token_revoked', 'dba', $$ update rowseal_private.personal_access_tokens set revoked_at = now()
     where id = rowseal_test.id('revoked') $$),
  ('token_revoked', 'dba', $$ delete from rowseal_private.personal_access_tokens
     where id = rowseal_test.id('removed') $$),
  ('database_role_bound', 'dba', $$ insert into rowseal_private.database_principals
     (role_name, role_oid, user_id, workspace_id, writes, expires_at)
     values ('by_hand', 1, rowseal_test.id('ada'), rowseal_test.id('acme'), false, now() + interval '1 day') $$),
  ('database_role_changed', 'dba', $$ update rowseal_private.database_principals set writes = true $$),
  ('database_role_unbound', 'dba', $$ delete from rowseal_private.database_principals $$),
  ('service_created', 'dba', $$ insert into rowseal_private.services (workspace_id, id, name, scopes)
     values (rowseal_test.id('acme'), rowseal_test.id('hand'), 'By hand', '{notes:read}') $$),
  ('service_changed', 'dba', $$ update rowseal_private.services set scopes = '{notes:read,notes:write}'
     where id = rowseal_test.id('hand') $$),
  ('service_key_created', 'dba', $$ insert into rowseal_private.service_keys
     (workspace_id, id, service_id, scopes, secret_hash, last_four, expires_at)
     values (rowseal_test.id('acme'), rowseal_test.id('key'), rowseal_test.id('hand'), '{notes:read}',
       sha256(sha256('key')), 'abcd', now() + interval '1 day') $$),
  ('service_key_changed', 'dba', $$ update rowseal_private.service_keys set networks = '{192.0.2.0/24}'
     where id = rowseal_test.id('key') $$),
  ('service_key_first_used', 'gateway', $$ select rowseal.enter_with_digest(
     rowseal_test.id('acme'), rowseal_test.id('key'), sha256('key'), '192.0.2.7', null, 'r-1') $$),
  ('service_key_revoked', 'dba', $$ update rowseal_private.service_keys set revoked_at = now()
     where id = rowseal_test.id('key') $$),
  ('service_removed', 'dba', $$ delete from rowseal_private.services where id = rowseal_test.id('hand') $$),
  ('webhook_created', 'dba', $$ insert into rowseal_private.webhooks (workspace_id, id, url, secret_jwe)
     values (rowseal_test.id('acme'), rowseal_test.id('hook'), 'https://hand.test/', 'aGVhZA..aXY.Y2lwaGVy.dGFn') $$),
  ('webhook_changed', 'dba', $$ update rowseal_private.webhooks set url = 'https://hand.test/secret-path' $$),
  ('webhook_secret_rotated', 'dba', $$ update rowseal_private.webhooks set secret_jwe = 'aGVhZA..aXY.Y2lw.dGFn' $$),
  ('webhook_disabled', 'dba', $$ update rowseal_private.webhooks
     set disabled_at = now(), disabled_because = 'asked' $$),
  ('webhook_enabled', 'dba', $$ update rowseal_private.webhooks
     set disabled_at = null, disabled_because = null $$),
  ('webhook_removed', 'dba', $$ delete from rowseal_private.webhooks $$),
  ('role_defined', 'dba', $$ insert into rowseal.roles values (rowseal_test.id('acme'), 'lead', '{notes:read}') $$),
  ('role_defined', 'dba', $$ update rowseal.roles set scopes = '{notes:read,notes:write}' where name = 'lead' $$),
  ('role_removed', 'dba', $$ delete from rowseal.roles where name = 'lead' $$),
  ('scope_defined', 'dba', $$ select rowseal.define_scope('events:read', 'Read events', '{owner}') $$),
  ('scope_redefined', 'dba', $$ select rowseal.define_scope('events:read', 'Read all events', '{owner,admin}') $$),
  ('scope_redefined', 'dba', $$ update rowseal.scopes set description = 'Read some' where name = 'events:read' $$),
  ('scope_removed', 'dba', $$ delete from rowseal.scopes where name = 'events:read' $$),
  ('hook_registered', 'dba', $$ insert into rowseal_private.hooks
     (event, name, function_oid, owner, scopes, registered_by)
     values ('member_added', 'by hand', 1, 'x', '{}', 'x') $$),
  ('hook_registered', 'dba', $$ update rowseal_private.hooks set scopes = '{notes:read}' $$),
  ('hook_unregistered', 'dba', $$ delete from rowseal_private.hooks $$),
  ('member_invited', 'dba', $$ insert into rowseal.invitations (workspace_id, id, email, role, invited_by, expires_at)
     values (rowseal_test.id('acme'), rowseal_test.id('i1'), 'i1@events.test', 'viewer', rowseal_test.id('ada'),
       now() + interval '1 day') $$),
  ('invitation_accepted', 'dba', $$ update rowseal.invitations
     set accepted_at = now(), accepted_by = rowseal_test.id('eve') where id = rowseal_test.id('i1') $$),
  ('invitation_link_created', 'dba', $$ insert into rowseal_private.invitation_links
     (workspace_id, id, role, max_uses, created_by, expires_at)
     values (rowseal_test.id('acme'), rowseal_test.id('l1'), 'viewer', 2, rowseal_test.id('ada'),
       now() + interval '1 day') $$),
  ('invitation_link_changed', 'dba', $$ update rowseal_private.invitation_links set max_uses = 3
     where id = rowseal_test.id('l1') $$),
  ('invitation_link_revoked', 'dba', $$ update rowseal_private.invitation_links set revoked_at = now()
     where id = rowseal_test.id('l1') $$),
  ('workspace_created', 'dba', $$ insert into rowseal.workspaces (id, slug, name)
     values (rowseal_test.id('w1'), 'w1', 'W1') $$),
  ('workspace_changed', 'dba', $$ update rowseal.workspaces set longest_token_lifetime = interval '30 days'
     where slug = 'w1' $$),
  ('workspace_changed', 'dba', $$ update rowseal.workspaces set networks = '{192.0.2.0/24}' where slug = 'w1' $$),
  ('workspace_policy_set', 'dba', $$ update rowseal.workspaces set required_assurance = 2 where slug = 'w1' $$),
  ('workspace_deleted', 'dba', $$ update rowseal.workspaces set erase_at = now() where slug = 'w1' $$),
  ('workspace_restored', 'dba', $$ update rowseal.workspaces set erase_at = null where slug = 'w1' $$),
  ('workspace_erased', 'dba', $$ delete from rowseal.workspaces where slug = 'w1' $$),
  ('identity_provider_saved', 'dba', $$ update rowseal_private.identity_providers set client_id = 'we'
     where id = 'upstream' $$),
  ('identity_provider_disabled', 'dba', $$ update rowseal_private.identity_providers set enabled = false
     where id = 'upstream' $$),
  ('identity_provider_enabled', 'worker',
     $$ select rowseal_private.set_identity_provider_enabled('upstream', true) $$),
  ('identity_provider_removed', 'worker', $$ select rowseal_private.remove_identity_provider('upstream') $$),
  ('client_added', 'worker', $$ select set_config('test.client', client_id, true)
     from rowseal_private.add_client('App', '{https://app.test/back}', 'client_secret_basic') $$),
  ('client_changed', 'dba', $$ update rowseal_private.oauth_clients set first_party = true $$),
  ('client_removed', 'worker', $$ select rowseal_private.remove_client(current_setting('test.client')) $$),
  ('signing_key_added', 'worker', $$ select rowseal_private.add_signing_key(repeat('k', 43), 'EdDSA',
     '{"kty": "OKP"}', 'aGVhZA..aXY.Y2lwaGVy.dGFn') $$),
  ('signing_key_changed', 'dba', $$ update rowseal_private.signing_keys set state = 'retiring'
     where id = repeat('k', 43) $$),
  ('signing_key_gone', 'worker', $$ select rowseal_private.revoke_signing_key(repeat('k', 43)) $$),
  ('signing_key_removed', 'dba', $$ delete from rowseal_private.signing_keys where id = repeat('k', 43) $$),
  ('seal_key_added', 'dba', $$ insert into rowseal_private.seal_keys (id, inner_pad, outer_pad, retires_at)
     select 'abcdef01', inner_pad, outer_pad, now() + interval '1 day' from rowseal_private.seal_keys limit 1 $$),
  ('seal_key_retired', 'dba', $$ update rowseal_private.seal_keys set retires_at = now() where id = 'abcdef01' $$),
  ('seal_key_removed', 'dba', $$ delete from rowseal_private.seal_keys where id = 'abcdef01' $$),
  ('settings_changed', 'dba', $$ update rowseal_private.settings set registration_open = false $$),
  ('throttle_limit_changed', 'dba', $$ update rowseal_private.throttle_limits set free_attempts = free_attempts + 1
     where kind = 'login_account' $$),
  ('table_protected', 'dba', $$ select count(*) from rowseal.protect('events.notes', 'workspace_id',
     read => 'notes:read', write => 'notes:write') $$),
  ('table_unprotected', 'dba', $$ select count(*) from rowseal.unprotect('events.notes') $$),
  ('logged_in', 'issuer', $$ select set_config('test.sid', (claims).sid::text, true)
     from rowseal_private.log_in('password', 'ada@events.test', 'the proof', ip => '192.0.2.5') $$),
  ('login_failed', 'issuer', $$ select rowseal_private.log_in('password', 'ada@events.test', 'no proof',
     ip => '192.0.2.5') $$),
  ('login_failed', 'issuer', $$ select rowseal_private.log_in('password', 'Sesame, open', 'no proof',
     ip => '192.0.2.5') $$),
  ('token_refused', 'issuer', $$ select rowseal_private.record_token_guess('192.0.2.6') $$),
  ('session_revoked', 'dba', $$ select rowseal_private.revoke_session(rowseal_test.id('ada'),
     current_setting('test.sid')::uuid, 'signed_out', '192.0.2.5') $$),
  ('token_first_used', 'gateway', $$ select rowseal.enter_with_digest(rowseal_test.id('ada'), rowseal_test.id('used'),
     sha256('used'), '192.0.2.7', null, 'r-1') $$),
  ('member_role_changed', 'ada', $$ select rowseal.set_member_role(rowseal_test.id('viewer@acme.test'), 'member') $$),
  ('member_removed', 'ada', $$ select rowseal.remove_member(rowseal_test.id('viewer@acme.test')) $$),
  ('role_defined', 'ada', $$ select rowseal.define_role('reader', '{notes:read}') $$),
  ('member_invited', 'ada', $$ select rowseal.invite_member('i2@events.test', 'viewer') $$),
  ('invitation_revoked', 'ada', $$ select rowseal.revoke_invitation(id) from rowseal.invitations
     where email = 'i2@events.test' $$),
  ('token_revoked', 'ada', $$ select rowseal.revoke_token(rowseal_test.id('ended')) $$),
  ('member_added', 'dba', $$ insert into rowseal.memberships
     values (rowseal_test.id('acme'), rowseal_test.id('eve'), 'viewer') $$),
  ('user_erased', 'dba', $$ delete from rowseal.users where id = rowseal_test.id('eve') $$);

-- Runs a cause as whom it says, and says which events there are of it.
create function pg_temp.events_of(cause cause) returns text
  language plpgsql volatile
as $$
declare
  v_before constant uuid[] := array(select id from rowseal_private.audit_events);
  v_claims constant rowseal_private.claims := case when cause.login = 'ada' then
    rowseal_private.open_session(rowseal_test.id('ada'), null, null, '192.0.2.1'::inet, 'pgTAP') end;
  v_kinds text;
begin
  -- As if a second had passed: a network writes one event of its failures a second.
  update rowseal_private.throttles set recorded_at = null;
  if cause.login = 'ada' then
    perform rowseal_test.enter(v_claims, 'acme');
  elsif cause.login <> 'dba' then
    perform rowseal_test.step_into(('rowseal_' || cause.login)::name);
  end if;
  execute cause.sql;
  perform rowseal_test.leave();
  select string_agg(kind || ' by ' || login_role || coalesce(' for ' || actor_id, ''), ', ' order by id)
    into v_kinds
    from rowseal_private.audit_events
   where id <> all (v_before);
  return v_kinds;
end
$$;

select plan((select count(*)::int from cause) + 24);

-- Each cause
select is(
  pg_temp.events_of(cause),
  kind || ' by ' || case login
    when 'dba' then current_user::text
    when 'ada' then 'rowseal_gateway for ' || rowseal_test.id('ada')
    else 'rowseal_' || login || 
      case kind when 'token_first_used' then ' for ' || rowseal_test.id('ada')
        when 'service_key_first_used' then ' for ' || rowseal_test.id('hand') else '' end end,
  format('%s %s is one event of %s', login, position, kind)
)
  from cause order by position;

-- Every kind there is has its cause here, or in the file of what causes it
select set_eq(
  $$ select kind from rowseal_private.audited_changes
     union
     select (regexp_matches(prosrc, 'record_(?:event|events|failure_event)\(\s*''([a-z_]+)''', 'g'))[1]
       from pg_proc where pronamespace::regnamespace::text ~ '^rowseal'
     union
     select failure from rowseal_private.throttle_limits where failure is not null
     union values ('table_protected'), ('table_unprotected') $$,
  $$ select kind from cause
     union values ('password_reset'), ('refresh_retried_late'), ('grant_made'), ('signing_key_rotated'),
     ('proof_refused'), ('refresh_refused'), ('client_refused'), ('invitation_refused'), ('finding_accepted'),
     ('access_reviewed'), ('recovered'), ('address_change_requested'), ('address_restored'),
     ('account_kept'), ('account_restored'), ('account_deleted'), ('data_export_requested'), ('data_exported'),
     ('factor_added'), ('factor_changed'), ('factor_removed'), ('recovery_code_added'), ('proof_added'),
     ('session_stepped_up'), ('passkey_count_fell'), ('factor_recovery_begun'), ('factor_recovery_ended'),
     ('factors_recovered'), ('policy_waived'),
     ('event_key_added'), ('event_key_rotated'), ('event_segment_begun'), ('events_dropped'), ('invitation_link_used'),
     ('secrets_reencrypted'), ('users_imported'), ('place_acknowledged'), ('hook_call_dropped'),
     ('service_tokens_revoked') $$,
  'these are the kinds of audit events'
);
select is_empty(
  $$ select column_name from information_schema.columns as c
      where table_schema = 'rowseal_private' and table_name = 'settings' and column_name not in ('id', 'address_pepper')
        and column_name::text <> all (
          select unnest(shown) from rowseal_private.audited_changes where kind = 'settings_changed') $$,
  'a setting that changes is shown before and after, but for the pepper'
);

-- What an event says
create function pg_temp.last_event(of_kind text) returns rowseal_private.audit_events
  language sql stable
  return (
    select event from rowseal_private.audit_events as event where kind = of_kind order by at desc, id desc limit 1
  );
select is(
  (select (event.before, event.after)::text from pg_temp.last_event('settings_changed') as event),
  '("{""registration_open"": true}","{""registration_open"": false}")',
  'a change says what was before, and what is after'
);
select is(
  (select array[event.actor_id, event.credential_id] from pg_temp.last_event('token_first_used') as event),
  array[rowseal_test.id('ada'), rowseal_test.id('used')], 'an event names who acts and by which credential'
);
select is(
  (select event.request_id || ' ' || host(event.ip) from pg_temp.last_event('token_first_used') as event),
  'r-1 192.0.2.7', 'an event names the request and the address of the client'
);
select is(
  (select event.workspace_id from pg_temp.last_event('token_first_used') as event), rowseal_test.id('acme'),
  'an event is of the workspace of its row'
);
select is(
  (select event.details ->> 'role' from pg_temp.last_event('role_defined') as event), 'reader',
  'an event names what it is about'
);
select is(
  (select event.xid from pg_temp.last_event('settings_changed') as event), pg_current_xact_id(),
  'an event carries its transaction'
);
select is(
  (select event.details - 'count' from pg_temp.last_event('login_failed') as event), '{"provider": "password"}'::jsonb,
  'a failed login says nothing of the address that was tried'
);

-- Of which request a call of the issuing door is, before anybody has entered
create function pg_temp.request_of(login text, sql text, kind text) returns text
  language plpgsql volatile
as $$
begin
  perform pg_temp.events_of((0, kind, login, sql)::cause);
  return (pg_temp.last_event(kind)).request_id;
end
$$;
select is(
  pg_temp.request_of('issuer',
    $$ select rowseal_private.record_token_guess(rowseal_private.from_request('192.0.2.8', ' r|2 ')) $$,
    'token_refused'),
  'r2', 'an event behind the issuing door names the request that the server said, without what parts a context'
);
select is(
  pg_temp.request_of('issuer', format(
    'select rowseal_private.record_token_guess(rowseal_private.from_request(%L, %L))', '192.0.2.9', repeat('r', 65)),
    'token_refused'),
  repeat('r', 64), 'an event behind the issuing door holds 64 characters of the id of a request, and no more'
);
select is(
  pg_temp.request_of('gateway', $$ select set_config('rowseal.door_request', 'forged', true);
    select rowseal.enter_with_digest(rowseal_test.id('ada'), rowseal_test.id('unsaid'), sha256('unsaid'), '192.0.2.7',
      null, null) $$, 'token_first_used'),
  null, 'SQL in a request writes no id of a request into events by that setting'
);
select is(
  pg_temp.request_of('issuer', $$ select set_config('rowseal.door_request', 'forged', true);
    select rowseal_private.record_token_guess('192.0.2.10') $$, 'token_refused'),
  'forged', 'the control: behind the issuing door it is what counts'
);

-- Failures in numbers
delete from rowseal_private.throttles;
select rowseal_private.record_failure_event(
    'login_failed', n, null, '{"of": "numbers"}', null, 'login_network', 'network ' || n)
  from generate_series(1, 1000) as n;
select set_eq(
  $$ select (details ->> 'count')::int from rowseal_private.audit_events where details ->> 'of' = 'numbers' $$,
  array[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 32, 64, 128, 256, 512],
  'of a thousand failures the first ten are events, and then one each time that the count has doubled'
);
update rowseal_private.settings set recorded_failures = 0;
select is(
  pg_temp.events_of(cause), null, 'where the setting says so no failure is an event'
)
  from cause where kind = 'token_refused';

-- Another workspace's rows
create function pg_temp.elsewhere() returns void
  language plpgsql security definer
as $$
begin
  update rowseal_private.personal_access_tokens set last_used_at = now() where id = rowseal_test.id('rotated');
end
$$;
select rowseal_test.enter_as('owner@globex.test', 'globex');
select throws_ok(
  $$ select pg_temp.elsewhere() $$, 'RS128', null,
  'a row of another workspace than the one that was entered is not changed, because its event would name another'
);
select rowseal_test.leave();
select rowseal_test.enter_as('owner@globex.test', 'acme');
select lives_ok($$ select pg_temp.elsewhere() $$, 'the control: in its workspace it is changed');
select rowseal_test.leave();

-- Never a secret, nor what people are called
create temporary table secret as
  select encode(value, form) as value
    from (
      select inner_pad as value from rowseal_private.seal_keys
      union all select outer_pad from rowseal_private.seal_keys
      union all select verifier from rowseal_private.passwords
      union all select salt from rowseal_private.passwords
      union all select secret_hash from rowseal_private.personal_access_tokens
      union all select secret_hash from rowseal_private.service_keys
      union all select secret_hash from rowseal_private.oauth_clients
      union all select refresh_hash from rowseal_private.sessions
      union all select address_pepper from rowseal_private.settings
      union all select subject_hash from rowseal_private.identities
      union all select convert_to(email, 'UTF8') from rowseal.users
      union all select convert_to(name, 'UTF8') from rowseal.users
    ) as secret, (values ('hex'), ('base64'), ('escape')) as form (form)
   where value is not null
  union all select client_secret_jwe from rowseal_private.identity_providers
  union all select private_jwe from rowseal_private.signing_keys where private_jwe is not null
  union all select 'aaaa.bbbb.cccc' union all select 'Y2lwaGVy' union all select 'Sesame'
  union all select 'secret-path';
select is_empty(
  $$ select kind, value from rowseal_private.audit_events as event join secret on position(value in event::text) > 0 $$,
  'no event holds a secret, a hash of one, an address or a name'
);
insert into rowseal_private.audit_events (workspace_id, at, id, kind, details)
select rowseal_test.id('acme'), now(), rowseal.uuidv7(), 'control', jsonb_build_object('it', value)
  from secret where value = 'ada@events.test';
select isnt_empty(
  $$ select kind, value from rowseal_private.audit_events as event join secret on position(value in event::text) > 0 $$,
  'the control: one that did would be found'
);

-- Nobody announces in the commit of a cause
select set_eq(
  $$ select oid::regproc::text from pg_proc
      where pronamespace::regnamespace::text ~ '^rowseal' and prosrc ~ 'pg_notify' $$,
  array['rowseal_private.announce_signing_keys', 'rowseal_private.seal_batch'],
  'no function that writes an event announces anything: a notice makes commits wait for each other'
);
select is_empty(
  $$ select oid::regproc from pg_proc
      where proname in ('enqueue', 'enqueue_mail', 'enqueue_logout') and pronamespace::regnamespace::text ~ 'rowseal'
        and prosrc ~ 'add_job|pg_notify' $$,
  'a mail that is sent with the commit of a cause announces nothing'
);
select graphile_worker_rowseal.enqueue_mail(payload, 'quiet'), graphile_worker_rowseal.add_job(
         'mail', payload::json, job_key => 'loud')
  from (values ('{"n": 1}'::jsonb), ('{"n": 2}')) as job (payload);
select is(
  (select to_jsonb(job) - '{id,key,run_at,created_at,updated_at}'::text[]
     from graphile_worker_rowseal._private_jobs as job where key = 'quiet'),
  (select to_jsonb(job) - '{id,key,run_at,created_at,updated_at}'::text[]
     from graphile_worker_rowseal._private_jobs as job where key = 'loud'),
  'a job that nothing announces is as one of graphile-worker, and replaced as one'
);
-- What changes nothing
select matches(
  pg_temp.events_of((0, null, 'ada', $$ select rowseal.define_role('steady', '{notes:read}') $$)::cause),
  '^role_defined by ', 'the control: a role that is defined is an event'
);
select is(
  pg_temp.events_of((0, null, 'ada', $$ select rowseal.define_role('steady', '{notes:read}') $$)::cause), null,
  'a role that is defined as it is leaves no event'
);

select * from finish();
rollback;
