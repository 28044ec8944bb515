-- Signing out for applications: who is asked, where nobody is sent, which clients are told that a session has ended.
begin;
set local search_path = tap, pg_catalog;
select plan(51);

select rowseal_test.personas();
create function pg_temp.no_jobs() returns void
  language sql volatile as $$ delete from graphile_worker_rowseal._private_jobs $$;
create function pg_temp.told() returns text
  language sql stable
  return (select string_agg(payload ->> 'client_id', ' ' order by id) from graphile_worker_rowseal._private_jobs
           where task_id = (select id from graphile_worker_rowseal._private_tasks where identifier = 'logout'));
create temporary table client as
  select 'a' as name, added.client_id as id from rowseal_private.add_client(
    'A', '{https://a.test/cb}', 'client_secret_basic', first_party => true,
      backchannel_logout_uri => 'https://a.test/logout',
    post_logout_redirect_uris => '{https://a.test/bye}') as added
  union all
  select 'b', added.client_id from rowseal_private.add_client(
    'B', '{https://b.test/cb}', 'client_secret_basic', first_party => true,
      post_logout_redirect_uris => '{https://b.test/bye}') as added
  union all
  select 'c', added.client_id from rowseal_private.add_client(
    'C', '{https://c.test/cb}', 'none', registered_by_itself => true, backchannel_logout_uri => 'https://c.test/logout',
    post_logout_redirect_uris => '{https://c.test/bye}') as added;
create function pg_temp.client(name text) returns text
  language sql stable return (select id from client where client.name = $1);
select throws_ok(
  format('select rowseal_private.add_client(%L, %L, %L, post_logout_redirect_uris => %L)', 'X', '{https://x.test/}',
    'none', array[uri]), '23514', null,
  format('nobody is sent to %s', uri)
)
  from (values ('http://evil.test/'), ('javascript:alert(1)'), ('https://x.test/#a'), ('https://u@x.test/'),
    ('//x.test/')) as bad (uri);
select throws_ok(
  format('select rowseal_private.add_client(%L, %L, %L, backchannel_logout_uri => %L)', 'X', '{https://x.test/}',
    'none', uri), '23514', null,
  format('nobody is told at %s', uri)
)
  from (values ('http://10.0.0.1/'), ('com.example.app:/x'), ('https://x.test/#a'), ('file:///etc/passwd'))
    as bad (uri);
select throws_ok(
  $$ select rowseal_private.add_client('X', '{https://x.test/}', 'client_secret_basic', nonce_waived => true) $$,
    '23514', null,
  'the nonce is waived together with PKCE only'
);

-- Grants of a browser
create temporary table browser as
  select (opened.claims).sub as user_id, (opened.claims).sid as id, opened.refresh_token as token
    from rowseal_test.open_session(rowseal_test.id('member@acme.test'), null, null, null, 'a browser') as opened;
create function pg_temp.presented() returns rowseal_private.presented_refresh_token
  language sql stable return rowseal_test.presented((select token from browser));
-- Another login; the one before goes on.
create function pg_temp.signed_in(email text default 'member@acme.test') returns void
  language sql volatile
as $$
  update browser set user_id = (opened.claims).sub, id = (opened.claims).sid, token = opened.refresh_token
    from rowseal_test.open_session(rowseal_test.id(email), null, null, null, 'another browser') as opened
$$;
create function pg_temp.granted(name text) returns text
  language sql volatile
as $$
  select redeemed.granted #>> '{identity,sid}'
    from rowseal_private.begin_authorization(jsonb_build_object(
           'client_id', pg_temp.client(name), 'redirect_uri', format('https://%s.test/cb', name), 'response_type',
             'code', 'scope', 'openid',
           'code_challenge_method', 'S256', 'code_challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
         ), 'https://auth.test', '\x00') as begun,
         rowseal_private.answer_authorization(begun.request_id, '\x00', pg_temp.presented(), true) as answer,
         rowseal_private.redeem_code(
           rowseal_test.presented('rsc_', answer.code), pg_temp.client(name), null,
             sha256('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'), null, null, null
         ) as redeemed
$$;
select is(pg_temp.granted('a'), id::text, 'a client knows the session by the id of the login') from browser;
select is(pg_temp.granted('a'), id::text, 'each time the same') from browser;
select is(pg_temp.granted('b'), id::text, 'as every client of the browser does') from browser;
select set_eq(
  $$ select client_id, sid from rowseal_private.session_clients $$, $$ select pg_temp.client('a'), id from browser $$,
  'those that have said where are told, once'
);

-- begin_logout
create function pg_temp.begun(more jsonb, hint jsonb default null, out status text, out request_id uuid)
  language sql volatile
as $$ select begun.status, begun.request_id from rowseal_private.begin_logout(more, '\x00', null, hint) as begun $$;
create function pg_temp.hint(name text) returns jsonb
  language sql stable
  return (select jsonb_build_object('aud', pg_temp.client(name), 'sub', browser.user_id, 'sid', browser.id)
    from browser);
select is((pg_temp.begun(parameters, hint)).status, wanted, what)
  from (values
    ('{"id_token_hint": "x"}'::jsonb, null::jsonb, 'hint_refused', 'an ID token that is none of ours'),
    (jsonb_build_object('id_token_hint', 'x', 'client_id', pg_temp.client('b')), pg_temp.hint('a'), 'hint_refused',
      'the ID token of another client'),
    ('{"client_id": "app_0000000000000000000000"}', null, 'unknown_client', 'a client that is unknown'),
    ('{"post_logout_redirect_uri": "https://a.test/bye"}', null, 'client_missing', 'an address of nobody'),
    (jsonb_build_object('client_id', pg_temp.client('b'), 'post_logout_redirect_uri', 'https://a.test/bye'), null,
      'redirect_uri_mismatch', 'the address of another client'),
    (jsonb_build_object('client_id', pg_temp.client('a'), 'post_logout_redirect_uri', 'https://a.test/bye?x=1'),
      null, 'redirect_uri_mismatch', 'an address with a query added'),
    (jsonb_build_object('client_id', pg_temp.client('a'), 'post_logout_redirect_uri', 'https://a.test/cb'), null,
      'redirect_uri_mismatch', 'an address for codes'),
    (jsonb_build_object('client_id', pg_temp.client('a'), 'post_logout_redirect_uri', array['https://a.test/bye',
      'https://evil.test/']), null, 'repeated', 'two addresses'),
    (jsonb_build_object('client_id', pg_temp.client('a'), 'post_logout_redirect_uri', 'https://a.test/bye'), null,
      'ok', 'what is registered'),
    (jsonb_build_object('client_id',
      (select client_id from rowseal_private.add_client('Without addresses', array['https://c.test/cb'],
        'none', first_party => true))), null, 'ok', 'a client that has registered no address, and names none'),
    ('{}', null, 'ok', 'nothing at all')
  ) as asked (parameters, hint, wanted, what);

-- answer_logout
create function pg_temp.answered(request uuid, approved boolean default null, secret bytea default '\x00',
  signed_in boolean default true) returns text
  language sql volatile
as $$
  select concat_ws(' ', answer.status, answer.redirect_uri, answer.state, case when answer.trusted then 'trusted' end)
    from rowseal_private.answer_logout(request, secret, case when signed_in then pg_temp.presented() end, approved)
      as answer
$$;
create function pg_temp.asked(name text, hint jsonb default null) returns uuid
  language sql volatile
  return (pg_temp.begun(jsonb_build_object('client_id', pg_temp.client(name), 'post_logout_redirect_uri',
    format('https://%s.test/bye', name), 'state', 's'), hint)).request_id;
create function pg_temp.lives() returns boolean
  language sql volatile return (select revoked_at is null from rowseal_private.sessions as session, browser
    where session.id = browser.id);
select is(pg_temp.answered(pg_temp.asked('a', pg_temp.hint('a')), secret => '\x01'), 'expired',
  'in another browser a sign-out request does not exist');
select is(pg_temp.answered(pg_temp.asked('a')), 'confirm https://a.test/bye s',
  'without an ID token the user is asked');
select is(pg_temp.answered(pg_temp.asked('a',
  pg_temp.hint('a') || '{"sid": "00000000-0000-0000-0000-000000000000"}')), 'confirm https://a.test/bye s',
  'with an ID token of another session the user is asked');
select is(pg_temp.answered(pg_temp.asked('a',
  pg_temp.hint('a') || '{"sub": "00000000-0000-0000-0000-000000000000"}')), 'confirm https://a.test/bye s',
  'with an ID token of another user the user is asked');
select is(pg_temp.answered(pg_temp.asked('a', pg_temp.hint('a')), false), 'kept https://a.test/bye s trusted',
  'somebody who says no is sent back');
select ok(pg_temp.lives(), 'somebody who says no stays signed in');
select is(pg_temp.answered(pg_temp.asked('c'), signed_in => false), 'ended https://c.test/bye s',
  'nobody vouches for a client that has registered itself');
select is(pg_temp.answered(pg_temp.asked('a'), signed_in => false), 'ended https://a.test/bye s trusted',
  'an operator vouches for the clients they register');
create temporary table asking as select pg_temp.asked('a', pg_temp.hint('a')) as id;
select is(pg_temp.answered(id), 'ended https://a.test/bye s trusted',
  'with an ID token of the same session nobody is asked') from asking;
select ok(not pg_temp.lives(), 'the session of the sign-out has ended');
select is(pg_temp.answered(id), 'expired', 'a sign-out request is answered once') from asking;
select is(pg_temp.told(), pg_temp.client('a'), 'a client with a logout URI is told of it');
select pg_temp.no_jobs(), pg_temp.signed_in();
select is(pg_temp.answered(pg_temp.asked('c'), true), 'ended https://c.test/bye s trusted',
  'somebody who agrees is sent on, for every client');
select is(pg_temp.told(), null, 'clients that know nothing of the session are not told');

-- Whatever ends it
select pg_temp.signed_in(), pg_temp.granted('c'), pg_temp.granted('a');
select is(rowseal_private.revoke_session(user_id, id, 'refresh_token_reused'), true, 'a theft is noticed') from browser;
select set_eq(
  $$ select payload ->> 'client_id' as client, payload ->> 'sid' as sid, payload ->> 'user_id' as user
    from graphile_worker_rowseal._private_jobs where priority = 10 $$,
  $$ select client.id as client, browser.id::text as sid, browser.user_id::text as user from client, browser
    where name in ('a', 'c') $$,
  'every client that knows the session is told'
);
select results_eq(
  $$ select queue_name = 'logout' as shared, queue_name like 'logout app_%' as own
    from graphile_worker_rowseal._private_jobs as job
       join graphile_worker_rowseal._private_job_queues as queue on queue.id = job.job_queue_id order by 1 $$,
  $$ values (false, true), (true, false) $$,
    'self-registered clients wait for each other, and for nobody else'
);
select pg_temp.no_jobs(), pg_temp.signed_in(), pg_temp.granted('a');
update rowseal.users set disabled_at = now() where id = rowseal_test.id('member@acme.test');
select is(pg_temp.told(), pg_temp.client('a'), 'clients are told of an account that is disabled');
update rowseal.users set disabled_at = null where id = rowseal_test.id('member@acme.test');
select pg_temp.no_jobs(), pg_temp.signed_in(), pg_temp.granted('a');
update rowseal_private.sessions as session set expires_at = now() from browser where session.id = browser.id;
delete from rowseal_private.sessions as session using browser where session.id = browser.id;
select is(pg_temp.told(), null, 'a session that has expired ended by itself');
select pg_temp.signed_in('admin@acme.test'), pg_temp.granted('a');
delete from rowseal.users where id = rowseal_test.id('admin@acme.test');
select is(pg_temp.told(), pg_temp.client('a'), 'clients are told of an account that is deleted');
select pg_temp.no_jobs(), pg_temp.signed_in(), pg_temp.granted('a');

-- Signing in again
create temporary table before as select * from browser;
select pg_temp.signed_in();
select rowseal_private.replace_session(
  before.user_id, before.id, (select rowseal_private.access_claims(session) from rowseal_private.sessions as session,
    browser where session.id = browser.id), null
) from before;
select is(pg_temp.told(), null, 'somebody who signs in again as the same user stays signed in everywhere');
select is(pg_temp.answered(pg_temp.asked('a', pg_temp.hint('a') || jsonb_build_object('sid', id))),
  'ended https://a.test/bye s trusted', 'an ID token from before is still of this session')
  from before;
select is((select payload ->> 'sid' from graphile_worker_rowseal._private_jobs where priority = 10), id::text,
  'a client is told of a session by the sid that it knows') from before;
select pg_temp.no_jobs(), pg_temp.signed_in(), pg_temp.granted('a');
update before set user_id = browser.user_id, id = browser.id from browser;
select pg_temp.signed_in('owner@acme.test');
select rowseal_private.replace_session(
  before.user_id, before.id, (select rowseal_private.access_claims(session) from rowseal_private.sessions as session,
    browser where session.id = browser.id), null
) from before;
select is(pg_temp.told(), pg_temp.client('a'), 'another user in the same browser ends it');

-- What is sent
select results_eq(
  format('select uri, client_id, subject, sid, algorithm, registered_by_itself from rowseal_private.compose_logout(%L)',
    jsonb_build_object('client_id', pg_temp.client('a'), 'user_id', 'u', 'sid', 's')),
  format('values (%L::text, %L::text, %L::text, %L::text, %L::text, false)', 'https://a.test/logout',
    pg_temp.client('a'), 'u', 's', 'RS256'),
  'where, for whom, of whom'
);
update rowseal_private.oauth_clients set disabled_at = now() where name = 'A';
select is_empty(
  format('select from rowseal_private.compose_logout(%L)', jsonb_build_object('client_id', pg_temp.client('a'),
    'user_id', 'u', 'sid', 's')),
  'a client that is gone is not told'
);

select * from finish();
rollback;
