-- Registration and login with a password. The server derives keys with argon2id; here any 32 bytes will do.
begin;
set local search_path = tap, pg_catalog;
select plan(61);

create temporary table the_key as select sha256('correct horse battery staple') as key,
  decode(repeat('5a', 16), 'hex') as salt;
grant select on the_key to public;
create function pg_temp.register(address text, name text default null) returns text
  language sql volatile
  return (select (rowseal_private.register_with_password(address, name, row(salt, key, 19456, 2, 1))).status
    from the_key);

-- What a new password is derived with
select rowseal_test.step_into('rowseal_issuer');
select is(
  (select octet_length(salt) from rowseal_private.password_policy()), 16, 'the salt of a new password has 16 bytes'
);
select is(
  (select count(distinct (rowseal_private.password_policy()).salt)::int from generate_series(1, 100)), 100,
  'every new password has a salt of its own'
);
select results_eq(
  'select memory_kib, iterations, parallelism from rowseal_private.password_policy()', 'values (19456, 2, 1)',
  'a new password is derived with the parameters of the installation'
);

select results_eq(
  $$ select octet_length(salt), memory_kib, iterations, parallelism
       from rowseal_private.password_challenge('nobody@acme.test') $$,
  'values (16, 19456, 2, 1)',
  'where nobody has a password yet, a typed one is derived with the parameters of the installation'
);

-- register_with_password
select is(pg_temp.register('Ada@Acme.test', 'Ada'), 'registered', 'somebody can register');
select is(pg_temp.register('Ada@Acme.test', 'Eve'), 'taken', 'an address is registered once');
select is(pg_temp.register('aDA@acme.TEST', 'Eve'), 'taken', 'an address is the same in any case of its letters');
select is(pg_temp.register('gus@globex.test'), 'registered', 'somebody can register without a name');
select throws_ok(
  format($$ select rowseal_private.register_with_password('eve@acme.test', null, row(salt, %L, 19456, 2, 1))
      from the_key $$, key), 'RS120', null,
  format('a derived key of %s is refused', what)
)
  from (values
    (substr(sha256('x'), 2), '31 bytes'), (sha256('x') || '\x00', '33 bytes'), ('\x'::bytea, 'no bytes'),
    (sha512('x'), '64 bytes')
  ) as refused (key, what);
select throws_ok(
  $$ select rowseal_private.register_with_password('eve@acme.test', null, row(salt, null, 19456, 2, 1)) from the_key $$,
  'RS120', null,
  'no derived key is refused'
);
select throws_ok(
  $$ select rowseal_private.register_with_password('eve@acme.test', null, row('\x00', key, 19456, 2, 1))
       from the_key $$, '23514', null,
  'a salt of one byte is refused'
);
select throws_ok($$ select pg_temp.register('ab') $$, '23514', null, 'an address of two characters is refused');
select throws_ok($$ select pg_temp.register('eve@acme.test', '') $$, '23514', null, 'an empty name is refused');
select throws_ok($$ select pg_temp.register(null) $$, '23502', null, 'no address is refused');
select rowseal_test.leave();

select results_eq(
  'select email, name, email_verified_at, disabled_at from rowseal.users order by email collate "C"',
  $$ values ('ada@acme.test', 'Ada', null::timestamptz, null::timestamptz), ('gus@globex.test', null, null, null) $$,
  'people who registered are users, not verified, with their address in lower case; refused ones left nothing behind'
);
select results_eq(
  $$ select provider, subject, subject_hash = sha256(convert_to(subject, 'UTF8')), users.email
       from rowseal_private.identities join rowseal.users on users.id = user_id order by subject collate "C" $$,
  $$ values ('password', 'ada@acme.test', true, 'ada@acme.test'),
       ('password', 'gus@globex.test', true, 'gus@globex.test') $$,
  'people who registered have the identity of their address'
);
select results_eq(
  $$ select password.salt, password.verifier, memory_kib, iterations, parallelism
       from rowseal_private.passwords as password join rowseal.users on users.id = user_id
         where email = 'ada@acme.test' $$,
  'select salt, sha256(key), 19456, 2, 1 from the_key',
  'what is kept of a password is its salt, its parameters and the hash of the derived key'
);
select is_empty(
  $$ select from rowseal_private.passwords, the_key
      where position(key in verifier) > 0
        or position(convert_to(encode(key, 'hex'), 'UTF8') in convert_to(passwords::text, 'UTF8')) > 0 $$,
  'the derived key itself is kept nowhere'
);

update rowseal_private.settings set registration_open = false;
select rowseal_test.step_into('rowseal_issuer');
select is(pg_temp.register('eve@acme.test'), 'closed', 'where registration is closed nobody can register');
select is(
  pg_temp.register('ada@acme.test'), 'closed', 'where registration is closed nobody learns which addresses are taken'
);
select rowseal_test.leave();
select is((select count(*)::int from rowseal.users), 2, 'where registration is closed no user comes into being');
update rowseal_private.settings set registration_open = true;

-- password_challenge
update rowseal_private.settings set password_memory_kib = 65536, password_iterations = 3, password_parallelism = 4;
select rowseal_test.step_into('rowseal_issuer');
select results_eq(
  format('select * from rowseal_private.password_challenge(%L)', address),
  $$ select 'ok', null::interval, salt, 19456, 2, 1, null::jsonb from the_key $$,
  format('a registered address, %s, is answered with its salt and the parameters of its password', what)
)
  from (values ('ada@acme.test', 'in lower case'), ('ADA@ACME.TEST', 'in upper case')) as asked (address, what);
select is(
  (select salt from rowseal_private.password_challenge('nobody@acme.test')),
  (select salt from rowseal_private.password_challenge('nobody@acme.test')),
  'an unknown address is always answered with the same salt'
);
select is(
  (select salt from rowseal_private.password_challenge('nobody@acme.test')),
  (select salt from rowseal_private.password_challenge('Nobody@Acme.test')),
  'an unknown address is answered with the same salt in any case of its letters'
);
select isnt(
  (select salt from rowseal_private.password_challenge('nobody@acme.test')),
  (select salt from rowseal_private.password_challenge('nobody2@acme.test')),
  'two unknown addresses are answered with different salts'
);
select is(
  (select octet_length(salt) from rowseal_private.password_challenge(address)), 16,
  format('%s is answered with a salt of 16 bytes', what)
)
  from (values
    ('nobody@acme.test', 'an unknown address'), ('', 'an empty address'),
    (repeat('x', 10000), 'an address of 10,000 characters')
  ) as asked (address, what);
select results_eq(
  $$ select memory_kib, iterations, parallelism from rowseal_private.password_challenge('nobody@acme.test') $$,
  'values (19456, 2, 1)',
  'an unknown address is answered with the parameters of the passwords that there are, not with those that new ones get'
);
select rowseal_test.leave();
create temporary table challenge_before as select salt from rowseal_private.password_challenge('nobody@acme.test');
update rowseal_private.settings set address_pepper = sha256('another');
select isnt(
  (select salt from rowseal_private.password_challenge('nobody@acme.test')), (select salt from challenge_before),
  'the salt of an unknown address depends on the pepper of the installation: nobody can compute it'
);
select is(
  (select salt from rowseal_private.password_challenge('nobody@acme.test')),
  (select substr(sha256(address_pepper || 'nobody@acme.test'::bytea), 1, 16) from rowseal_private.settings),
  'the salt of an unknown address comes of the pepper and the address alone'
);
-- One in four has come since the policy changed; as many unknown addresses look as if they had.
with holder as (insert into rowseal.users (email) select n || '@crowd.test' from generate_series(1, 400) as n
  returning id, email)
insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations, parallelism)
select id, substr(sha256(convert_to(email, 'UTF8')), 1, 16), sha256('key'), case split_part(email, '@', 1)::int % 4
  when 0 then 65536 else 19456 end, 3, 4 from holder;
create temporary table unknown as
  select n || '@nowhere.test' as address, challenge.* from generate_series(1, 400) as n,
  rowseal_private.password_challenge(n || '@nowhere.test') as challenge;
select is_empty(
  $$ select unknown.* from unknown
      cross join lateral (select memory_kib from rowseal_private.passwords order by passwords.salt < unknown.salt,
        passwords.salt limit 1) as neighbour
      where unknown.memory_kib <> neighbour.memory_kib $$,
  'the parameters of an unknown address are those of the password with the next salt'
);
select cmp_ok(
  abs((select avg((memory_kib = 65536)::int) from unknown) - (select avg((memory_kib = 65536)::int)
    from rowseal_private.passwords)), '<', 0.12,
  'the parameters of unknown addresses have the same shares as those of passwords'
);
delete from rowseal.users where email like '%@crowd.test';

-- log_in
insert into rowseal.workspaces (slug, name) values ('acme', 'Acme'), ('globex', 'Globex');
insert into rowseal.memberships (workspace_id, user_id, role)
select workspaces.id, users.id, 'member' from rowseal.workspaces, rowseal.users
  where (slug, email) = ('acme', 'ada@acme.test');
create temporary table fact as
  select (select id from rowseal.users where email = 'ada@acme.test') as ada,
  (select id from rowseal.workspaces where slug = 'acme') as acme;
grant select on fact to public;
create function pg_temp.status(subject text, key bytea, provider text default 'password', workspace text default null,
  scope text default null)
  returns text
  language sql volatile
  return (select status from rowseal_private.log_in(provider, subject, key, workspace, scope));

select is(pg_temp.status('ada@acme.test', key), 'ok', 'the right key logs in') from the_key;
select is(pg_temp.status('ADA@acme.TEST', key), 'ok',
  'the right key logs in with the address in any case of its letters') from the_key;
select is(pg_temp.status('nobody@acme.test', key), 'denied', 'an unknown address is denied') from the_key;
select is(pg_temp.status('ada@acme.test', sha256('wrong')), 'denied', 'a wrong key is denied');
select is(pg_temp.status('ada@acme.test', sha256(key)), 'denied', 'the stored hash is not accepted as a key')
  from the_key;
select is(pg_temp.status('ada@acme.test', null), 'denied', 'no key is denied');
select is(pg_temp.status('ada@acme.test', ''), 'denied', 'an empty key is denied');
select is(pg_temp.status('ada@acme.test', key, 'google'), 'denied', 'another provider is denied') from the_key;
select is(pg_temp.status('ada@acme.test', key, workspace => 'acme'), 'ok',
  'a session is bound to a workspace by its slug') from the_key;
select is(pg_temp.status('ada@acme.test', key, workspace => acme::text), 'ok',
  'a session is bound to a workspace by its id') from the_key, fact;
select is(pg_temp.status('ada@acme.test', key, workspace => 'globex'), 'not_a_member',
  'a session cannot be bound to a workspace of others')
  from the_key;
select is(pg_temp.status('ada@acme.test', key, workspace => 'initech'), 'not_a_member',
  'a session cannot be bound to a workspace that does not exist') from the_key;
select throws_ok(
  $$ select pg_temp.status('ada@acme.test', key, scope => 'notes') from the_key $$, '23514', null,
  'what is no list of scopes is refused'
);
select is(
  (select count(*) from rowseal_private.sessions, fact where user_id = ada), 4::bigint,
  'each login that was ok began a session, and no other did'
);
select results_eq(
  $$ select count(*) filter (where workspace_id = acme), count(*) filter (where workspace_id is null)
       from rowseal_private.sessions, fact $$,
  'values (2::bigint, 2::bigint)', 'each session is bound as it was asked'
);
select results_eq(
  $$ select distinct expires_at - created_at, scope::text, revoked_at from rowseal_private.sessions $$,
  $$ values (interval '180 days', null::text, null::timestamptz) $$,
  'a session lives for as long as the settings say, not limited and not revoked'
);
create temporary table opened as
  select (claims).* from the_key,
  rowseal_private.log_in('password', 'ada@acme.test', key, 'acme', 'notes:read', '192.0.2.7', 'a browser');
grant select on opened to public;
select results_eq(
  'select scope, workspace from opened', 'select $$notes:read$$, acme from fact', 'the claims say what was asked for'
);
select ok(
  (select exp between extract(epoch from now()) + 590 and extract(epoch from clock_timestamp()) + 600 from opened),
  'the claims expire in ten minutes'
);
select results_eq(
  $$ select ip, user_agent, sessions.scope::text from rowseal_private.sessions join opened on sid = id $$,
  $$ values ('192.0.2.7'::inet, 'a browser', 'notes:read') $$, 'the session knows where it came from'
);
select lives_ok(
  $$ select rowseal_test.enter(row(opened.*)::rowseal_private.claims) from opened $$,
  'the claims enter through the gateway'
);
select is(rowseal.effective_scopes(), '{notes:read}', 'the session has the scopes that were asked for');
select rowseal_test.leave();
update rowseal.users set disabled_at = now() where email = 'ada@acme.test';
select is(pg_temp.status('ada@acme.test', key), 'denied', 'a disabled user is denied like a stranger') from the_key;

-- A code that was mailed. The control: with its digest it signs in.
update rowseal_private.settings set email_codes = true;
insert into rowseal.users (id, email, email_verified_at)
values (md5('coded')::uuid, 'coded@acme.test', now());
insert into rowseal_private.email_codes (
  browser_hash, purpose, email, code_hash, code_jwe, user_id, proof_version, expires_at)
select sha256('browser'), 'sign_in', account.email, sha256('code'), 'a.b.c.d.e', account.id, account.proof_version,
       now() + interval '10 minutes'
  from rowseal.users as account where account.email = 'coded@acme.test';
select is((rowseal_private.log_in_with_email_code('browser', null)).status, 'denied', 'no code is a wrong code');
select is((rowseal_private.log_in_with_email_code('browser', 'code')).status, 'ok', 'the control: the code signs in');

select * from finish();
rollback;
