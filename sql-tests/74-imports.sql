-- Users of other systems, with the passwords that they had there. Here any 32 bytes will do for a digest.
begin;
set local search_path = tap, pg_catalog;
select plan(69);

insert into rowseal.workspaces (slug, name) values ('acme', 'Acme'), ('gone', 'Gone');
update rowseal.workspaces set erase_at = now() + interval '1 day' where slug = 'gone';
insert into rowseal_private.identity_providers (
  id, kind, name, issuer, client_id, client_secret_jwe, scope, links_verified)
values ('google', 'oidc', 'Google', 'https://accounts.google.com', 'c', 'a..b.c.d', 'openid', true),
  ('corp', 'oidc', 'Corp', 'https://id.corp.test', 'c', 'a..b.c.d', 'openid', false);

create function pg_temp.entry(line integer, email text, more jsonb default '{}') returns jsonb
  language sql volatile
  return jsonb_build_object(
    'line', line, 'external_id', 'x' || line, 'user_id', rowseal.uuidv7(), 'email', email, 'verified', true,
    'name', 'Ada', 'disabled', false, 'identities', '[]'::jsonb, 'memberships', '[]'::jsonb) || more;
create function pg_temp.password(verifier bytea, more jsonb default '{}') returns jsonb
  language sql immutable
  return jsonb_build_object('password', jsonb_build_object(
    'salt', repeat('5a', 16), 'verifier', encode(verifier, 'hex'),
    'former', jsonb_build_object('algorithm', 'bcrypt', 'cost', 10, 'salt', repeat('ab', 16))) || more);
create function pg_temp.said(entries jsonb, dry boolean default false) returns text
  language sql volatile
  return (select string_agg(concat_ws(' ', line, status, reason), ', ' order by line)
    from rowseal_audit.import_users('there', entries, dry));

-- What a server may derive
select is(rowseal_private.is_former_hash(former), true, format('a login may cost %s', former))
  from (values
    ('{"algorithm": "bcrypt", "cost": 14, "salt": "00112233445566778899aabbccddeeff"}'::jsonb),
    ('{"algorithm": "scrypt", "cost": 14, "block_size": 16, "parallelism": 1, "salt": "00", "length": 64}'),
    ('{"algorithm": "firebase_scrypt", "cost": 14, "block_size": 8, "parallelism": 1, "salt": "00", "length": 64}'),
    ('{"algorithm": "pbkdf2_sha512", "iterations": 210000, "salt": "00", "length": 64}'),
    ('{"algorithm": "argon2id", "memory_kib": 102400, "iterations": 2, "parallelism": 8, "salt": "00", "length": 32}'),
    ('{"algorithm": "phpass", "cost": 13, "salt": "00"}')
  ) as given (former);
select is(rowseal_private.is_former_hash(former), false, format('a login may not cost %s', former))
  from (values
    ('{"algorithm": "bcrypt", "cost": 15, "salt": "00112233445566778899aabbccddeeff"}'::jsonb),
    ('{"algorithm": "bcrypt", "cost": 10, "salt": "00"}'),
    ('{"algorithm": "scrypt", "cost": 20, "block_size": 8, "parallelism": 1, "salt": "00", "length": 64}'),
    ('{"algorithm": "scrypt", "cost": 18, "block_size": 8, "parallelism": 3, "salt": "00", "length": 64}'),
    ('{"algorithm": "pbkdf2_sha1", "iterations": 2000001, "salt": "00", "length": 20}'),
    ('{"algorithm": "pbkdf2_sha1", "iterations": 1000, "salt": "00", "length": 65}'),
    ('{"algorithm": "argon2id", "memory_kib": 262145, "iterations": 1, "parallelism": 1, "salt": "00", "length": 32}'),
    ('{"algorithm": "argon2id", "memory_kib": 262144, "iterations": 9, "parallelism": 1, "salt": "00", "length": 32}'),
    ('{"algorithm": "phpass", "cost": 17, "salt": "00"}'),
    ('{"algorithm": "md5", "salt": "00"}'),
    ('{"algorithm": "phpass", "cost": 8}'),
    ('[]'),
    ('null')
  ) as given (former);
select throws_ok(
  $$ select rowseal_private.is_former_hash('{"algorithm": "phpass", "cost": "much", "salt": "00"}') $$, '22P02', null,
  'a cost is a number'
);

-- Who may
select rowseal_test.step_into(role), throws_ok(
  $$ select rowseal_audit.import_users('there', '[]') $$, '42501', null, format('%s imports nobody', role)),
  rowseal_test.leave()
  from unnest('{rowseal_gateway,rowseal_issuer,rowseal_worker}'::text[]) as role;

-- import_users
select is(
  pg_temp.said(jsonb_build_array(pg_temp.entry(1, 'ada@acme.test', pg_temp.password(sha256('digest')))), true),
  '1 imported', 'a dry run says what would be done'
);
select is_empty('select from rowseal.users', 'a dry run writes nobody');
select is_empty(
  $$ select from rowseal_private.imported_users $$, 'a dry run remembers nobody');
select is_empty(
  $$ select from rowseal_private.audit_events where kind in ('users_imported', 'user_registered') $$,
  'a dry run is no event'
);
select is(
  pg_temp.said(jsonb_build_array(
    pg_temp.entry(1, 'ada@acme.test', pg_temp.password(sha256('digest'))),
    pg_temp.entry(2, 'bob@acme.test', pg_temp.password(sha256('wrapped'),
      jsonb_build_object('memory_kib', 19456, 'iterations', 2, 'parallelism', 1, 'salt', repeat('da', 16)))
      || '{"verified": false, "disabled": true}'),
    pg_temp.entry(3, 'cat@acme.test', '{"identities": [{"issuer": "https://accounts.google.com", "subject": "c3"},
      {"provider": "corp", "subject": "c3"}], "memberships": [{"workspace": "acme", "role": "admin"}],
      "totp": {"id": "01890000-0000-7000-8000-000000000001", "secret_jwe": "a.b.c.d.e"}}')
  )),
  '1 imported, 2 imported, 3 imported', 'users are imported'
);
select results_eq(
  $$ select email, name, email_verified_at is not null, disabled_at is not null from rowseal.users order by email $$,
  $$ values ('ada@acme.test', 'Ada', true, false), ('bob@acme.test', 'Ada', false, true),
       ('cat@acme.test', 'Ada', true, false) $$,
  'an address is verified where the export says so, and an account disabled'
);
select results_eq(
  $$ select email, verifier = case email when 'ada@acme.test' then sha256('digest') else sha256('wrapped') end,
            memory_kib, former ->> 'algorithm'
       from rowseal_private.passwords join rowseal.users on users.id = user_id order by email $$,
  $$ values ('ada@acme.test', true, null::integer, 'bcrypt'), ('bob@acme.test', true, 19456, 'bcrypt') $$,
  'a password is kept as it was hashed, or under argon2id'
);
select results_eq(
  $$ select provider, subject from rowseal_private.identities order by provider, subject collate "C" $$,
  $$ values ('corp', 'c3'), ('google', 'c3'), ('password', 'ada@acme.test'), ('password', 'bob@acme.test') $$,
  'identities are those of the export, and that of the address where there is a password'
);
select results_eq(
  $$ select role from rowseal.memberships join rowseal.users on users.id = user_id where email = 'cat@acme.test' $$,
  $$ values ('admin') $$, 'memberships are those of the export'
);
select results_eq(
  $$ select confirmed_at is not null, secret_jwe from rowseal_private.totp_factors $$, $$ values (true, 'a.b.c.d.e') $$,
  'an authenticator app is a second factor at once'
);
select results_eq(
  $$ select kind, count(*) from rowseal_private.audit_events
      where kind in ('users_imported', 'user_registered', 'member_added', 'identity_linked', 'factor_added')
      group by kind order by kind $$,
  $$ values ('factor_added', 1::bigint), ('identity_linked', 2), ('member_added', 1), ('user_registered', 3),
       ('users_imported', 1) $$,
  'each is an event, and the import'
);
select is_empty(
  $$ select from rowseal_private.audit_events where details::text ~ '@|verifier|secret' $$,
  'no event has an address or a secret'
);
select is(
  pg_temp.said(jsonb_build_array(
    pg_temp.entry(1, 'ada@acme.test', pg_temp.password(sha256('another'))), pg_temp.entry(4, 'dan@acme.test'))),
  '1 unchanged, 4 imported', 'who was imported is left as they are'
);
select results_eq(
  $$ select verifier from rowseal_private.passwords join rowseal.users on users.id = user_id
      where email = 'ada@acme.test' $$,
  $$ select sha256('digest') $$, 'the password of somebody who was imported is left, too'
);
select results_eq(
  $$ select external_id from rowseal_audit.find_imported('there', '{x1,x4,x9}') order by 1 $$,
  $$ values ('x1'), ('x4') $$, 'who was imported is found by their id there'
);
select is_empty($$ select from rowseal_audit.find_imported('elsewhere', '{x1}') $$, 'of another source nobody is');

-- Logging in
select results_eq(
  $$ select status, memory_kib, former from rowseal_private.password_challenge('ada@acme.test') $$,
  $$ values ('ok', null::integer, jsonb_build_object('algorithm', 'bcrypt', 'cost', 10, 'salt', repeat('ab', 16))) $$,
  'a login is told how another system had hashed the password'
);
select is_empty(
  $$ select address
       from (select n || '@nowhere.test' as address from generate_series(1, 20) as n) as unknown
      cross join lateral rowseal_private.password_challenge(address) as told
      where told.former ->> 'algorithm' <> 'bcrypt' or told.former ->> 'cost' <> '10'
         or told.former ->> 'salt' !~ '^[0-9a-f]{32}$' or told.former ->> 'salt' = repeat('ab', 16)
         or told is distinct from rowseal_private.password_challenge(upper(address)) $$,
  'an address that nobody has looks as if another system had hashed its password, with a salt of its own that stays'
);
select is(
  (select count(distinct (rowseal_private.password_challenge(n || '@nowhere.test')).memory_kib is null)
     from generate_series(1, 40) as n), 2::bigint,
  'addresses that nobody has look as if some passwords were under argon2id, as some are'
);
select results_eq(
  $$ select status, renewal_due from rowseal_private.log_in('password', 'ada@acme.test', 'digest') $$,
  $$ values ('ok', true) $$, 'the digest of another system logs in, and is due for an upgrade'
);
select is(
  rowseal_private.upgrade_verifier(
    'ada@acme.test', 'guess', row(decode(repeat('02', 16), 'hex'), sha256('new'), 19456, 2, 1)), false,
  'nobody upgrades a password that they do not know'
);
select is(
  rowseal_private.upgrade_verifier(
    'ada@acme.test', 'digest', row(decode(repeat('02', 16), 'hex'), sha256('new'), 19456, 2, 1)), true,
  'the password is derived anew'
);
select results_eq(
  $$ select verifier, memory_kib, former from rowseal_private.passwords join rowseal.users on users.id = user_id
      where email = 'ada@acme.test' $$,
  $$ select sha256(sha256('new')), 19456, null::jsonb $$, 'an upgraded password is like any other'
);
select is(
  rowseal_private.upgrade_verifier(
    'ada@acme.test', 'digest', row(decode(repeat('03', 16), 'hex'), sha256('newer'), 19456, 2, 1)), false,
  'once: what has changed meanwhile stays'
);
select results_eq(
  $$ select algorithm, under_argon2id, amount from rowseal_audit.former_passwords() $$,
  $$ values ('bcrypt', true, 1::bigint) $$, 'those that are left are counted'
);
select is(rowseal_audit.expire_former_passwords(now() - interval '1 day'), 0, 'newer ones are kept');
select is(rowseal_audit.expire_former_passwords(clock_timestamp()), 1, 'older ones end');
select is_empty(
  $$ select from rowseal_private.passwords join rowseal.users on users.id = user_id where email = 'bob@acme.test' $$,
  'passwords that end are deleted'
);

-- Accounts that exist
insert into rowseal.users (email, email_verified_at)
values ('own@acme.test', now()), ('squat@acme.test', null), ('two@acme.test', now()), ('two@acme.test', null);
insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations, parallelism)
select id, decode(repeat('01', 16), 'hex'), sha256('own'), 19456, 2, 1 from rowseal.users where email = 'own@acme.test';
insert into rowseal.users (email, email_verified_at, disabled_at) values ('off@acme.test', now(), now());
select is(
  pg_temp.said(jsonb_build_array(pg_temp.entry(10 + nth::integer, email, pg_temp.password(sha256('theirs'))
    || '{"identities": [{"provider": "google", "subject": "o"}]}'
    || '{"memberships": [{"workspace": "acme", "role": "owner"}]}' || more))),
  (10 + nth) || ' ' || expected, format('an import of the address of %s: %s', what, expected)
)
  from (values
    (1, 'squat@acme.test', '{}'::jsonb, 'somebody who has not verified it', 'refused address_in_use'),
    (2, 'own@acme.test', '{"verified": false}', 'a user, not verified there', 'refused address_in_use'),
    (3, 'two@acme.test', '{}', 'several users', 'refused address_in_use'),
    (4, 'off@acme.test', '{}', 'a disabled user', 'refused address_in_use'),
    (5, 'own@acme.test', '{"identities": [{"provider": "corp", "subject": "o"}]}',
      'a user, with a provider that links none', 'refused linking_off'),
    (6, 'own@acme.test', '{"identities": [{"provider": "google", "subject": "c3"}]}',
      'a user, with the identity of another', 'refused identity_of_another'),
    (7, 'own@acme.test', '{}', 'a user, verified there and here', 'linked')
  ) as given (nth, email, more, what, expected);
select results_eq(
  $$ select verifier, former from rowseal_private.passwords join rowseal.users on users.id = user_id
      where email = 'own@acme.test' $$,
  $$ select sha256('own'), null::jsonb $$, 'no import overwrites a password'
);
select results_eq(
  $$ select provider, subject from rowseal_private.identities join rowseal.users on users.id = user_id
      where email in ('own@acme.test', 'squat@acme.test', 'two@acme.test', 'off@acme.test') $$,
  $$ values ('google', 'o') $$, 'an identity is linked where the address is verified on both sides, and nowhere else'
);

-- What is refused
select is(
  pg_temp.said(jsonb_build_array(pg_temp.entry(20 + nth::integer, nth || '@new.test', more))),
  (20 + nth) || ' refused ' || expected, format('%s is refused', what)
)
  from (values
    (1, '{"identities": [{"issuer": "https://nowhere.test", "subject": "o"}]}'::jsonb, 'an unknown issuer',
      'unknown_provider'),
    (2, '{"identities": [{"provider": "google", "subject": "c3"}]}', 'an identity of another', 'identity_of_another'),
    (3, '{"memberships": [{"workspace": "nowhere", "role": "member"}]}', 'an unknown workspace', 'unknown_workspace'),
    (4, '{"memberships": [{"workspace": "gone", "role": "member"}]}', 'a deleted workspace', 'unknown_workspace'),
    (5, '{"memberships": [{"workspace": "acme", "role": "emperor"}]}', 'an unknown role', 'unknown_role'),
    (6, '{"verified": false, "totp": {"id": "01890000-0000-7000-8000-000000000002", "secret_jwe": "a.b.c.d.e"}}',
      'a second factor of an address that nobody has verified', 'unverified_factor')
  ) as given (nth, more, what, expected);
select is(
  pg_temp.said(jsonb_build_array(pg_temp.entry(31, 'twin@new.test'), pg_temp.entry(32, 'twin@new.test'))),
  '31 imported, 32 refused address_twice', 'an address is imported once'
);
select throws_ok(
  $$ select pg_temp.said(jsonb_build_array(pg_temp.entry(33, 'Upper@new.test'))) $$, '23514', null,
  'an address comes as it is stored'
);
select throws_ok(
  $$ select pg_temp.said(jsonb_build_array(pg_temp.entry(34, 'dear@new.test', pg_temp.password(sha256('x'),
      '{"former": {"algorithm": "bcrypt", "cost": 31, "salt": "00112233445566778899aabbccddeeff"}}')))) $$,
  '23514', null, 'an absurd cost is refused'
);

select * from finish();
rollback;
