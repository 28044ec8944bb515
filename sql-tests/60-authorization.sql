-- Authorization requests and codes: what is refused and to whom it is told, who is asked what, single use, replay.
begin;
set local search_path = tap, pg_catalog;
select plan(164);

select rowseal_test.personas();
select rowseal.define_scope('notes:read', 'Read notes', '{owner,admin,member,viewer}');
select rowseal.define_scope('notes:write', 'Write notes', '{owner,admin,member}');

-- Redirect URIs
select is(rowseal_private.are_redirect_uris(array[uri]), good,
  format('%s can%s be registered', uri, case when good then '' else 'not' end))
  from (values
    ('https://app.example.com/cb', true), ('https://app.example.com:8443/cb?x=1', true), ('http://127.0.0.1/cb', true),
    ('http://[::1]:80/cb', true), ('com.example.app:/cb', true), ('http://localhost:3000/cb', true),
    ('http://app.example.com/cb', false), ('https://app.example.com/cb#x', false), ('javascript:alert(1)', false),
    ('myapp:/cb', false),
    ('https://user@app.example.com/', false), ('https://app.example.com/a/../cb', false),
    ('https://app.example.com\@evil.test/', false),
    ('https://app.example.com/%2e%2e/cb', false), ('data:text/html,x', false), ('//evil.test/cb', false), ('', false),
    ('https://', false),
    ('http://127.0.0.1.evil.test/cb', false), ('https://app.example.com:65535/cb', true),
    ('https://app.example.com:65536/cb', false),
    ('http://127.0.0.1:0/cb', false), ('http://[::1]/cb', true), ('https://app.example.com/a/..;/cb', false),
    ('https://app.example.com/c b', false), (null, false)
  ) as candidate (uri, good);
select is(
  rowseal_private.matches_redirect_uri(array['https://app.example.com/cb', 'http://127.0.0.1/cb', 'http://[::1]:80/cb',
    'com.example.app:/cb'], uri), good,
  format('%s %s', uri, case when good then 'matches' else 'does not match' end)
)
  from (values
    ('https://app.example.com/cb', true), ('http://127.0.0.1:49152/cb', true), ('http://[::1]:5/cb', true),
    ('com.example.app:/cb', true),
    ('https://app.example.com/cb/', false), ('https://app.example.com/cb?x', false),
    ('https://app.example.com:443/cb', false),
    ('http://127.0.0.1:49152/other', false), ('http://127.0.0.1:49152@evil.test/cb', false),
    ('http://127.0.0.1.evil.test/cb', false),
    ('http://127.0.0.1:65536/cb', false), ('http://localhost/cb', false), ('https://127.0.0.1:1/cb', false),
    ('com.example.app:/cb2', false), (null, false)
  ) as presented (uri, good);

-- PKCE: the example of RFC 7636 appendix B
select is(
  rowseal_private.pkce_challenge(sha256('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')),
  'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 'S256 is that of RFC 7636'
);
select is(rowseal_private.pkce_challenge(null), null, 'without a verifier there is no challenge');

-- Clients
create temporary table client as
  select 'web' as name, added.*
    from rowseal_private.add_client('Web', '{https://app.example.com/cb}', 'client_secret_basic') as added
  union all
  select 'native', added.* from rowseal_private.add_client('Native', '{http://127.0.0.1/cb}', 'none',
    'openid notes:read offline_access') as added
  union all
  select 'ours', added.* from rowseal_private.add_client('Ours', '{https://ours.example.com/cb}', 'none',
    first_party => true) as added;
grant select on client to public;
create function pg_temp.client(name text) returns text
  language sql stable return (select client_id from client where client.name = $1);
create function pg_temp.refreshed(token text, client text, resource text default null, scope text default null)
  returns rowseal_private.refreshed_grant
  language sql volatile
  return (
    select rowseal_private.refresh_grant(
             client_id, case when client_secret is null then 'none' else 'client_secret_basic' end,
             sha256(client_secret::bytea), rowseal_test.presented($1), $3, $4, null, null, null)
      from client where client.name = $2
  );
create function pg_temp.introspected(claims rowseal_private.claims, client text, scope text default null)
  returns record
  language sql volatile
  return (
    select rowseal_private.introspect(
             client_id, case when client_secret is null then 'none' else 'client_secret_basic' end,
             sha256(client_secret::bytea), ($1).sub, ($1).sid, $3, null, null, null)
      from client where client.name = $2
  );
select matches(client_id, '^app_[A-Za-z0-9_-]{22}$', 'a client has an id that no user''s id can be') from client
  where name = 'web';
select is((select secret_hash from rowseal_private.oauth_clients where id = client_id),
  sha256(sha256(client_secret::bytea)), 'of a client''s secret only the hash of its hash is kept')
  from client where name = 'web';
select throws_ok(
  $$ select rowseal_private.add_client('Bad', '{http://evil.test/}', 'none') $$, '23514', null,
  'plain http elsewhere is refused'
);

-- begin_authorization
create function pg_temp.parameters(name text, more jsonb default '{}') returns jsonb
  language sql stable
  return jsonb_strip_nulls(jsonb_build_object(
    'client_id', pg_temp.client(name), 'redirect_uri', case name when 'native' then 'http://127.0.0.1/cb'
      when 'ours' then 'https://ours.example.com/cb' else 'https://app.example.com/cb' end,
    'response_type', 'code', 'scope', 'openid notes:read', 'state', 'abc', 'code_challenge_method', 'S256',
    'code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
  ) || more);
create function pg_temp.begun(name text, more jsonb default '{}', out status text, out error text,
  out redirect_uri text, out state text, out request_id uuid)
  language sql volatile
as $$
  select begun.status, begun.error, begun.redirect_uri, begun.state, begun.request_id
    from rowseal_private.begin_authorization(pg_temp.parameters(name, more), 'https://auth.test', '\x00') as begun
$$;
select rowseal_test.step_into('rowseal_issuer');
select is((pg_temp.begun('web')).status, 'ok', 'a good request is kept');
select results_eq(
  format('select status, error, redirect_uri from pg_temp.begun(%L, %L)', 'web', more),
  format('values (%L::text, null::text, null::text)', status),
  format('%s: nothing is sent anywhere', what)
)
  from (values
    ('{"client_id": "app_0000000000000000000000"}'::jsonb, 'unknown_client', 'an unknown client'),
    ('{"client_id": null}', 'unknown_client', 'no client'),
    ('{"redirect_uri": "https://evil.test/cb"}', 'redirect_uri_mismatch', 'another redirect URI'),
    ('{"redirect_uri": ["https://app.example.com/cb", "https://evil.test/"]}', 'redirect_uri_mismatch',
      'two redirect URIs')
  ) as refused (more, status, what);
select results_eq(
  format('select status, error, redirect_uri, state from pg_temp.begun(%L, %L)', 'web', more),
  format('values (%L::text, %L::text, %L::text, %L::text)', 'error', error, 'https://app.example.com/cb', 'abc'),
  format('%s: the client is told', what)
)
  from (values
    ('{"response_type": "token"}'::jsonb, 'unsupported_response_type', 'the implicit flow'),
    ('{"response_type": null}', 'unsupported_response_type', 'no response type'),
    ('{"code_challenge": null}', 'invalid_request', 'no PKCE'),
    ('{"code_challenge": ""}', 'invalid_request', 'an empty challenge is none'),
    ('{"code_challenge_method": "plain"}', 'invalid_request', 'plain PKCE'),
    ('{"code_challenge_method": null}', 'invalid_request', 'PKCE whose method defaults to plain'),
    ('{"scope": "notes:destroy"}', 'invalid_scope', 'an unknown scope'),
    ('{"scope": "notes:read  x"}', 'invalid_scope', 'no scope list'),
    ('{"resource": "ftp://x"}', 'invalid_target', 'a resource that is none'),
    ('{"prompt": "none login"}', 'invalid_request', 'none with another prompt'),
    ('{"nonce": ["a", "b"]}', 'invalid_request', 'a parameter twice'),
    ('{"request": "x"}', 'request_not_supported', 'a request object'),
    ('{"max_age": "-1"}', 'invalid_request', 'a negative age')
  ) as refused (more, error, what);
select is(
  (pg_temp.begun('native', '{"scope": "notes:write"}')).error, 'invalid_scope',
  'a client asks for no more than it is registered for'
);
select is(
  (pg_temp.begun('native', '{"scope": "openid notes:write x  openid"}')).status, 'ok',
  'with openid, scopes that the client may not have are left out'
);
select is(
  (pg_temp.begun('native', '{"redirect_uri": null}')).status, 'redirect_uri_missing',
  'OpenID Connect requires a redirect URI'
);
select is(
  (pg_temp.begun('native', '{"redirect_uri": null, "scope": "notes:read"}')).status, 'ok',
  'plain OAuth requires no redirect URI where only one is registered'
);
select is(
  (pg_temp.begun('native', '{"redirect_uri": "http://127.0.0.1:50000/cb"}')).redirect_uri, 'http://127.0.0.1:50000/cb',
  'a native app picks its port'
);
select rowseal_test.leave();

-- answer_authorization: whoever is signed in where the request came from is asked, and nobody else
create temporary table browser as
  select opened.refresh_token as token
    from rowseal_test.open_session(rowseal_test.id('member@acme.test'), null, null, null, 'a browser') as opened;
grant select on browser to public;
create function pg_temp.answered(
  request uuid, secret bytea default '\x00', signed_in boolean default true, approved boolean default null,
  workspace uuid default null
) returns text
  language sql volatile
as $$
  select concat_ws(' ', answer.status, answer.error, left(answer.code, 4))
    from rowseal_private.answer_authorization(request, secret, case
      when signed_in then rowseal_test.presented((select token from browser)) end, approved, workspace) as answer
$$;
create temporary table asked as select (pg_temp.begun('web')).request_id as id;
select is(pg_temp.answered(id, '\x01'), 'expired', 'in another browser a request does not exist') from asked;
select is(pg_temp.answered(id, signed_in => false), 'sign_in', 'nobody is signed in') from asked;
select is(pg_temp.answered(id), 'consent', 'somebody who is signed in is asked') from asked;
select is(pg_temp.answered(id, approved => true), 'ok rsc_', 'somebody who agrees sends a code to the client')
  from asked;
select is(pg_temp.answered(id, approved => true), 'expired', 'a request is answered once') from asked;
select is(
  pg_temp.answered((pg_temp.begun('web')).request_id), 'ok rsc_', 'somebody who has agreed before is not asked again'
);
select is(
  pg_temp.answered((pg_temp.begun('web', '{"prompt": "consent"}')).request_id), 'consent', 'prompt=consent asks again'
);
select is(
  pg_temp.answered((pg_temp.begun('web', '{"scope": "openid notes:read notes:write"}')).request_id), 'consent',
  'a request for more scopes asks again'
);
select is(pg_temp.answered((pg_temp.begun('native')).request_id), 'consent', 'a native app has its user asked');
select is(
  pg_temp.answered((pg_temp.begun('native')).request_id, approved => true), 'ok rsc_', 'a native app gets its code'
);
select is(
  pg_temp.answered((pg_temp.begun('native')).request_id), 'consent', 'a native app has its user asked each time'
);
select is(pg_temp.answered((pg_temp.begun('ours')).request_id), 'ok rsc_', 'a first-party application asks nobody');
select is(
  pg_temp.answered((pg_temp.begun('web')).request_id, approved => false), 'error access_denied',
  'somebody who declines sends no code'
);
select is(
  pg_temp.answered((pg_temp.begun('web', '{"prompt": "none"}')).request_id, signed_in => false), 'error login_required',
  'prompt=none shows no sign-in'
);
select is(
  pg_temp.answered((pg_temp.begun('native', '{"prompt": "none"}')).request_id), 'error consent_required',
  'prompt=none shows no consent'
);
update rowseal_private.sessions set authenticated_at = now() - interval '1 hour' where user_agent = 'a browser';
update rowseal_private.session_proofs set proved_at = now() - interval '1 hour'
  where session_id in (select id from rowseal_private.sessions where user_agent = 'a browser');
select is(
  pg_temp.answered((pg_temp.begun('web', '{"prompt": "login"}')).request_id), 'sign_in',
  'prompt=login asks for another sign-in'
);
select is(
  pg_temp.answered((pg_temp.begun('web', '{"prompt": "select_account"}')).request_id), 'sign_in',
  'prompt=select_account asks for another sign-in, and as whom'
);
select is(
  pg_temp.answered((pg_temp.begun('web', '{"max_age": "60"}')).request_id), 'sign_in',
  'a sign-in that is too old asks for another one'
);
select is(
  pg_temp.answered((pg_temp.begun('web', '{"max_age": "7200"}')).request_id), 'ok rsc_',
  'a sign-in that is new enough asks for no other'
);
create function pg_temp.left_open(max_age text) returns text
  language plpgsql volatile
as $$
declare
  v_id constant uuid := (pg_temp.begun('web', jsonb_build_object('max_age', left_open.max_age))).request_id;
begin
  update rowseal_private.oauth_requests set created_at = now() - interval '8 minutes' where id = v_id;
  return pg_temp.answered(v_id);
end
$$;
select is(pg_temp.left_open('3500'), 'sign_in', 'a page that was left open lends an old sign-in no time');
select is(pg_temp.left_open('3700'), 'ok rsc_',
  'a page that was left open asks for no sign-in while one is new enough');
update rowseal_private.oauth_requests set expires_at = now() where answered_at is null;
select is(pg_temp.answered(id, approved => true), 'expired', 'a request that has waited too long is gone')
  from (select id from rowseal_private.oauth_requests where answered_at is null limit 1) as late;

-- A workspace is chosen where there is a choice
update browser set token = (
  select refresh_token from rowseal_test.open_session(rowseal_test.id('owner@globex.test'), null, null, null,
    'another browser')
);
create temporary table choice as select (pg_temp.begun('ours')).request_id as id;
select is(pg_temp.answered(id), 'consent', 'somebody in two workspaces chooses one, for every client') from choice;
select is(pg_temp.answered(id, approved => true), 'consent',
  'somebody in two workspaces has not agreed before choosing') from choice;
select is(pg_temp.answered(id, approved => true, workspace => rowseal_test.id('nowhere')), 'consent',
  'choosing a workspace of others is no agreement') from choice;
select is(pg_temp.answered(id, approved => true, workspace => rowseal_test.id('acme')), 'ok rsc_',
  'choosing an own workspace is an agreement') from choice;
select is(
  pg_temp.answered((pg_temp.begun('ours', '{"scope": "openid email"}')).request_id), 'ok rsc_',
  'identity alone needs no workspace'
);
update browser set token = (
  select refresh_token from rowseal_test.open_session(rowseal_test.id('stranger@nowhere.test'), null, null, null,
    'a third')
);
select is(
  pg_temp.answered((pg_temp.begun('ours')).request_id), 'ok rsc_',
  'somebody without a workspace can still say who they are'
);
select is(
  (
    select scope || '|' || identity_scope
      from rowseal_private.oauth_codes
     where user_id = rowseal_test.id('stranger@nowhere.test')
  ), '|openid', 'somebody without a workspace grants nothing else'
);
select is(
  pg_temp.answered((pg_temp.begun('web')).request_id), 'consent',
  'others than our own application ask them all the same'
);
select is(
  pg_temp.answered((pg_temp.begun('ours', '{"scope": "notes:read"}')).request_id), 'error access_denied',
  'where there is nothing else to grant they are refused'
);
select is(
  pg_temp.answered((pg_temp.begun('ours', '{"scope": "openid notes:read", "prompt": "none"}')).request_id),
  'ok rsc_', 'a silent request learns who they are too'
);

-- redeem_code
create function pg_temp.code(name text, more jsonb default '{}') returns text
  language sql volatile
as $$
  select answer.code
    from rowseal_private.answer_authorization((pg_temp.begun(name, more)).request_id, '\x00',
      rowseal_test.presented((select token from browser)), true, rowseal_test.id('acme')) as answer
$$;
create function pg_temp.redeemed(
  code text, client text, verifier text default 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  redirect text default null, resource text default null
) returns text
  language sql volatile
as $$
  select redeemed.status from rowseal_private.redeem_code(
    rowseal_test.presented('rsc_', code), pg_temp.client(client), redirect, sha256(verifier::bytea), resource, null,
    'redeemer'
  ) as redeemed
$$;
update browser set token = (
  select refresh_token from rowseal_test.open_session(rowseal_test.id('member@acme.test'), null, null, null, 'a fourth')
);
create temporary table issued as select pg_temp.code('web') as code;
grant select on issued to public;
select is(pg_temp.redeemed(code, 'native'), 'invalid_grant', 'another client gets nothing for a code') from issued;
select is(pg_temp.redeemed(code, 'web', repeat('x', 43)), 'invalid_grant', 'another verifier gets nothing for a code')
  from issued;
select is(pg_temp.redeemed(code, 'web', null), 'invalid_grant', 'no verifier gets nothing for a code') from issued;
select is(pg_temp.redeemed(code, 'web', redirect => 'https://app.example.com/other'), 'invalid_grant',
  'another redirect URI gets nothing for a code') from issued;
select is(pg_temp.redeemed(code, 'web', resource => 'https://other.test'), 'invalid_grant',
  'another resource gets nothing for a code')
  from issued;
select is(pg_temp.redeemed(code, 'web', redirect => 'https://app.example.com/cb'), 'ok',
  'the right client, verifier, URI and resource redeem a code')
  from issued;
select is(revoked_at, null, 'the grant of a redeemed code lives') from rowseal_private.sessions
  where user_agent = 'redeemer';
select is(pg_temp.redeemed(code, 'web'), 'invalid_grant', 'a code is redeemed once') from issued;
select isnt(revoked_at, null, 'a replay ends the grant of a code') from rowseal_private.sessions
  where user_agent = 'redeemer';
update issued set code = pg_temp.code('web');
update rowseal_private.oauth_codes set expires_at = clock_timestamp() where session_id is null;
select is(pg_temp.redeemed(code, 'web'), 'invalid_grant', 'a code lives for a minute') from issued;
update issued set code = pg_temp.code('web');
update rowseal.users set disabled_at = now() where id = rowseal_test.id('member@acme.test');
select is(pg_temp.redeemed(code, 'web'), 'invalid_grant', 'a disabled user''s code is refused') from issued;
update rowseal.users set disabled_at = null where id = rowseal_test.id('member@acme.test');
select is(pg_temp.redeemed(code, 'web'), 'invalid_grant',
  'a disabled user''s code stays refused when they are enabled again') from issued;
update browser set token = (
  select refresh_token from rowseal_test.open_session(rowseal_test.id('member@acme.test'), null, null, null, 'a fifth')
);
update issued set code = pg_temp.code('web');
select cmp_ok(
  rowseal_private.revoke_sessions(
    rowseal_test.id('member@acme.test'), 'ended_by_user',
    (select id from rowseal_private.sessions where user_agent = 'a fifth')
  ), '>=', 0, 'ending all other sessions ends the one with a waiting code'
);
select is(pg_temp.redeemed(code, 'web'), 'invalid_grant', 'a code of an ended session opens nothing') from issued;
select isnt_empty(
  $$ select from rowseal_private.oauth_codes where user_id = rowseal_test.id('member@acme.test')
       and session_id is not null $$,
  'codes that were redeemed are kept, so that a replay is recognised'
);

-- What a grant is
create temporary table grant_made as
  select redeemed.*, rowseal_test.refresh_token(claims, 1, sha256('grantee')) as refresh_token
    from rowseal_private.redeem_code(
      rowseal_test.presented('rsc_', pg_temp.code(
        'web',
        '{"scope": "openid email offline_access notes:read notes:write", "nonce": "n", "resource": '
        '"https://api.example.com"}'
      )),
      pg_temp.client('web'), null, sha256('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'), null, null, 'grantee',
      sha256(sha256('grantee'))
    ) as redeemed;
grant select on grant_made to public;
select results_eq(
  $$ select granted ->> 'scope', granted ->> 'resource', granted -> 'identity' ->> 'sub',
       granted -> 'identity' ->> 'nonce',
            granted -> 'identity' ?| array['name', 'email'], (claims).scope, (claims).workspace from grant_made $$,
  $$ values ('openid email offline_access notes:read notes:write', 'https://api.example.com',
       rowseal_test.id('member@acme.test')::text, 'n', false, 'notes:read notes:write',
             rowseal_test.id('acme')) $$,
  'a grant says what was granted, and no more of its user than that'
);
select throws_ok(
  $$ select rowseal_test.enter(claims) from grant_made $$, 'RS001', null,
  'a genuine access token for another resource does not enter by SQL'
);
create function pg_temp.for_resource(resource text) returns void
  language sql volatile
as $$ update rowseal_private.sessions as session set resource = $1 from grant_made
    where session.id = (grant_made.claims).sid $$;
select pg_temp.for_resource(null);
select lives_ok(
  $$ select rowseal_test.enter(claims) from grant_made $$, 'the control: an access token for this server enters'
);
select is(rowseal.effective_scopes(), '{notes:read,notes:write}', 'a grant has the scopes that the role grants too');
select is(rowseal.userinfo() ->> 'email', 'member@acme.test', 'a grant with profile and email tells of its user');
select throws_ok('select * from rowseal.list_sessions()', 'RS010', null, 'a grant does not manage the account');
select throws_ok('select * from rowseal.list_connected_apps()', 'RS010', null, 'a grant does not manage other grants');
select rowseal_test.leave();
update rowseal.memberships set role = 'viewer' where user_id = rowseal_test.id('member@acme.test');
select rowseal_test.enter(claims) from grant_made;
select is(rowseal.effective_scopes(), '{notes:read}', 'a lesser role leaves less, at once');
select rowseal_test.leave();
select pg_temp.for_resource('https://api.example.com');
select results_eq(
  $$ select told.status, told.active, told.granted
       from grant_made, pg_temp.introspected(claims, 'web') as told (
         status text, active boolean, sub uuid, username text, granted text, iat bigint, exp bigint, auth_time bigint,
         authentication jsonb) $$,
  $$ values ('ok', true, 'openid email offline_access notes:read') $$,
  'introspection shows what a lesser role leaves'
);
select results_eq(
  $$ select told.status, told.active, told.sub, told.username
       from grant_made, pg_temp.introspected(claims, 'native') as told (
         status text, active boolean, sub uuid, username text, granted text, iat bigint, exp bigint, auth_time bigint,
         authentication jsonb) $$,
  $$ values ('ok', false, null::uuid, null) $$,
  'introspection tells only a token''s own client'
);

-- Its refresh token
select is((rowseal_test.refresh_session(refresh_token)).status, 'invalid',
  'a grant cannot be refreshed without its client')
  from grant_made;
select is((pg_temp.refreshed(refresh_token, 'native')).status, 'invalid',
  'a grant cannot be refreshed by another client') from grant_made;
select is(
  (pg_temp.refreshed(refresh_token, 'web', 'https://other.test')).status, 'invalid_target',
  'a grant cannot be refreshed for another resource'
) from grant_made;
select is(rowseal_private.log_out(rowseal_test.presented(refresh_token)), false, 'a grant cannot be logged out')
  from grant_made;
select is((rowseal_private.answer_authorization((pg_temp.begun('web')).request_id, '\x00',
  rowseal_test.presented(refresh_token))).status, 'sign_in', 'a grant''s refresh token signs nobody in on pages')
  from grant_made;
select is(
  (pg_temp.refreshed(refresh_token, 'web', 'https://api.example.com')).scope,
  'openid email offline_access notes:read notes:write', 'its client refreshes it, for what was granted'
) from grant_made;
select is(
  (pg_temp.refreshed(refresh_token, 'web', '')).status, 'invalid_target',
  'a grant for a resource cannot be refreshed for this server instead'
) from grant_made;
select is(
  (pg_temp.refreshed(refresh_token, 'web', null, scope)).status, 'invalid_scope',
  format('a grant cannot be refreshed for the scope "%s"', scope)
) from grant_made, unnest(array['openid profile', 'notes:read notes:destroy', 'members:manage', ' ']) as scope;
create temporary table narrowed as
  select refreshed.* from grant_made,
  pg_temp.refreshed(refresh_token, 'web', null, 'openid notes:write') as refreshed;
grant select on narrowed to public;
select results_eq(
  $$ select status, (claims).scope, scope from narrowed $$,
  $$ values ('retried', 'notes:write', 'openid email offline_access notes:write') $$,
  'a grant is refreshed for fewer scopes, which are sealed'
);
select results_eq(
  $$ select told.granted
       from narrowed, pg_temp.introspected(claims, 'web', (claims).scope) as told (
         status text, active boolean, sub uuid, username text, granted text, iat bigint, exp bigint, auth_time bigint,
         authentication jsonb) $$,
  $$ values ('openid email offline_access') $$,
  'introspection of such a token shows only what the role grants too'
);
select pg_temp.for_resource(null);
select lives_ok(
  $$ select rowseal_test.enter(claims) from narrowed $$, 'a narrowed access token enters, were it for this server'
);
select is(rowseal.effective_scopes(), '{}', 'a narrowed access token has only the scopes left');
select rowseal_test.leave();
select is(rowseal_private.revoke_by_refresh_token(pg_temp.client('native'), rowseal_test.presented(refresh_token),
  null), false, 'another client cannot revoke it') from grant_made;
select is(rowseal_private.revoke_by_refresh_token(pg_temp.client('web'), rowseal_test.presented(refresh_token), null),
  true, 'a grant is revoked by its own client') from grant_made;
select throws_ok(
  $$ select rowseal_test.enter(claims) from grant_made $$, 'RS002', null,
  'a revoked grant''s access token is refused at once'
);
create temporary table once_only as
  select redeemed.*
    from rowseal_private.redeem_code(
      rowseal_test.presented('rsc_', pg_temp.code('web')), pg_temp.client('web'), null,
      sha256('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'),
      null, null, null, sha256('unused')
    ) as redeemed;
select results_eq(
  $$ select refreshable, refresh_hash from once_only join rowseal_private.sessions on sessions.id = (claims).sid $$,
  'values (false, null::bytea)', 'without offline_access there is no refresh token'
);

-- Applications of a workspace
select rowseal_test.persona('disabled@acme.test', 'acme', 'viewer');
update rowseal.users set disabled_at = now() where email = 'disabled@acme.test';
insert into rowseal_private.oauth_clients (id, name, redirect_uris, auth_method)
values ('app_00000000000000000workA', 'Work A', '{https://a.test/}', 'none'),
       ('app_00000000000000000workB', 'Work B', '{https://b.test/}', 'none');
insert into rowseal_private.sessions (
  user_id, workspace_id, client_id, scope, identity_scope, created_at, expires_at, revoked_at)
select rowseal_test.id(email), rowseal_test.id(workspace), 'app_00000000000000000work' || client, scope, 'openid',
       now() - coalesce(age, interval '0'), now() + ends, revoked_at
  from (values
    ('member@acme.test', 'acme', 'A', 'notes:read notes:write', interval '1 day', null::timestamptz, null::interval),
    ('viewer@acme.test', 'acme', 'A', 'notes:read', interval '1 day', null, null),
    ('viewer@acme.test', 'acme', 'A', 'notes:read', interval '1 day', null, null),
    -- None of these has access to it now.
    ('admin@acme.test', 'acme', 'A', 'members:read', interval '-1 day', null, null),
    ('owner@acme.test', 'acme', 'A', 'members:read', interval '1 day', now(), null),
    ('owner@acme.test', 'acme', 'A', 'members:read', interval '1 day', null, interval '31 days'),
    ('disabled@acme.test', 'acme', 'A', 'members:read', interval '1 day', null, null),
    ('stranger@nowhere.test', 'acme', 'A', 'members:read', interval '1 day', null, null),
    ('owner@globex.test', 'globex', 'B', 'notes:read', interval '1 day', null, null)
  ) as granted (email, workspace, client, scope, ends, revoked_at, age);
update rowseal.workspaces set longest_token_lifetime = '30 days' where slug = 'acme';
select rowseal_test.enter_as('admin@acme.test', 'acme');
select results_eq(
  $$ select name, members, scopes from rowseal.list_workspace_apps() where name like 'Work %' $$,
  $$ values ('Work A', 2, '{notes:read,notes:write}'::text[]) $$,
  'who looks after members sees which applications have access, by how many of them, and to what'
);
select is(
  (select count(*) from rowseal.list_workspace_apps('app_00000000000000000workA') where name = 'Work A'), 0::bigint,
  'the next page begins after the last one shown'
);
select is(
  (select description from rowseal.list_scopes() where name = 'notes:read'), 'Read notes', 'scopes are said in words'
);
select rowseal_test.leave();
select rowseal_test.enter_as('member@acme.test', 'acme');
select throws_ok('select * from rowseal.list_workspace_apps()', 'RS006', null, 'nobody else does');
select rowseal_test.leave();
select rowseal_test.enter_as('owner@globex.test', 'globex');
select results_eq(
  $$ select name from rowseal.list_workspace_apps() $$, $$ values ('Work B') $$, 'each workspace has its own'
);
select rowseal_test.leave();
select rowseal_test.enter_as('owner@acme.test');
select throws_ok('select * from rowseal.list_workspace_apps()', 'RS007', null, 'outside a workspace there are none');
select rowseal_test.leave();

update rowseal.workspaces set longest_token_lifetime = default where slug = 'acme';

-- Connected applications
select rowseal_test.enter_as('member@acme.test');
select is(
  (select count(*) > 0 from rowseal.list_connected_apps()), true, 'a user sees the applications that they allowed'
);
select ok(rowseal.disconnect_app(pg_temp.client('web')) > 0, 'a user disconnects an application');
select is(
  (select count(*) from rowseal.list_connected_apps() where name = 'Web'), 0::bigint,
  'disconnecting takes effect at once'
);
select rowseal_test.leave();
select is(
  (select count(*) from rowseal_private.oauth_consents where user_id = rowseal_test.id('member@acme.test')
    and client_id = pg_temp.client('web')), 0::bigint,
  'disconnecting forgets the consent'
);
select is(rowseal_private.remove_client(pg_temp.client('web')), true, 'a client can be removed');
select is(
  (select count(*) from rowseal_private.sessions where client_id = pg_temp.client('web')), 0::bigint,
  'removing a client ends its grants'
);

-- Assertions, registration
select is(rowseal_private.use_assertion(pg_temp.client('native'), 'x', now()), true, 'an assertion is accepted');
select is(rowseal_private.use_assertion(pg_temp.client('native'), 'x', now()), false, 'an assertion is accepted once');
create function pg_temp.registered(uris text[], method text default 'none', scope text default null) returns text
  language sql volatile
as $$ select registered.status
    from rowseal_private.register_client('Robot', uris, method, scope, null) as registered $$;
select is(pg_temp.registered('{http://localhost:1/cb}'), 'closed', 'clients cannot register themselves by default');
update rowseal_private.settings set client_registration_open = true, client_registration_scope = 'openid notes:read';
select is(
  pg_temp.registered('{http://localhost:1/cb}'), 'registered', 'clients register themselves where the policy allows it'
);
select is(
  pg_temp.registered('{http://evil.test/cb}'), 'invalid_redirect_uri',
  'a client cannot register itself with any redirect URI'
);
select is(
  pg_temp.registered('{http://localhost:1/cb}', 'private_key_jwt'), 'invalid_client_metadata',
  'a client cannot register itself with any method'
);
select is(
  (select granted_scope from rowseal_private.register_client('Robot', '{http://localhost:1/cb}', 'none',
    'notes:read notes:write', null)), 'notes:read',
  'a client cannot register itself with any scope'
);

select * from finish();
rollback;
