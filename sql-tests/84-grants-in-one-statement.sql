-- The statements that authenticate a client and serve it, and userinfo without entering: what none of them may give,
-- each beside its control. Rows are moved, never the clock.
begin;
set local search_path = tap, pg_catalog;
select plan(87);

select rowseal_test.personas();
select rowseal.define_scope('notes:read', 'Read notes', '{owner,admin,member,viewer}');
create temporary table client as
  select 'web' as name, added.*
    from rowseal_private.add_client('Web', '{https://app.example.com/cb}', 'client_secret_basic') as added
  union all
  select 'native', added.* from rowseal_private.add_client('Native', '{http://127.0.0.1/cb}', 'none') as added
  union all
  select 'signing', added.* from rowseal_private.add_client('Signing', '{https://s.example.com/cb}', 'private_key_jwt',
    jwks => '{"keys": []}') as added;
create function pg_temp.grant_to(client text, workspace text, identity_scope text) returns rowseal_private.claims
  language sql volatile
  return rowseal_private.open_session(
    rowseal_test.id('member@acme.test'), rowseal_test.id(grant_to.workspace),
    case when grant_to.workspace is null then '' else 'notes:read' end, '192.0.2.1', 'pgTAP',
    client_id => (select client_id from client where name = grant_to.client),
    identity_scope => grant_to.identity_scope, refresh_digest => sha256(sha256('grantee')),
    proofs => jsonb_build_object('password', now())
  );
create temporary table granted as
  select name, pg_temp.grant_to(name, 'acme', 'email offline_access') as claims from client;
alter table granted add column token text;
update granted set token = rowseal_test.refresh_token(claims, 1, sha256('grantee'));
create function pg_temp.session_of(claims rowseal_private.claims) returns rowseal_private.sessions
  language sql stable
  return (select session from rowseal_private.sessions as session where session.id = (session_of.claims).sid);
create function pg_temp.refreshed(client text, auth_method text, secret text, ip inet default '192.0.2.2') returns text
  language sql volatile
  return (
    select (rowseal_private.refresh_grant(
             client.client_id, refreshed.auth_method, sha256(refreshed.secret::bytea),
             rowseal_test.presented(granted.token), null, null, refreshed.ip, 'req-1', 'pgTAP')).status
      from granted join client using (name) where name = refreshed.client
  );
create function pg_temp.introspected(client text, auth_method text, secret text, out status text, out active boolean)
  language sql volatile
as $$
  select told.status, told.active
    from granted join client using (name),
         rowseal_private.introspect(client.client_id, $2, sha256($3::bytea), (granted.claims).sub, (granted.claims).sid,
           null, null, '192.0.2.3', 'req-2') as told
   where granted.name = $1
$$;
create function pg_temp.secret() returns text language sql stable
  return (select client_secret from client where name = 'web');

-- Who does not authenticate changes nothing
select is(pg_temp.refreshed('web', method, secret), 'invalid_client', format('%s with %s is refused', method, shown))
  from (values
    ('client_secret_basic', 'wrong', 'a wrong secret'), ('client_secret_basic', null, 'none'),
    ('client_secret_post', pg_temp.secret(), 'the secret by another way than is registered'),
    ('none', null, 'no secret'), ('none', pg_temp.secret(), 'the secret'), ('private_key_jwt', null, 'no assertion'),
    (null, pg_temp.secret(), 'no method')
  ) as tried (method, secret, shown);
select is(pg_temp.refreshed('native', method, 'x'), 'invalid_client', format('a public client is no %s', method))
  from unnest(array['client_secret_basic', 'client_secret_post', 'private_key_jwt']) as method;
select is(pg_temp.refreshed('signing', method, 'x'), 'invalid_client',
  format('one that signs assertions is no %s', method))
  from unnest(array['client_secret_basic', 'client_secret_post', 'none']) as method;
select results_eq(
  $$ select (pg_temp.session_of(claims)).generation, (pg_temp.session_of(claims)).revoked_at from granted $$,
  $$ values (1, null::timestamptz), (1, null), (1, null) $$, 'nothing was rotated, and nothing revoked'
);
select is((pg_temp.session_of(claims)).ip, '192.0.2.1', 'the address of who does not authenticate is not noted')
  from granted where name = 'web';
select results_eq(
  $$ select told.* from (values ('client_secret_basic', 'wrong'), ('client_secret_post', pg_temp.secret()),
       ('none', null)) as tried (method, secret), pg_temp.introspected('web', tried.method, tried.secret) as told $$,
  $$ values ('invalid_client', null::boolean), ('invalid_client', null), ('invalid_client', null) $$,
  'who does not authenticate is told nothing'
);
update rowseal_private.oauth_clients set disabled_at = now();
select is(pg_temp.refreshed('web', 'client_secret_basic', pg_temp.secret()), 'invalid_client',
  'a disabled client is refused');
select is(pg_temp.refreshed('native', 'none', null), 'invalid_client', 'a disabled public client is refused');
update rowseal_private.oauth_clients set disabled_at = null;

-- Guesses are counted, and hold nobody up who knows the secret
select is(
  (select array_agg(distinct pg_temp.refreshed('web', 'client_secret_basic', 'guess ' || n, '198.51.100.7'))
     from generate_series(1, 21) as n), array['invalid_client'], 'so many wrong secrets from a network are evaluated'
);
select is(pg_temp.refreshed('web', 'client_secret_basic', 'one more', '198.51.100.7'), 'client_throttled',
  'the next wrong secret is not evaluated');
select is(pg_temp.refreshed('web', 'client_secret_basic', 'from elsewhere', '203.0.113.7'), 'invalid_client',
  'the control: from another network a wrong secret is evaluated');
select isnt_empty(
  $$ select from rowseal_private.audit_events where kind = 'client_refused' $$,
  'guesses are events'
);
select is(pg_temp.refreshed('web', 'client_secret_basic', pg_temp.secret(), '198.51.100.7'), 'rotated',
  'the control: the right secret rotates, from there too');
select is(pg_temp.refreshed('native', 'none', null), 'rotated', 'a public client rotates by its name');
select is(pg_temp.refreshed('signing', 'private_key_jwt', null), 'rotated', 'one whose assertion was verified rotates');
select results_eq(
  $$ select told.* from pg_temp.introspected('web', 'client_secret_basic', pg_temp.secret()) as told $$,
  $$ values ('ok', true) $$, 'the right secret is told what the grant allows'
);
select is(pg_temp.refreshed('web', 'client_secret_basic', pg_temp.secret()), 'retried', 'a retry is answered again');
update rowseal_private.sessions set rotated_at = rotated_at - interval '1 hour';
select is(pg_temp.refreshed('web', 'client_secret_basic', 'wrong'), 'invalid_client',
  'a replay by who is not the client is no replay');
select is((pg_temp.session_of(claims)).revoked_at, null,
  'a replay by who is not the client ends nothing') from granted where name = 'web';
select is(pg_temp.refreshed('web', 'client_secret_basic', pg_temp.secret()), 'reused', 'a replay by the client is one');
select isnt((pg_temp.session_of(claims)).revoked_at, null,
  'a replay by the client ends the grant') from granted where name = 'web';
select results_eq(
  $$ select told.* from pg_temp.introspected('web', 'client_secret_basic', pg_temp.secret()) as told $$,
  $$ values ('ok', false) $$, 'an ended grant is not active'
);

-- Which grants a refresh and an introspection find
create temporary table asked as select pg_temp.grant_to('web', 'acme', 'email offline_access') as claims;
create function pg_temp.asked_token(generation integer default 1, secret bytea default sha256('grantee')) returns text
  language sql stable
  return (select rowseal_test.refresh_token(claims, asked_token.generation, asked_token.secret) from asked);
create function pg_temp.asked_for(
  scope text, token rowseal_private.presented_refresh_token default rowseal_test.presented(pg_temp.asked_token()),
  client text default 'web', resource text default null
) returns text
  language sql volatile
  return (
    select (rowseal_private.refresh_grant(
             client.client_id, case when client.client_secret is null then 'none' else 'client_secret_basic' end,
             sha256(client.client_secret::bytea), asked_for.token, asked_for.resource, asked_for.scope,
             '192.0.2.2', 'req-3', 'pgTAP')).status
      from client where client.name = asked_for.client
  );
create function pg_temp.forged() returns rowseal_private.presented_refresh_token
  language sql stable
  return (
    select row(user_id, session_id, generation, digest, successor, false)::rowseal_private.presented_refresh_token
      from rowseal_test.presented(pg_temp.asked_token(secret => sha256('forged')))
  );
create function pg_temp.is_active(token text default null) returns boolean
  language sql volatile
  return (
    select (rowseal_private.introspect(
             client.client_id, 'client_secret_basic', sha256(client.client_secret::bytea), (asked.claims).sub,
             (asked.claims).sid, null, (rowseal_test.presented(is_active.token)).digest, '192.0.2.3', 'req-4')).active
      from asked, client where client.name = 'web'
  );
create function pg_temp.after(change text, question text) returns text
  language plpgsql volatile
as $$
declare
  v_answer text;
begin
  begin
    execute change;
    execute question into v_answer;
    raise exception using errcode = 'P0001', message = 'take the change back';
  exception when sqlstate 'P0001' then
    return v_answer;
  end;
end
$$;
select is(pg_temp.after('select 1', 'select pg_temp.is_active()'), 'true', 'the control: a grant is active');
select is(pg_temp.after(change, 'select pg_temp.is_active()'), 'false', format('no grant is active after: %s', change))
  from unnest(array[
    'update rowseal_private.sessions set expires_at = now() - interval ''1 second''',
    'update rowseal_private.sessions set revoked_at = now()',
    -- By hand, without the triggers that would revoke the grant.
    'set local session_replication_role = replica; update rowseal.users set disabled_at = now()',
    'set local session_replication_role = replica; delete from rowseal.memberships'
  ]) as change;
select is(pg_temp.after(
    'update rowseal_private.sessions set workspace_id = null;'
    'set local session_replication_role = replica; delete from rowseal.memberships',
    'select pg_temp.is_active()'),
  'true', 'the control: a grant that is bound to no workspace needs no membership');
select is(pg_temp.after('select 1', 'select pg_temp.asked_for(null)'), 'rotated',
  'the control: the grant is refreshed');
select is(pg_temp.after(
    'set local session_replication_role = replica; update rowseal.users set disabled_at = now()',
    'select pg_temp.asked_for(null)'), 'revoked',
  'the grant of a disabled user is not refreshed');
select is(pg_temp.is_active(pg_temp.asked_token(secret => sha256('forged'))), false,
  'a forged refresh token is not active');
select is(pg_temp.is_active(pg_temp.asked_token()), true, 'the control: the current one is');

-- What is asked for counts only with a token that would be good for it
select is(pg_temp.asked_for(scope, resource => resource), status, format('with the current token: %s', status))
  from (values ('members:manage', null, 'invalid_scope'), (null, 'https://evil.test', 'invalid_target'),
    ('members:manage', 'https://evil.test', 'invalid_target')) as beyond (scope, resource, status);
select is(pg_temp.asked_for('members:manage', token, client, resource), 'invalid',
  format('%s learns nothing of the grant by asking for too much', who))
  from (values
    ('another client', rowseal_test.presented(pg_temp.asked_token()), 'native', null),
    ('another client, for another resource', rowseal_test.presented(pg_temp.asked_token()), 'native',
      'https://evil.test'),
    ('who does not know the secret', pg_temp.forged(), 'web', null),
    ('who does not know the secret, for another resource', pg_temp.forged(), 'web', 'https://evil.test'),
    ('a token of a generation to come', rowseal_test.presented(pg_temp.asked_token(2)), 'web', null)
  ) as tried (who, token, client, resource);
select is((pg_temp.session_of(claims)).generation, 1, 'nothing of that has rotated the grant') from asked;
select is(pg_temp.asked_for(null), 'rotated', 'the control: it rotates');
select is(pg_temp.is_active(pg_temp.asked_token()), false, 'a refresh token that was rotated is not active');
select is(pg_temp.asked_for('members:manage'), 'invalid_scope', 'a retry may not ask for too much either');
select is((pg_temp.session_of(claims)).revoked_at, null, 'nothing of that has ended the grant') from asked;
update rowseal_private.sessions set rotated_at = rotated_at - interval '1 day';
select is(pg_temp.asked_for('members:manage', client => 'native'), 'invalid',
  'a replay by another client is no replay, whatever is asked for');
select is((pg_temp.session_of(claims)).revoked_at, null, 'a replay by another client ends nothing') from asked;
select is(pg_temp.asked_for('members:manage', resource => 'https://evil.test'), 'reused',
  'a replay is one, whatever is asked for with it');
select isnt((pg_temp.session_of(claims)).revoked_at, null,
  'a replay ends the grant, whatever is asked for with it') from asked;
select is(pg_temp.asked_for('members:manage'), 'revoked', 'an ended grant is no longer asked for anything');

-- Guesses at introspections are counted too
select is(
  (select array_agg(distinct told.status)
     from generate_series(1, 21) as n, client, granted, rowseal_private.introspect(
       client.client_id, 'client_secret_basic', sha256(convert_to('guess ' || n, 'UTF8')), (granted.claims).sub,
       (granted.claims).sid, null, null, '2001:db8:77::1', 'req-5') as told
    where client.name = 'web' and granted.name = 'web'), array['invalid_client'],
  'so many wrong secrets of introspections are evaluated'
);
select is(
  (select told.status
     from client, rowseal_private.introspect(
       client.client_id, 'client_secret_basic', sha256(convert_to(secret, 'UTF8')), null, null, null, null,
       '2001:db8:77::1', 'req-6') as told
    where client.name = 'web'), status, format('of the next %s', shown))
  from (values ('one more', 'client_throttled', 'a wrong one is not'), (pg_temp.secret(), 'ok', 'the right one is'))
    as tried (secret, status, shown);

-- How the user had authenticated stands beside the grant, and follows what was proved
select is((pg_temp.session_of(claims)).authentication, '{"acr": "urn:rowseal:assurance:1", "amr": ["pwd"]}',
  'a grant says how its user had authenticated') from granted where name = 'native';
insert into rowseal_private.session_proofs (user_id, session_id, kind, proved_at)
select (claims).sub, (claims).sid, 'totp', now() from granted where name = 'native';
select is((pg_temp.session_of(claims)).authentication -> 'amr', '["pwd", "otp", "mfa"]',
  'a proof that is added by hand is told too')
  from granted where name = 'native';
delete from rowseal_private.session_proofs where kind = 'totp';
select is((pg_temp.session_of(claims)).authentication -> 'amr', '["pwd"]', 'a proof that was taken back counts no more')
  from granted where name = 'native';
select is((pg_temp.session_of(
    rowseal_private.open_session(rowseal_test.id('member@acme.test'), null, null, null, null))).authentication, null,
  'a login has no client to be told');

select isnt_empty(
  $$ select from rowseal_private.sessions where client_id is not null and authentication <> '{}' $$,
  'the control: grants say how their users had authenticated'
);
select is(pg_temp.after('truncate rowseal_private.session_proofs',
    $$ select array_agg(distinct authentication)
         from rowseal_private.sessions where client_id is not null $$), '{"{}"}',
  'where all proofs are truncated, no grant says that its user had authenticated');
select is(pg_temp.after('truncate rowseal_private.session_proofs',
    'select count(authentication) from rowseal_private.sessions where client_id is null'), '0',
  'where all proofs are truncated, a login says nothing to clients either');

-- Userinfo without entering
create temporary table info as select pg_temp.grant_to('native', null, 'openid email') as claims;
create function pg_temp.sealed(email text, expires_at timestamptz) returns rowseal_private.claims
  language sql volatile
  return (
    select rowseal_private.seal_claims(
             rowseal_test.id(sealed.email), (info.claims).sid, null, (info.claims).scope,
             floor(extract(epoch from sealed.expires_at))::bigint) from info
  );
create function pg_temp.userinfo() returns jsonb
  language sql volatile
  return (
    select rowseal_private.userinfo_by_claims(
             (claims).sub, (claims).sid, (claims).scope, (claims).exp, (claims).seal_key, (claims).seal) from info
  );
select is(pg_temp.userinfo(), jsonb_build_object(
    'sub', rowseal_test.id('member@acme.test'), 'email', 'member@acme.test', 'email_verified', false),
  'the control: a grant is told what its scopes say');
create function pg_temp.is_told_after(change text) returns boolean
  language plpgsql volatile
as $$
declare
  v_told jsonb;
begin
  begin
    execute change;
    v_told := pg_temp.userinfo();
    raise exception using errcode = 'P0001', message = 'take the change back';
  exception when sqlstate 'P0001' then
    return v_told is not null;
  end;
end
$$;
select is(pg_temp.is_told_after(change), false, format('nothing is told after: %s', change))
  from unnest(array[
    'update info set claims.seal = sha256((claims).seal)',
    'update info set claims.exp = (claims).exp + 1',
    'update info set claims.scope = null',
    $$ update info set claims.sub = rowseal_test.id('owner@acme.test') $$,
    'update rowseal_private.seal_keys set retires_at = now() - interval ''1 second''',
    'update rowseal_private.sessions set revoked_at = now()',
    'update rowseal_private.sessions set expires_at = now() - interval ''1 second''',
    'update rowseal_private.sessions set resource = ''https://api.example.com''',
    'update rowseal_private.sessions set identity_scope = ''email'' where client_id is not null',
    'update rowseal.users set disabled_at = now()',
    'update rowseal_private.settings set recovery_needed = true',
    'update rowseal_private.settings set entry_evidence = ''log''',
    $$ update info set claims = pg_temp.grant_to('native', 'acme', 'openid email') $$,
    -- Under a seal of ours: no seal is what these are refused for.
    'update info set claims = pg_temp.sealed(''member@acme.test'', clock_timestamp() - interval ''1 second'')',
    'update info set claims = pg_temp.sealed(''owner@acme.test'', clock_timestamp() + interval ''1 minute'')'
  ]) as change;
select is(pg_temp.is_told_after(
    'update info set claims = pg_temp.sealed(''member@acme.test'', clock_timestamp() + interval ''1 minute'')'), true,
  'the control: by such a seal the user of the session is told, until it expires');

select * from finish();
rollback;
