-- Passkeys: what an answer proves, at which door, and what an authenticator may not change. The server has verified
-- the signature; row timestamps are moved, never the clock.
begin;
set local search_path = tap, pg_catalog;
select plan(80);

select rowseal_test.personas();
update rowseal.users set email_verified_at = now();
insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
values ('password', rowseal_private.text_hash('member@acme.test'), 'member@acme.test',
  rowseal_test.id('member@acme.test'));
insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations, parallelism)
values (rowseal_test.id('member@acme.test'), decode(repeat('00', 16), 'hex'), sha256('right'), 19456, 2, 1);
insert into rowseal_private.passkey_handles (user_id, handle)
select rowseal_test.id(address), decode(repeat(hex, 64), 'hex')
  from (values ('member@acme.test', 'aa'), ('viewer@acme.test', 'bb')) as person (address, hex);
insert into rowseal_private.passkeys (
  user_id, id, credential_id, public_key, name, is_verified, backup_eligible, backed_up, sign_count)
values
  (rowseal_test.id('member@acme.test'), rowseal_test.id('key'), 'key', 'public', 'Key', true, false, false, 7),
  (rowseal_test.id('member@acme.test'), rowseal_test.id('synced'), 'synced', 'public', 'Synced', true, true, true, 0),
  (rowseal_test.id('member@acme.test'), rowseal_test.id('touch'), 'touch', 'public', 'Touch', false, false, false, 0),
  (rowseal_test.id('viewer@acme.test'), rowseal_test.id('other'), 'other', 'public', 'Other', true, false, false, 0);

-- What an authenticator that does all right signs, for the challenge x in the browser b.
create function pg_temp.signed(passkey text default 'key', changed text default '') returns
  rowseal_private.asserted_passkey
  language plpgsql volatile
as $$
declare
  v_signed rowseal_private.asserted_passkey := row(
    sha256('x'), sha256('b'), convert_to(signed.passkey, 'UTF8'), decode(repeat('aa', 64), 'hex'), true, true, true,
    signed.passkey = 'synced', signed.passkey = 'synced', case signed.passkey when 'synced' then 0 else 8 end);
begin
  if signed.changed <> '' then
    execute 'select (jsonb_populate_record($1, $2)).*' into v_signed using v_signed, signed.changed::jsonb;
  end if;
  return v_signed;
end
$$;
create function pg_temp.ask(
  waiting rowseal_private.presented_token default null, session rowseal_private.presented_refresh_token default null,
  verifies boolean default null
) returns text
  language plpgsql volatile
as $$
begin
  delete from rowseal_private.passkey_challenges;
  return (rowseal_private.ask_passkey(
    waiting, session, verifies, 'https://id.acme.test', sha256('x'), sha256('b'), '192.0.2.1')).status;
end
$$;
create function pg_temp.sign_in(passkey text default 'key', changed text default '') returns text
  language plpgsql volatile
as $$
begin
  perform pg_temp.ask();
  return (rowseal_private.log_in_with_passkey(pg_temp.signed(passkey, changed), ip => '192.0.2.1')).status;
end
$$;
create function pg_temp.level(sid uuid) returns integer
  language sql stable
as $$ select rowseal_private.proved_level(rowseal_test.id('member@acme.test'), sid) $$;

-- What everybody is asked
create temporary table asked as
  select * from rowseal_private.ask_passkey(null, null, null, 'https://id.acme.test:8443', sha256('x'), sha256('b'));
select results_eq(
  'select status, rp_id, asks_verification, known from asked', $$ values ('ok', 'id.acme.test', true, '[]'::jsonb) $$,
  'to sign in, everybody is asked alike: by no passkey in particular, with user verification'
);
select results_eq(
  $$ select status, public_key, asks_verification
       from rowseal_private.passkey_challenge(sha256('x'), sha256('b'), 'nobody''s') $$,
  $$ values ('ok', null::bytea, true) $$, 'the passkey of nobody is an attempt like another'
);
select results_eq(
  $$ select status, public_key from rowseal_private.passkey_challenge(sha256('x'), sha256('b'), 'key') $$,
  $$ values ('ok', 'public'::bytea) $$, 'the passkey of somebody is verified with its public key'
);
select is(
  (rowseal_private.passkey_challenge(sha256('x'), sha256('other browser'), 'key')).status, 'invalid',
  'in another browser nothing was asked'
);
select is(
  (rowseal_private.passkey_challenge(sha256('other'), sha256('b'), 'key')).status, 'invalid',
  'by another challenge nothing was asked'
);

-- Signing in by a passkey alone: the control, and one difference each
create temporary table signed_in as
  select done.* from rowseal_private.log_in_with_passkey(pg_temp.signed(), ip => '192.0.2.1') as done;
select is((select status from signed_in), 'ok', 'the control: a passkey that verified its user signs in');
select is((select pg_temp.level((claims).sid) from signed_in), 3, 'a passkey alone is level 3');
select results_eq(
  $$ select kind from rowseal_private.session_proofs join signed_in on session_id = (claims).sid $$,
  $$ values ('verified_passkey') $$, 'a sign-in by a passkey is one proof'
);
select is(
  (rowseal_private.log_in_with_passkey(pg_temp.signed())).status, 'denied', 'a challenge is answered once'
);
select is(pg_temp.sign_in(changed => changed), 'denied', 'refused: ' || what)
  from (values
    ('{"is_authentic": false}', 'a signature, an origin or a challenge that is wrong'),
    ('{"is_authentic": null}', 'nothing that was verified'),
    ('{"user_present": false}', 'nobody was there'),
    ('{"user_verified": false}', 'the user was not verified'),
    ('{"user_verified": null}', 'nobody says whether the user was verified'),
    ('{"backup_eligible": true}', 'it can be synced, and could not when it was made'),
    ('{"backed_up": true}', 'it is synced, and cannot be'),
    ('{"backup_eligible": true, "backed_up": true}', 'it is synced, and could not be when it was made'),
    ('{"user_handle": null}', 'it does not say whose it is'),
    ('{"user_handle": "\\x' || repeat('bb', 64) || '"}', 'it says that it is somebody else''s'),
    ('{"challenge_digest": "\\x00"}', 'another challenge'),
    ('{"browser_digest": "\\x00"}', 'another browser')
  ) as attack (changed, what);
select is(pg_temp.sign_in('synced'), 'ok', 'the control: a synced passkey signs in');
select is(
  pg_temp.sign_in('synced', '{"backup_eligible": false, "backed_up": false}'), 'denied',
  'refused: it cannot be synced, and could when it was made'
);
select is(pg_temp.sign_in('synced', '{"backed_up": false}'), 'ok', 'whether it is synced just now may change');
select is(
  (select backed_up from rowseal_private.passkeys where credential_id = 'synced'), false,
  'whether it is synced is kept as it says last'
);
select is(pg_temp.sign_in('other'), 'denied', 'refused: the passkey of somebody else');
select is(pg_temp.sign_in('nobody''s'), 'denied', 'refused: a passkey of nobody');
select is(
  pg_temp.sign_in('touch'), 'denied', 'refused: a passkey that is not known to verify its user, though it says so'
);
update rowseal.users set disabled_at = now() where id = rowseal_test.id('member@acme.test');
select is(pg_temp.sign_in(), 'denied', 'refused: the account is disabled');
update rowseal.users set disabled_at = null where id = rowseal_test.id('member@acme.test');
select pg_temp.ask();
update rowseal_private.passkey_challenges set expires_at = now() - interval '1 second';
select is(
  (rowseal_private.log_in_with_passkey(pg_temp.signed())).status, 'denied', 'refused: it took too long'
);
select is(rowseal_private.purge_tables(10), 1, 'what nobody has answered is purged');

-- A count that does not rise
select is(
  (select sign_count from rowseal_private.passkeys where credential_id = 'key'), 8::bigint, 'the count is kept'
);
select is(pg_temp.sign_in(changed => '{"sign_count": 3}'), 'ok', 'a count that falls locks nobody out');
select results_eq(
  $$ select distinct details ->> 'factor_id' from rowseal_private.audit_events where kind = 'passkey_count_fell' $$,
  $$ values (rowseal_test.id('key')::text) $$, 'a count that falls is an event'
);
select is(
  (select sign_count from rowseal_private.passkeys where credential_id = 'key'), 8::bigint, 'the highest is kept'
);

-- Beside a password
create temporary table waiting as
  select rowseal_test.presented('rsl_', challenge) as token, status, factors
    from rowseal_private.log_in('password', 'member@acme.test', 'right');
select results_eq(
  'select status, factors from waiting', $$ values ('second_factor', '{passkey}'::text[]) $$,
  'who has a passkey is asked for it after the password'
);
select results_eq(
  $$ select asked.status, asked.asks_verification, jsonb_array_length(asked.known)
       from waiting
      cross join lateral rowseal_private.ask_passkey(
        token, null, true, 'https://id.acme.test', sha256('y'), sha256('b')) as asked $$,
  $$ values ('ok', false, 3) $$, 'any of theirs will do, and need verify nobody'
);
select pg_temp.ask();
select is(
  (select (rowseal_private.complete_second_factor(
      token, 'passkey', null, null, passkey => pg_temp.signed('touch'))).status from waiting),
  'denied', 'what was asked to sign in completes no login that waits'
);
select pg_temp.ask(token) from waiting;
select is(
  (rowseal_private.log_in_with_passkey(pg_temp.signed())).status, 'denied',
  'what was asked of a login that waits signs nobody in'
);
create temporary table completed as
  select done.* from waiting cross join lateral rowseal_private.complete_second_factor(
    token, 'passkey', null, null, passkey => pg_temp.signed('touch', '{"user_verified": false}')) as done;
select is((select status from completed), 'ok', 'a passkey that verified nobody completes a login with a password');
select is((select pg_temp.level((claims).sid) from completed), 3, 'a password and a passkey are level 3');
select results_eq(
  $$ select kind from rowseal_private.session_proofs join completed on session_id = (claims).sid order by kind $$,
  $$ values ('passkey'), ('password') $$, 'the passkey counts as one factor'
);

-- A step-up
create temporary table opened as
  select * from rowseal_test.open_session(rowseal_test.id('member@acme.test'), null, null, '192.0.2.1', 'pgTAP');
create function pg_temp.step_up(passkey text, verifies boolean) returns text
  language plpgsql volatile
as $$
declare
  v_token text := (select refresh_token from opened);
  v_done record;
begin
  perform pg_temp.ask(session => rowseal_test.presented(v_token), verifies => verifies);
  select * into v_done from rowseal_private.step_up(
    rowseal_test.presented(v_token), 'passkey', null, null, null,
    passkey => pg_temp.signed(step_up.passkey));
  return v_done.status;
end
$$;
create function pg_temp.known_to_verify() returns boolean
  language sql volatile
as $$ select is_verified from rowseal_private.passkeys where credential_id = 'touch' $$;
select is(pg_temp.step_up('touch', false), 'rotated', 'the control: a passkey steps a session up');
select is(pg_temp.known_to_verify(), false, 'that it verified its user counts for nothing where it was not asked for');
update rowseal_private.session_proofs set proved_at = now() - interval '6 minutes'
  where session_id = (select (claims).sid from opened) and kind = 'password';
select is(
  pg_temp.step_up('touch', true) || ' ' || pg_temp.known_to_verify(), 'retried false',
  'beside a password of six minutes ago, which a finder of the passkey need not know, it counts for nothing'
);
select is(pg_temp.sign_in('touch'), 'denied', 'a passkey that is still not known to verify its user signs nobody in');
update rowseal_private.session_proofs set proved_at = now()
  where session_id = (select (claims).sid from opened) and kind = 'password';
select is(
  pg_temp.step_up('touch', true) || ' ' || pg_temp.known_to_verify(), 'retried true',
  'beside a password of now it becomes known to verify its user'
);
select is(pg_temp.sign_in('touch'), 'ok', 'the passkey signs in by itself from then on');
select is(pg_temp.step_up('other', true), 'denied', 'the passkey of somebody else steps nothing up');

-- What takes how much, and what is left
select is(
  rowseal_private.account_level(rowseal_test.id('member@acme.test')), 3, 'who has a passkey can prove level 3'
);
create function pg_temp.removing(claims rowseal_private.claims, factor text) returns text
  language plpgsql volatile
as $$
begin
  perform rowseal_test.step_into('rowseal_issuer');
  perform rowseal_private.remove_factor(removing.claims, null, rowseal_test.id(removing.factor));
  perform rowseal_test.leave();
  return 'ok';
exception when others then
  return sqlstate;
end
$$;
create function pg_temp.proving(kinds text[]) returns rowseal_private.claims
  language plpgsql volatile
as $$
declare
  v_claims constant rowseal_private.claims := rowseal_test.claims_of('member@acme.test');
begin
  delete from rowseal_private.session_proofs where session_id = v_claims.sid;
  perform rowseal_private.add_proof(v_claims.sub, v_claims.sid, kind) from unnest(proving.kinds) as kind;
  return v_claims;
end
$$;
insert into rowseal_private.totp_factors (user_id, id, secret_jwe, confirmed_at)
values (rowseal_test.id('member@acme.test'), rowseal_test.id('app'), 'a.b.c.d.e', now());
insert into rowseal_private.recovery_codes (user_id, code_hash)
values (rowseal_test.id('member@acme.test'), sha256(sha256('code')));
select is(
  pg_temp.removing(pg_temp.proving('{password,totp}'), 'key'), 'RS050',
  'a password and a code, which both can be phished, remove no passkey'
);
create function pg_temp.adding(claims rowseal_private.claims) returns text
  language plpgsql volatile
as $$
begin
  perform rowseal_test.step_into('rowseal_issuer');
  perform rowseal_private.begin_passkey(adding.claims, null, 'https://id.acme.test', sha256('x'), sha256('b'));
  raise exception 'done' using errcode = 'RS999';
exception when others then
  return sqlstate;
end
$$;
select is(
  array[pg_temp.adding(pg_temp.proving('{password,totp}')), pg_temp.adding(pg_temp.proving('{verified_passkey}'))],
  '{RS050,RS999}', 'a password and a code add no passkey either, where there is one: it takes that one'
);
select is(
  pg_temp.removing(pg_temp.proving('{provider,recovery_code}'), 'key'), 'ok',
  'a recovery code stands in for what was lost'
);
select is(
  pg_temp.removing(pg_temp.proving('{password,passkey}'), 'synced'), 'ok',
  'a password and a passkey remove another passkey'
);
select isnt_empty('select from rowseal_private.recovery_codes', 'while there is a factor, there are recovery codes');
select is(rowseal_audit.remove_factors(rowseal_test.id('member@acme.test')), 2,
  'an operator removes what is left: the app, and the last passkey');
select is_empty('select from rowseal_private.recovery_codes', 'with the last factor go the recovery codes');
select is_empty(
  $$ select from rowseal_private.session_proofs
      where kind not in ('password', 'provider') and user_id = rowseal_test.id('member@acme.test') $$,
  'what was proved by them counts in no session'
);
select is(
  (rowseal_private.log_in('password', 'member@acme.test', 'right')).status, 'ok', 'then a password alone signs in'
);

-- Making one
create temporary table maker as select pg_temp.proving('{password}') as claims;
grant select on maker to public;
create function pg_temp.begin(origin text default 'https://id.acme.test') returns text
  language plpgsql volatile
as $$
declare
  v_status text;
begin
  delete from rowseal_private.passkey_challenges;
  perform rowseal_test.step_into('rowseal_issuer');
  v_status := (rowseal_private.begin_passkey(
    (select claims from maker), null, begin.origin, sha256('x'), sha256('b'))).status;
  perform rowseal_test.leave();
  return v_status;
end
$$;
create function pg_temp.confirm(passkey text, changed text default '', origin text default 'https://id.acme.test')
  returns text
  language plpgsql volatile
as $$
declare
  v_signed constant rowseal_private.asserted_passkey := pg_temp.signed(confirm.passkey, confirm.changed);
  v_done record;
begin
  perform rowseal_test.step_into('rowseal_issuer');
  select * into v_done from rowseal_private.confirm_passkey(
    (select claims from maker), null, confirm.origin, v_signed, 'public', '{usb}', 'New',
    (select string_agg(sha256(n::text::bytea), '') from generate_series(1, 10) as n));
  perform rowseal_test.leave();
  return concat_ws(' ', v_done.status, v_done.has_new_codes);
end
$$;
select is(pg_temp.confirm('new'), 'invalid', 'nothing was asked, and nothing is added');
select is(pg_temp.begin(), 'begun', 'a passkey is asked for');
select is(
  pg_temp.confirm('new', '{"backed_up": true}'), 'invalid', 'refused: it is synced, and cannot be'
);
select is(pg_temp.confirm('new'), 'invalid', 'a challenge is answered once, also by a wrong answer');
select pg_temp.begin();
select is(pg_temp.confirm('other'), 'known', 'refused: the passkey of somebody else, whose owner it would draw here');
select is((select passkey_rp_id from rowseal_private.settings), null, 'the control: no domain is fixed as yet');
select pg_temp.begin();
select is(pg_temp.confirm('new'), 'confirmed t', 'a passkey is added, and the first factor brings recovery codes');
select is((select passkey_rp_id from rowseal_private.settings), 'id.acme.test', 'it fixes the domain');
select is(rowseal_private.proved_level((claims).sub, (claims).sid), 3, 'the session has proved it') from maker;
select is(pg_temp.begin('https://id.example.test'), 'elsewhere', 'under another host no passkey is made');
select is(
  (rowseal_private.ask_passkey(null, null, null, 'https://id.example.test', sha256('z'), sha256('b'))).status,
  'elsewhere', 'under another host no passkey is asked for'
);
select results_eq(
  $$ select rp_id, passkeys, people from rowseal_private.stranded_passkeys('https://id.example.test') $$,
  $$ values ('id.acme.test', 2::bigint, 2::bigint) $$, 'a server under another host would strand these'
);
select is(
  (rowseal_private.stranded_passkeys(origin)).passkeys, null, 'a server strands none at ' || origin
)
  from unnest(array['https://id.acme.test', 'https://eu.id.acme.test:8443']) as origin;
select is(
  (rowseal_private.stranded_passkeys('https://evil-id.acme.test')).passkeys, 2::bigint,
  'a host that only ends alike is another'
);
update rowseal_private.settings set passkey_origins = '{https://id.example.test}';
select is(
  (rowseal_private.stranded_passkeys('https://id.example.test')).passkeys, null,
  'a related origin strands none'
);
select results_eq(
  $$ select rowseal_private.authentication_claims(kinds, now()) - 'auth_time'
       from (values (1, '{verified_passkey}'::text[]), (2, '{verified_synced_passkey}'), (3, '{password,passkey}'),
               (4, '{provider,synced_passkey}'), (5, '{password,recovery_code}')) as proved (place, kinds)
      order by place $$,
  $$ values ('{"acr": "urn:rowseal:assurance:3", "amr": ["hwk", "user", "mfa"]}'::jsonb),
            ('{"acr": "urn:rowseal:assurance:3", "amr": ["swk", "user", "mfa"]}'),
            ('{"acr": "urn:rowseal:assurance:3", "amr": ["pwd", "hwk", "mfa"]}'),
            ('{"acr": "urn:rowseal:assurance:2", "amr": ["swk", "mfa"]}'),
            ('{"acr": "urn:rowseal:assurance:2", "amr": ["pwd"]}') $$,
  'clients are told what kind of key it was, and whether it verified its user'
);
select throws_ok(
  $$ update rowseal_private.passkeys set backed_up = true $$, '23514', null,
  'what cannot be synced is not stored as synced'
);
select * from finish();
rollback;
