-- Logins through identity providers: what may be configured, single use and binding of a login, who an identity leads
-- to, what is told.
begin;
set local search_path = tap, pg_catalog;
select plan(122);

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
select is(pg_temp.save('other', '{"issuer": "https://other.example.com"}'), 'saved', 'a second provider is added');
select is(pg_temp.save('corp', '{"name": "Corporation"}'), 'saved', 'a provider is changed');
select results_eq(
  $$ select id, name, enabled from rowseal_private.list_identity_providers() $$,
  $$ values ('corp', 'Corporation', true), ('other', 'Corp', true) $$,
  'the providers are listed'
);
select is(
  pg_temp.save('corp', '{"name": "Corporation", "trusted": ["partner"]}'), 'saved',
  'trusted audiences of a provider are saved'
);
select is(
  (select trusted_audiences from rowseal_private.list_identity_providers() where id = 'corp'), '{partner}',
  'trusted audiences are listed'
);
select is(pg_temp.save('corp', '{"name": "Corporation"}'), 'saved', 'trusted audiences change with the rest');
select is(
  (select trusted_audiences from rowseal_private.list_identity_providers() where id = 'corp'), '{}',
  'trusted audiences may become none'
);
select is(
  pg_temp.save('corp', '{"issuer": "https://evil.example.com"}'), 'another_issuer',
  'the issuer of a provider does not change'
);
select is(pg_temp.save('corp', '{"kind": "github"}'), 'another_issuer', 'the kind of a provider does not change');
select is(
  (select issuer from rowseal_private.identity_providers where id = 'corp'), 'https://id.example.com',
  'a refused change leaves the issuer'
);
select throws_ok(format('select pg_temp.save(%L, %L)', id, changes), '23514', null, what)
  from (values
    ('password', '{}', 'the id password is taken'), ('Corp', '{}', 'an id in upper case is refused'),
    ('bad', '{"kind": "saml"}', 'another kind is refused'),
    ('bad', '{"issuer": "http://id.example.com"}', 'an issuer without https is refused'),
    ('bad', '{"issuer": "http://localhost.evil.test"}', 'a name that begins with localhost is not localhost'),
    ('bad', '{"issuer": "http://127.0.0.1@evil.test/"}', 'an issuer with a user is refused'),
    ('bad', '{"issuer": "https://id.example.com?x"}', 'an issuer with a query is refused'),
    ('bad', '{"issuer": "https://id.example.com#x"}', 'an issuer with a fragment is refused'),
    ('bad', '{"issuer": "file:///etc/passwd"}', 'an issuer that is not on the web is refused'),
    ('bad', '{"jwe": "a-secret-as-it-is"}', 'a client secret that is not encrypted is refused'),
    ('bad', '{"jwe": ""}', 'an empty secret is refused'),
    ('bad', '{"scope": "email"}', 'a scope without openid is refused for OpenID'),
    ('bad', '{"scope": "openid\"email"}', 'a scope with other characters is refused'),
    ('bad', '{"trusted": [""]}', 'an audience without a name is refused'),
    ('bad', '{"trusted": [null]}', 'an audience of null is refused'),
    ('bad', jsonb_build_object('trusted', array_fill('x'::text, array[21]))::text,
      'twenty audiences are trusted at most'),
    ('bad', '{"name": ""}', 'a provider without a name is refused'),
    ('bad', '{"client_id": ""}', 'a provider without a client id is refused')
  ) as bad (id, changes, what);
select is(pg_temp.save('local', jsonb_build_object('issuer', issuer)), 'saved', issuer || ' serves development')
  from (values ('http://localhost:8080/realms/x')) as local (issuer);
select is(
  (select array_agg(distinct pg_temp.save('local' || n)) from generate_series(1, 97) as n), '{saved}',
  'a hundred providers are added'
);
select is(pg_temp.save('hundred-and-first'), 'too_many', 'a hundred and first provider is not added');
select is(
  pg_temp.save('corp', '{"name": "Corporation"}'), 'saved', 'with a hundred providers an existing one can be changed'
);
select is(
  (select count(*) from rowseal_private.list_identity_providers()), 100::bigint, 'a hundred providers are listed'
);
delete from rowseal_private.identity_providers where id ~ '^local[0-9]';
select is(rowseal_private.remove_identity_provider('local'), 'removed', 'a provider is removed');
select is(rowseal_private.remove_identity_provider('local'), 'unknown', 'a provider is removed once');
select is(rowseal_private.set_identity_provider_enabled('local', true), false, 'an unknown provider is not enabled');
select throws_ok(
  $$ insert into rowseal_private.provider_logins
       values (decode('00', 'hex'), sha256('b'), 'corp', null, null, null, false, now()) $$, '23514', null,
  'a login holds the hash of its state'
);
select throws_ok(
  $$ insert into rowseal_private.provider_logins
       values (sha256('a'), decode('00', 'hex'), 'corp', null, null, null, false, now()) $$, '23514', null,
  'a login holds the hash of its browser''s secret'
);
select throws_ok(
  $$ insert into rowseal_private.provider_logins
       values (sha256('a'), sha256('b'), 'corp', null, null, null, true, now()) $$, '23514', null,
  'linking requires a user'
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
select matches(state, '^[A-Za-z0-9_-]{43}$', 'the state of a login is 32 random bytes') from logins;
select is_empty(
  $$ select from rowseal_private.provider_logins as login, logins where position(logins.state in login::text) > 0 $$,
  'the state of a login is not kept'
);
select is(
  (select state_hash from rowseal_private.provider_logins), (select sha256(sha256(state::bytea)) from logins),
  'of the state of a login the hash is kept'
);
select is(pg_temp.take('a', browser => 'another'), 'invalid', 'in another browser a state is refused');
select is(pg_temp.take('a'), 'ok', 'a refusal in another browser leaves the login valid');
select is(pg_temp.take('a'), 'invalid', 'a state is used up by its login');
select is(pg_temp.begin('a'), 'ok', 'a second login begins');
select is(pg_temp.take('a', 'other'), 'invalid', 'at another provider a state is refused');
select is(pg_temp.take('a'), 'invalid', 'at another provider a state is used up');
select is(pg_temp.begin('a'), 'ok', 'a third login begins');
update rowseal_private.provider_logins set expires_at = now() - interval '1 second';
select is(pg_temp.take('a'), 'invalid', 'a login expires after ten minutes');
select is(rowseal_private.purge(), 1, 'an expired login is purged');
select is(pg_temp.begin('a'), 'ok', 'a fourth login begins, for an authorization request');
select is(
  (select request_id from rowseal_private.consume_provider_login((select sha256(state::bytea) from logins
    where name = 'a'), 'browser', 'corp')),
  rowseal_test.id('request'), 'a login remembers the request that waits for it'
);
select is(pg_temp.begin('a', 'nobody'), 'disabled', 'an unknown provider begins no login');
select is(pg_temp.begin('a'), 'ok', 'a fifth login begins');
select is(rowseal_private.set_identity_provider_enabled('corp', false), true, 'the provider is disabled');
select is(pg_temp.take('a'), 'disabled', 'a login on its way back is refused');
select is(pg_temp.begin('b'), 'disabled', 'with a disabled provider no login begins');
select is(
  (rowseal_private.log_in_with_identity('corp', '1', 'new@corp.test', true)).status, 'denied',
  'with a disabled provider no login ends'
);
select is(rowseal_private.set_identity_provider_enabled('corp', true), true, 'the provider is enabled');
select is((rowseal_private.consume_provider_login(null, null, null)).status, 'invalid', 'a null state is no login');

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
  $$ values ('new@corp.test', 'New', true) $$, 'a new account has the address that the provider verified'
);
select is(
  (select details ->> 'reason' from rowseal_private.audit_events where kind = 'identity_linked'), 'registered',
  'a new account is recorded'
);
select is(pg_temp.came('again', 'S1', 'another@corp.test'), 'ok', 'the next login succeeds');
select is(
  (select sub from outcomes where name = 'again'), (select sub from outcomes where name = 'new'),
  'the next login is of the same user, whatever the address'
);
select is(
  (select count(*)::integer from rowseal.users where email = 'another@corp.test'), 0,
  'the next login changes no address'
);
select is(pg_temp.came('case', 's1', 'third@corp.test'), 'ok', 'subjects are told apart by case');
select isnt(
  (select sub from outcomes where name = 'case'), (select sub from outcomes where name = 'new'),
  'a login of another subject succeeds'
);
select is(
  pg_temp.came('other', 'S1', 'fourth@corp.test', provider => 'other'), 'ok',
  'the same subject at another provider logs in'
);
select isnt(
  (select sub from outcomes where name = 'other'), (select sub from outcomes where name = 'new'),
  'the same subject at another provider is another user'
);
select is(pg_temp.came('none', 'S2', null), 'email_required', 'without an address no account is made');
select is(
  pg_temp.came('loose', 'S3', 'loose@corp.test', false), 'ok',
  'an address that the provider has not verified makes an account'
);
select is(
  (select email_verified_at from rowseal.users where email = 'loose@corp.test'), null,
  'such an account has an unverified address'
);
select isnt_empty(
  $$ select from graphile_worker_rowseal._private_jobs where payload ->> 'address' = 'loose@corp.test'
       and payload ->> 'kind' = 'registered' $$,
  'such an account is sent a mail to verify its address'
);

-- Linking: verified by the provider and by us, or by who is signed in
select is(
  pg_temp.came('us', 'S4', 'member@acme.test'), 'link_refused', 'an address that we have not verified links nothing'
);
update rowseal.users set email_verified_at = now() where email = 'member@acme.test';
select is(
  pg_temp.came('they', 'S4', 'member@acme.test', false), 'link_refused',
  'an address that the provider has not verified links nothing'
);
select is(
  pg_temp.came('they', 'S4', 'member@acme.test', null), 'link_refused',
  'an address that the provider says nothing about links nothing'
);
select is(pg_temp.save('corp', '{"links": false}'), 'saved', 'linking by address is switched off');
select is(pg_temp.came('rule', 'S4', 'member@acme.test'), 'link_refused', 'with linking switched off no address links');
select is(pg_temp.save('corp'), 'saved', 'linking by address is switched on');
select is(pg_temp.came('both', 'S4', 'Member@acme.test'), 'ok', 'an address that both have verified links');
select is(
  (select sub from outcomes where name = 'both'), rowseal_test.id('member@acme.test'),
  'an address that both have verified links to the user who has it'
);
select results_eq(
  $$ select recipient, kind, variables ->> 'provider'
       from graphile_worker_rowseal._private_jobs as job, rowseal_private.compose_mail(job.payload::jsonb)
      where job.payload ->> 'kind' = 'identity_linked' $$,
  $$ values ('member@acme.test', 'identity_linked', 'Corp') $$,
  'the user is told of the linked identity, and nobody else'
);
insert into rowseal.users (email, email_verified_at) values ('twice@acme.test', null), ('twice@acme.test', now());
select is(pg_temp.came('twice', 'S5', 'twice@acme.test'), 'ok', 'an address of two users links');
select is(
  (select users.email_verified_at is not null from outcomes join rowseal.users on users.id = outcomes.sub
    where outcomes.name = 'twice'), true,
  'an address of two users links to the one who has verified it'
);
update rowseal.users set disabled_at = now() where email = 'member@acme.test';
select is(pg_temp.came('both', 'S4', 'member@acme.test'), 'denied', 'a disabled user is denied');
select is(
  pg_temp.came('both', 'S6', 'member@acme.test'), 'denied', 'a disabled user is denied with a new identity too'
);
select is_empty(
  $$ select from rowseal_private.identities where subject = 'S6' $$, 'the new identity of a disabled user is not linked'
);
update rowseal.users set disabled_at = null where email = 'member@acme.test';

-- Closed
update rowseal_private.settings set registration_open = false;
select is(
  pg_temp.came('closed', 'S7', 'seven@corp.test'), 'registration_closed',
  'while registration is closed, no account is made'
);
select is(
  pg_temp.came('closed', 'S7', 'admin@acme.test', false), 'registration_closed',
  'while registration is closed, the answer hides whether an address has an account'
);
select is(pg_temp.came('known', 'S1'), 'ok', 'while registration is closed, existing users sign in');
update rowseal_private.settings set registration_open = true;
select is(pg_temp.save('corp', '{"registers": false}'), 'saved', 'a provider may be limited to existing users');
select is(
  pg_temp.came('closed', 'S7', 'seven@corp.test'), 'registration_closed',
  'a provider limited to existing users makes no account'
);
select is(pg_temp.save('corp'), 'saved', 'a provider may be for everybody');

-- Guesses
create temporary table guesses as
  select pg_temp.came('guess', 'G' || n, 'admin@acme.test', false, ip => '198.51.100.1') as status
    from generate_series(1, 22) as n;
select results_eq(
  $$ select status, count(*)::integer from guesses group by status order by status $$,
  $$ values ('link_refused', 21), ('throttled', 1) $$,
  'a network that tries many unverified addresses has to wait'
);
select is(
  pg_temp.came('verified', 'S8', 'eight@corp.test', ip => '198.51.100.1'), 'ok',
  'a verified address signs in from that network'
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
select is(pg_temp.link('l', 'L1', null), 'sign_in_required', 'linking without a session is denied');
select is(
  pg_temp.link('l', 'L1', pg_temp.signed_in('viewer@acme.test', 'notes:read')), 'sign_in_required',
  'linking with a limited session is denied'
);
select is(
  pg_temp.link('l', 'L1', pg_temp.signed_in('viewer@acme.test')), 'linked',
  'a signed-in user links an identity, whatever the address'
);
select is(pg_temp.came('linked', 'L1'), 'ok', 'a user signs in with the linked identity');
select is(
  (select sub from outcomes where name = 'linked'), rowseal_test.id('viewer@acme.test'),
  'the linked identity is of the user who linked it'
);
select is(
  pg_temp.link('l', 'L1', pg_temp.signed_in('viewer@acme.test')), 'linked',
  'linking the same identity again is accepted'
);
select is(
  pg_temp.link('l', 'L1', pg_temp.signed_in('admin@acme.test')), 'link_refused',
  'an identity of another is not taken away'
);
create temporary table link as select pg_temp.signed_in('admin@acme.test') as token;
select is(pg_temp.begin('l', token => token, links => true), 'ok', 'a link begins') from link;
select is(rowseal_private.log_out(rowseal_test.presented(token)), true, 'the user who began the link signs out')
  from link;
select is(
  (select outcome.status
     from rowseal_private.consume_provider_login((select sha256(state::bytea) from logins where name = 'l'), 'browser',
       'corp') as login,
          rowseal_private.log_in_with_identity('corp', 'L2', null, false, null, login.session_user_id, login.session_id,
            login.links) as outcome),
  'denied', 'a link of a session that ended is denied'
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
  'ok', 'a login where somebody is signed in succeeds'
);
select is((rowseal_test.refresh_session(token)).status, 'revoked',
  'a login where somebody is signed in ends the old session') from old;

-- The account
select rowseal_test.enter_as('viewer@acme.test');
select results_eq(
  $$ select provider, subject, name from rowseal.list_identities() $$, $$ values ('corp', 'L1', 'Corp') $$,
  'a user sees their identities'
);
select is(rowseal.unlink_identity('corp', 'L1'), 'last_way_in', 'the last identity is kept');
select rowseal_test.leave();
insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
values ('other', sha256('V'), 'V', rowseal_test.id('viewer@acme.test'));
select rowseal_private.set_identity_provider_enabled('other', false);
select rowseal_test.enter_as('viewer@acme.test');
select is(rowseal.unlink_identity('corp', 'L1'), 'last_way_in', 'an identity of a disabled provider does not count');
select rowseal_test.leave();
select rowseal_private.set_identity_provider_enabled('other', true);
select rowseal_test.enter_as('viewer@acme.test');
select is(rowseal.unlink_identity('corp', 'S1'), 'unknown', 'an identity of another user cannot be unlinked');
select is(rowseal.unlink_identity('corp', 'L1'), 'unlinked', 'other identities can be unlinked');
select is(rowseal.unlink_identity('other', 'V'), 'last_way_in', 'a user keeps one identity');
select rowseal_test.enter_as('viewer@acme.test', scope => 'notes:read');
select throws_ok(
  $$ select rowseal.unlink_identity('other', 'V') $$, 'RS010', null, 'a limited session manages no account'
);
select rowseal_test.leave();
select is(rowseal_private.remove_identity_provider('other'), 'in_use', 'a provider that people use is not removed');
select is(
  rowseal_private.remove_identity_provider('other', true), 'removed',
  'a provider is removed together with its identities'
);
select is_empty(
  $$ select from rowseal_private.identities where provider = 'other' $$, 'a later provider of that id finds no subjects'
);

select * from finish();
rollback;
