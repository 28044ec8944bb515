-- Logins through identity providers: what may be configured, single use and binding of a login, who an identity leads
-- to, what is told.
begin;
set local search_path = tap, pg_catalog;
select plan(121);

select rowseal_test.personas();
create function pg_temp.save(id text, changes jsonb default '{}') returns text
  language sql volatile
  return (
    select rowseal_private.save_identity_provider(
             save.id, given ->> 'kind', given ->> 'name', given ->> 'issuer', given ->> 'client_id', given ->> 'jwe',
             given ->> 'scope',
             (given ->> 'links')::boolean, (given ->> 'registers')::boolean,
             array(select jsonb_array_elements_text(given -> 'trusted'))
           )
      from (
        select
          '{"kind": "oidc", "name": "Corp", "issuer": "https://id.example.com", "client_id": "us",
            "jwe": "aGVhZA..aXY.Y2lwaGVy.dGFn", "scope": "openid email", "links": true, "registers": true,
            "trusted": []}'::jsonb || save.changes as given
      ) as merged
  );

-- Providers
select is(pg_temp.save('corp'), 'saved', 'a provider is added');
select is(pg_temp.save('other', '{"issuer": "https://other.example.com"}'), 'saved', 'and another');
select is(pg_temp.save('corp', '{"name": "Corporation"}'), 'saved', 'a provider is changed');
select results_eq(
  $$ select id, name, enabled from rowseal_private.list_identity_providers() $$,
  $$ values ('corp', 'Corporation', true), ('other', 'Corp', true) $$,
  'they are listed'
);
select is(
  pg_temp.save('corp', '{"name": "Corporation", "trusted": ["partner"]}'), 'saved',
  'whom its tokens may be for beside us is saved'
);
select is(
  (select trusted_audiences from rowseal_private.list_identity_providers() where id = 'corp'), '{partner}', 'and listed'
);
select is(pg_temp.save('corp', '{"name": "Corporation"}'), 'saved', 'and changes with the rest');
select is((select trusted_audiences from rowseal_private.list_identity_providers() where id = 'corp'), '{}', 'to none');
select is(
  pg_temp.save('corp', '{"issuer": "https://evil.example.com"}'), 'another_issuer',
  'whose subjects these are does not change'
);
select is(pg_temp.save('corp', '{"kind": "github"}'), 'another_issuer', 'nor of which kind it is');
select is(
  (select issuer from rowseal_private.identity_providers where id = 'corp'), 'https://id.example.com',
  'the issuer stays'
);
select throws_ok(format('select pg_temp.save(%L, %L)', id, changes), '23514', null, what)
  from (values
    ('password', '{}', 'password is taken'), ('Corp', '{}', 'an id is in lower case'),
    ('bad', '{"kind": "saml"}', 'of other kinds there are none'),
    ('bad', '{"issuer": "http://id.example.com"}', 'an issuer has https'),
    ('bad', '{"issuer": "http://localhost.evil.test"}', 'localhost is a whole name'),
    ('bad', '{"issuer": "http://127.0.0.1@evil.test/"}', 'an issuer has no user'),
    ('bad', '{"issuer": "https://id.example.com?x"}', 'an issuer has no query'),
    ('bad', '{"issuer": "https://id.example.com#x"}', 'an issuer has no fragment'),
    ('bad', '{"issuer": "file:///etc/passwd"}', 'an issuer is on the web'),
    ('bad', '{"jwe": "a-secret-as-it-is"}', 'a client secret is wrapped'),
    ('bad', '{"jwe": ""}', 'an empty secret is none'),
    ('bad', '{"scope": "email"}', 'an OpenID provider is asked for openid'),
    ('bad', '{"scope": "openid\"email"}', 'a scope has the characters of one'),
    ('bad', '{"trusted": [""]}', 'an audience has a name'), ('bad', '{"trusted": [null]}', 'and is one'),
    ('bad', jsonb_build_object('trusted', array_fill('x'::text, array[21]))::text,
      'twenty audiences are trusted at most'),
    ('bad', '{"name": ""}', 'a provider has a name'), ('bad', '{"client_id": ""}', 'and a client id')
  ) as bad (id, changes, what);
select is(pg_temp.save('local', jsonb_build_object('issuer', issuer)), 'saved', issuer || ' serves development')
  from (values ('http://localhost:8080/realms/x')) as local (issuer);
select is(
  (select array_agg(distinct pg_temp.save('local' || n)) from generate_series(1, 97) as n), '{saved}',
  'a hundred providers are added'
);
select is(pg_temp.save('hundred-and-first'), 'too_many', 'and no more');
select is(pg_temp.save('corp', '{"name": "Corporation"}'), 'saved', 'one that is there still changes');
select is((select count(*) from rowseal_private.list_identity_providers()), 100::bigint, 'all of them are listed');
delete from rowseal_private.identity_providers where id ~ '^local[0-9]';
select is(rowseal_private.remove_identity_provider('local'), 'removed', 'a provider is removed');
select is(rowseal_private.remove_identity_provider('local'), 'unknown', 'once');
select is(rowseal_private.set_identity_provider_enabled('local', true), false, 'what is not there is not enabled');
select throws_ok(
  $$ insert into rowseal_private.provider_logins
       values (decode('00', 'hex'), sha256('b'), 'corp', null, null, null, false, now()) $$, '23514', null,
  'a login holds the hash of its state'
);
select throws_ok(
  $$ insert into rowseal_private.provider_logins
       values (sha256('a'), decode('00', 'hex'), 'corp', null, null, null, false, now()) $$, '23514', null,
  'and of its browser'
);
select throws_ok(
  $$ insert into rowseal_private.provider_logins
       values (sha256('a'), sha256('b'), 'corp', null, null, null, true, now()) $$, '23514', null,
  'who links is somebody'
);

-- A login: of one browser, of one provider, once
create temporary table logins (name text primary key, status text, state text);
create function pg_temp.begin(name text, provider text default 'corp', browser bytea default 'browser',
  token text default null, links boolean default false)
  returns text
  language sql volatile
as $$
  insert into logins
  select $1, begun.status, begun.state
    from rowseal_private.begin_provider_login($2, $3, rowseal_test.id('request'), rowseal_test.presented($4),
      $5) as begun
  on conflict (name) do update set status = excluded.status, state = excluded.state
  returning status;
$$;
create function pg_temp.take(name text, provider text default 'corp', browser bytea default 'browser') returns text
  language sql volatile
  return (select status from rowseal_private.consume_provider_login(sha256((select state from logins
    where logins.name = $1)::bytea), $3, $2));
select is(pg_temp.begin('a'), 'ok', 'a login begins');
select matches(state, '^[A-Za-z0-9_-]{43}$', 'its state is 32 random bytes') from logins;
select is_empty(
  $$ select from rowseal_private.provider_logins as login, logins where position(logins.state in login::text) > 0 $$,
  'which are not kept'
);
select is(
  (select state_hash from rowseal_private.provider_logins), (select sha256(sha256(state::bytea)) from logins),
  'only their hash is'
);
select is(pg_temp.take('a', browser => 'another'), 'invalid', 'in another browser it is worth nothing');
select is(pg_temp.take('a'), 'ok', 'and that has spoilt nothing');
select is(pg_temp.take('a'), 'invalid', 'it is used up');
select is(pg_temp.begin('a'), 'ok', 'another begins');
select is(pg_temp.take('a', 'other'), 'invalid', 'at another provider it is worth nothing');
select is(pg_temp.take('a'), 'invalid', 'and used up');
select is(pg_temp.begin('a'), 'ok', 'another begins');
update rowseal_private.provider_logins set expires_at = now() - interval '1 second';
select is(pg_temp.take('a'), 'invalid', 'it ends after ten minutes');
select is(rowseal_private.purge(), 1, 'and is purged');
select is(pg_temp.begin('a'), 'ok', 'another begins');
select is(
  (select request_id from rowseal_private.consume_provider_login((select sha256(state::bytea) from logins
    where name = 'a'), 'browser', 'corp')),
  rowseal_test.id('request'), 'it remembers what waits for it'
);
select is(pg_temp.begin('a', 'nobody'), 'disabled', 'a provider that there is not begins nothing');
select is(pg_temp.begin('a'), 'ok', 'another begins');
select is(rowseal_private.set_identity_provider_enabled('corp', false), true, 'the provider is disabled');
select is(pg_temp.take('a'), 'disabled', 'a login on its way back is refused');
select is(pg_temp.begin('b'), 'disabled', 'none begins');
select is((rowseal_private.log_in_with_identity('corp', '1', 'new@corp.test', true)).status, 'denied', 'and none ends');
select is(rowseal_private.set_identity_provider_enabled('corp', true), true, 'the provider is enabled');
select is((rowseal_private.consume_provider_login(null, null, null)).status, 'invalid', 'nothing is no login');

-- Who an identity leads to
create temporary table outcomes (name text primary key, status text, sub uuid);
grant select on outcomes to public;
create function pg_temp.came(
  name text, subject text, email text default null, verified boolean default true, provider text default 'corp',
  ip inet default '192.0.2.1'
) returns text
  language sql volatile
as $$
  insert into outcomes
  select $1, outcome.status, (outcome.claims).sub
    from rowseal_private.log_in_with_identity($5, $2, $3, $4, 'New', ip => $6) as outcome
  on conflict (name) do update set status = excluded.status, sub = excluded.sub
  returning status;
$$;
select is(pg_temp.came('new', 'S1', 'New@corp.test'), 'ok', 'a first login makes an account');
select results_eq(
  $$ select email, users.name, email_verified_at is not null from rowseal.users join outcomes on outcomes.sub = users.id
       where outcomes.name = 'new' $$,
  $$ values ('new@corp.test', 'New', true) $$, 'with the address that the provider verified'
);
select is(
  (select details ->> 'reason' from rowseal_private.audit_events where kind = 'identity_linked'), 'registered',
  'and an audit event'
);
select is(pg_temp.came('again', 'S1', 'another@corp.test'), 'ok', 'the next login');
select is(
  (select sub from outcomes where name = 'again'), (select sub from outcomes where name = 'new'),
  'is the same user, whatever the address'
);
select is((select count(*)::integer from rowseal.users where email = 'another@corp.test'), 0, 'and moves no address');
select is(pg_temp.came('case', 's1', 'third@corp.test'), 'ok', 'subjects are told apart by case');
select isnt(
  (select sub from outcomes where name = 'case'), (select sub from outcomes where name = 'new'), 'another user'
);
select is(
  pg_temp.came('other', 'S1', 'fourth@corp.test', provider => 'other'), 'ok', 'the same subject at another provider'
);
select isnt(
  (select sub from outcomes where name = 'other'), (select sub from outcomes where name = 'new'), 'is another user'
);
select is(pg_temp.came('none', 'S2', null), 'email_required', 'an account has an address');
select is(
  pg_temp.came('loose', 'S3', 'loose@corp.test', false), 'ok',
  'an address that the provider has not verified makes an account'
);
select is(
  (select email_verified_at from rowseal.users where email = 'loose@corp.test'), null, 'whose address is not verified'
);
select isnt_empty(
  $$ select from graphile_worker_rowseal._private_jobs where payload ->> 'address' = 'loose@corp.test'
       and payload ->> 'kind' = 'registered' $$,
  'and which is sent a mail to verify it'
);

-- Linking: verified by the provider and by us, or by who is signed in
select is(
  pg_temp.came('us', 'S4', 'member@acme.test'), 'link_refused', 'an address that we have not verified links nothing'
);
update rowseal.users set email_verified_at = now() where email = 'member@acme.test';
select is(
  pg_temp.came('they', 'S4', 'member@acme.test', false), 'link_refused', 'nor one that the provider has not verified'
);
select is(pg_temp.came('they', 'S4', 'member@acme.test', null), 'link_refused', 'nor one that it says nothing about');
select is(pg_temp.save('corp', '{"links": false}'), 'saved', 'the rule is switched off');
select is(pg_temp.came('rule', 'S4', 'member@acme.test'), 'link_refused', 'then no address links');
select is(pg_temp.save('corp'), 'saved', 'the rule is switched on');
select is(pg_temp.came('both', 'S4', 'Member@acme.test'), 'ok', 'an address that both have verified links');
select is(
  (select sub from outcomes where name = 'both'), rowseal_test.id('member@acme.test'), 'to the user who has it'
);
select results_eq(
  $$ select recipient, kind, variables ->> 'provider'
       from graphile_worker_rowseal._private_jobs as job, rowseal_private.compose_mail(job.payload::jsonb)
      where job.payload ->> 'kind' = 'identity_linked' $$,
  $$ values ('member@acme.test', 'identity_linked', 'Corp') $$,
  'who is told so, and nobody else is told of an identity of theirs'
);
insert into rowseal.users (email, email_verified_at) values ('twice@acme.test', now()), ('twice@acme.test', now());
select is(pg_temp.came('twice', 'S5', 'twice@acme.test'), 'link_refused', 'an address of two links to neither');
update rowseal.users set disabled_at = now() where email = 'member@acme.test';
select is(pg_temp.came('both', 'S4', 'member@acme.test'), 'denied', 'a disabled user is denied');
select is(pg_temp.came('both', 'S6', 'member@acme.test'), 'denied', 'with a new identity too');
select is_empty($$ select from rowseal_private.identities where subject = 'S6' $$, 'which is not linked');
update rowseal.users set disabled_at = null where email = 'member@acme.test';

-- Closed
update rowseal_private.settings set registration_open = false;
select is(
  pg_temp.came('closed', 'S7', 'seven@corp.test'), 'registration_closed',
  'while registration is closed, no account is made'
);
select is(
  pg_temp.came('closed', 'S7', 'admin@acme.test', false), 'registration_closed',
  'and nobody learns whether an address has one'
);
select is(pg_temp.came('known', 'S1'), 'ok', 'who has an account comes in');
update rowseal_private.settings set registration_open = true;
select is(pg_temp.save('corp', '{"registers": false}'), 'saved', 'a provider may be for those who have an account');
select is(pg_temp.came('closed', 'S7', 'seven@corp.test'), 'registration_closed', 'then it makes none');
select is(pg_temp.save('corp'), 'saved', 'or for everybody');

-- Guesses
create temporary table guesses as
  select pg_temp.came('guess', 'G' || n, 'admin@acme.test', false, ip => '198.51.100.1') as status
    from generate_series(1, 22) as n;
select results_eq(
  $$ select status, count(*)::integer from guesses group by status order by status $$,
  $$ values ('link_refused', 21), ('throttled', 1) $$,
  'a network cannot go on trying addresses'
);
select is(
  pg_temp.came('verified', 'S8', 'eight@corp.test', ip => '198.51.100.1'), 'ok',
  'a verified address comes in from there'
);

-- Linking by who is signed in
create function pg_temp.link(name text, subject text, token text) returns text
  language plpgsql volatile
as $$
declare
  v_begun text := pg_temp.begin(name, token => token, links => true);
  v_login record;
begin
  if v_begun <> 'ok' then
    return v_begun;
  end if;
  select * into v_login from rowseal_private.consume_provider_login((select sha256(state::bytea) from logins
    where logins.name = link.name), 'browser', 'corp');
  return (
    select status
      from rowseal_private.log_in_with_identity(
        'corp', subject, 'whatever@corp.test', false, null, v_login.session_user_id, v_login.session_id, v_login.links
      )
  );
end
$$;
create function pg_temp.signed_in(email text, scope text default null) returns text
  language sql volatile
  return (select refresh_token from rowseal_test.open_session(rowseal_test.id($1), null, $2, null, null));
select is(pg_temp.link('l', 'L1', null), 'sign_in_required', 'nobody links to nobody');
select is(
  pg_temp.link('l', 'L1', pg_temp.signed_in('viewer@acme.test', 'notes:read')), 'sign_in_required',
  'nor does a limited session'
);
select is(
  pg_temp.link('l', 'L1', pg_temp.signed_in('viewer@acme.test')), 'linked',
  'who is signed in links, whatever the address'
);
select is(pg_temp.came('linked', 'L1'), 'ok', 'and comes in that way');
select is((select sub from outcomes where name = 'linked'), rowseal_test.id('viewer@acme.test'), 'as who they are');
select is(pg_temp.link('l', 'L1', pg_temp.signed_in('viewer@acme.test')), 'linked', 'again it is no matter');
select is(
  pg_temp.link('l', 'L1', pg_temp.signed_in('admin@acme.test')), 'link_refused',
  'an identity of another is not taken away'
);
create temporary table link as select pg_temp.signed_in('admin@acme.test') as token;
select is(pg_temp.begin('l', token => token, links => true), 'ok', 'a link begins') from link;
select is(rowseal_private.log_out(rowseal_test.presented(token)), true, 'who began it signs out') from link;
select is(
  (select outcome.status
     from rowseal_private.consume_provider_login((select sha256(state::bytea) from logins where name = 'l'), 'browser',
       'corp') as login,
          rowseal_private.log_in_with_identity('corp', 'L2', null, false, null, login.session_user_id, login.session_id,
            login.links) as outcome),
  'denied', 'and it comes to nothing'
);

-- A login replaces the session that it came from
create temporary table old as select pg_temp.signed_in('viewer@acme.test') as token;
select is(pg_temp.begin('r', token => token), 'ok', 'a login begins where somebody is signed in') from old;
select is(
  (select outcome.status
     from rowseal_private.consume_provider_login((select sha256(state::bytea) from logins where name = 'r'), 'browser',
       'corp') as login,
          rowseal_private.log_in_with_identity('corp', 'L1', session_user_id => login.session_user_id,
            session_id => login.session_id) as outcome),
  'ok', 'it ends well'
);
select is((rowseal_test.refresh_session(token)).status, 'revoked', 'and the old session has ended') from old;

-- The account
select rowseal_test.enter_as('viewer@acme.test');
select results_eq(
  $$ select provider, subject, name from rowseal.list_identities() $$, $$ values ('corp', 'L1', 'Corp') $$,
  'people see their identities'
);
select is(rowseal.unlink_identity('corp', 'L1'), 'last_way_in', 'the last way in stays');
select rowseal_test.leave();
insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
values ('other', sha256('V'), 'V', rowseal_test.id('viewer@acme.test'));
select rowseal_private.set_identity_provider_enabled('other', false);
select rowseal_test.enter_as('viewer@acme.test');
select is(rowseal.unlink_identity('corp', 'L1'), 'last_way_in', 'a disabled provider is no way in');
select rowseal_test.leave();
select rowseal_private.set_identity_provider_enabled('other', true);
select rowseal_test.enter_as('viewer@acme.test');
select is(rowseal.unlink_identity('corp', 'S1'), 'unknown', 'another''s identity is not theirs');
select is(rowseal.unlink_identity('corp', 'L1'), 'unlinked', 'the others can go');
select is(rowseal.unlink_identity('other', 'V'), 'last_way_in', 'all but one');
select rowseal_test.enter_as('viewer@acme.test', scope => 'notes:read');
select throws_ok(
  $$ select rowseal.unlink_identity('other', 'V') $$, 'RS010', null, 'a limited session manages no account'
);
select rowseal_test.leave();
select is(rowseal_private.remove_identity_provider('other'), 'in_use', 'a provider that people use is not removed');
select is(rowseal_private.remove_identity_provider('other', true), 'removed', 'but together with its identities');
select is_empty(
  $$ select from rowseal_private.identities where provider = 'other' $$, 'so that nobody inherits its subjects'
);

select * from finish();
rollback;
