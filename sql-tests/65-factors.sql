-- Second factors: what every login asks for, on every path, and what changes them. Row timestamps are moved, never the
-- clock.
begin;
set local search_path = tap, pg_catalog;
select plan(40);

select rowseal_test.personas();
update rowseal.users set email_verified_at = now();
insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
values ('password', rowseal_private.text_hash('member@acme.test'), 'member@acme.test',
  rowseal_test.id('member@acme.test'));
insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations, parallelism)
values (rowseal_test.id('member@acme.test'), decode(repeat('00', 16), 'hex'), sha256('right'), 19456, 2, 1);
insert into rowseal_private.identity_providers (id, kind, name, issuer, client_id, client_secret_jwe, scope)
values ('corp', 'oidc', 'Corp', 'https://corp.test', 'c', 'a.b.c.d.e', 'openid');
insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
values ('corp', rowseal_private.text_hash('m'), 'm', rowseal_test.id('member@acme.test'));

create function pg_temp.sessions() returns bigint
  language sql stable
as $$ select count(*) from rowseal_private.sessions where user_id = rowseal_test.id('member@acme.test') $$;
create function pg_temp.waiting() returns rowseal_private.presented_token
  language sql volatile
as $$ select rowseal_test.presented('rsl_', challenge)
        from rowseal_private.log_in('password', 'member@acme.test', 'right') $$;
create function pg_temp.factor(change text default 'confirmed_at = now()') returns void
  language plpgsql volatile
as $$
begin
  execute 'update rowseal_private.totp_factors set ' || factor.change;
end
$$;

-- One factor, or none that counts
select is((rowseal_private.log_in('password', 'member@acme.test', 'right')).status, 'ok',
  'without a second factor a password signs in');
insert into rowseal_private.totp_factors (user_id, id, secret_jwe)
values (rowseal_test.id('member@acme.test'), rowseal_test.id('app'), 'a.b.c.d.e');
select is((rowseal_private.log_in('password', 'member@acme.test', 'right')).status, 'ok',
  'an authenticator app that is being set up asks for nothing');
select pg_temp.factor();
create temporary table counted as select pg_temp.sessions() as n;

-- Each path
select results_eq(
  $$ select status, claims is null, factors from rowseal_private.log_in('password', 'member@acme.test', 'right') $$,
  $$ values ('second_factor', true, '{totp}'::text[]) $$, 'a password waits for the second factor'
);
select results_eq(
  $$ select status, claims is null, factors
       from rowseal_private.log_in_with_identity('corp', 'm', 'm@corp.test', true) $$,
  $$ values ('second_factor', true, '{totp}'::text[]) $$, 'a provider waits for the second factor'
);
select results_eq(
  $$ select oid::regprocedure::text
       from pg_proc
      where pronamespace::regnamespace::text in ('rowseal', 'rowseal_private', 'rowseal_audit')
        and (prosrc ~ 'rowseal_private\.open_session\(' or pg_get_function_sqlbody(oid) ~ 'open_session\(')
      order by oid::regprocedure::text $$,
  $$ values ('rowseal_private.complete_login(uuid,text,jsonb,text,text,inet,text,bytea,uuid,bytea,'
              'rowseal_private.presented_refresh_token)'),
            ('rowseal_private.redeem_code(rowseal_private.presented_token,text,text,bytea,text,inet,text,bytea)') $$,
  'no other path opens a session: the end of every login, and a code that a session agreed to'
);
select is(pg_temp.sessions(), (select n from counted), 'a login that waits has opened no session');
select pg_temp.factor('failures = 100');
select results_eq(
  $$ select status, factors from rowseal_private.log_in('password', 'member@acme.test', 'right') $$,
  $$ values ('second_factor', '{}'::text[]) $$,
  'an app that is off is still asked for, and nothing else is in its place'
);
select is(
  (rowseal_private.totp_challenge(pg_temp.waiting(), null)).status, 'denied', 'an app that is off verifies no code'
);
select pg_temp.factor('failures = 0');
select is((rowseal_private.log_in('password', 'member@acme.test', 'wrong')).status, 'denied',
  'a wrong password is denied, and nobody learns of a second factor');

-- The challenge
create temporary table challenges as select pg_temp.waiting() as token;
select results_eq(
  $$ select status, user_id, factor_id, secret_jwe, step = floor(extract(epoch from clock_timestamp()) / 30)
       from challenges, rowseal_private.totp_challenge(token, null) $$,
  $$ select 'ok', rowseal_test.id('member@acme.test'), rowseal_test.id('app'), 'a.b.c.d.e', true $$,
  'a login that waits gets what the server verifies a code with'
);
select is((select failures from rowseal_private.totp_factors), 1, 'an attempt counts before the code is looked at');
select is(
  (select (rowseal_private.complete_second_factor(token, 'totp', null, null)).status from challenges), 'denied',
  'a wrong code is denied'
);
select is(
  (select (rowseal_private.complete_second_factor(token, 'totp', rowseal_private.totp_step() - 3, null)).status
     from challenges), 'denied', 'a step of long ago is denied'
);
select is(
  (select (rowseal_private.complete_second_factor(token, 'totp', rowseal_private.totp_step() + 2, null)).status
     from challenges), 'denied', 'a step of the future is denied'
);
select is(
  (select (rowseal_private.complete_second_factor(token, 'recovery_code', null, 'guess')).status from challenges),
  'denied', 'a recovery code that is none is denied'
);
select is(
  (select (rowseal_private.complete_second_factor(token, 'password', null, 'right')).status from challenges), 'denied',
  'a password is no second factor'
);
create temporary table done as
  select rowseal_private.totp_step() as step, (completed.claims).sid, completed.status
    from challenges
   cross join lateral rowseal_private.complete_second_factor(
     token, 'totp', rowseal_private.totp_step(), null, '192.0.2.1', 'pgTAP', null, sha256('r')) as completed;
select is((select status from done), 'ok', 'a right code completes the login');
select results_eq(
  $$ select kind from rowseal_private.session_proofs join done on session_id = sid order by kind $$,
  $$ values ('password'), ('totp') $$, 'the session has what was proved'
);
select is((select failures from rowseal_private.totp_factors), 0, 'a right code forgives the wrong ones');
select is(
  (select (rowseal_private.complete_second_factor(token, 'totp', (select step + 1 from done), null)).status
     from challenges), 'invalid', 'a challenge is used once'
);
update challenges set token = pg_temp.waiting();
select is(
  (select (rowseal_private.complete_second_factor(token, 'totp', (select step from done), null)).status
     from challenges), 'denied', 'a code is used once, whatever the challenge'
);
update rowseal_private.login_challenges set expires_at = now() - interval '1 second';
select is(
  (select (rowseal_private.complete_second_factor(token, 'totp', (select step + 1 from done), null)).status
     from challenges), 'invalid', 'a challenge expires'
);
select cmp_ok(rowseal_private.purge_tables(100), '>=', 1, 'what has expired is purged');
update challenges set token = pg_temp.waiting();
update rowseal.users set disabled_at = now() where id = rowseal_test.id('member@acme.test');
update rowseal.users set disabled_at = null where id = rowseal_test.id('member@acme.test');
select is(
  (select (rowseal_private.complete_second_factor(token, 'totp', (select step + 1 from done), null)).status
     from challenges), 'invalid', 'disabling an account ends the logins that wait'
);
create temporary table by_corp as
  select rowseal_test.presented('rsl_', challenge) as token
    from rowseal_private.log_in_with_identity('corp', 'm', 'm@corp.test', true);
update rowseal_private.identity_providers set enabled = false;
select is(
  (select (rowseal_private.complete_second_factor(token, 'totp', (select step + 1 from done), null)).status
     from by_corp), 'invalid', 'a login through a provider that was disabled meanwhile is not completed'
);
update rowseal_private.identity_providers set enabled = true;

-- Who may change factors
select is(
  (select count(*) from pg_proc where proname in ('begin_totp', 'begun_totp', 'confirm_totp', 'renew_recovery_codes',
    'remove_factor', 'complete_second_factor', 'step_up', 'totp_challenge', 'begin_passkey', 'confirm_passkey',
    'rename_passkey', 'ask_passkey', 'passkey_challenge', 'use_passkey', 'log_in_with_passkey')
      and has_function_privilege('rowseal_gateway', oid, 'execute')), 0::bigint,
  'SQL in a request changes no factor and verifies none'
);
create function pg_temp.removing(claims rowseal_private.claims) returns text
  language plpgsql volatile
as $$
begin
  perform rowseal_test.step_into('rowseal_issuer');
  perform rowseal_private.remove_factor(removing.claims, null, rowseal_test.id('app'));
  perform rowseal_test.leave();
  return 'ok';
exception when others then
  return sqlstate;
end
$$;
select is(
  pg_temp.removing(rowseal_test.claims_of('member@acme.test')), 'RS050',
  'a session of one factor removes no second one, however fresh'
);
select is(
  pg_temp.removing(rowseal_test.claims_of('member@acme.test', null, 'notes:read')), 'RS010',
  'a limited session removes no factor'
);
create temporary table both_factors as select rowseal_test.claims_of('member@acme.test') as claims;
insert into rowseal_private.session_proofs (user_id, session_id, kind, proved_at)
select (claims).sub, (claims).sid, 'totp', now() - interval '6 minutes' from both_factors;
select is(
  (select pg_temp.removing(claims) from both_factors), 'RS050', 'a second factor of six minutes ago removes none'
);
update rowseal_private.session_proofs set proved_at = now() where kind = 'totp';
insert into rowseal_private.recovery_codes (user_id, code_hash)
values (rowseal_test.id('member@acme.test'), sha256(sha256('code')));
select is((select pg_temp.removing(claims) from both_factors), 'ok', 'both factors of now remove one');
select is_empty('select from rowseal_private.totp_factors', 'the factor is gone');
select is_empty('select from rowseal_private.recovery_codes', 'with the last factor go the recovery codes');
select is_empty(
  $$ select from rowseal_private.session_proofs where kind = 'totp' $$, 'what was proved by it counts in no session'
);
select is((rowseal_private.log_in('password', 'member@acme.test', 'right')).status, 'ok',
  'without a second factor a password signs in again');
select bag_has(
  $$ select kind from rowseal_private.audit_events where user_id = rowseal_test.id('member@acme.test') $$,
  $$ values ('factor_removed') $$, 'removing a factor is an event'
);

-- Operators
insert into rowseal_private.totp_factors (user_id, id, secret_jwe, confirmed_at)
values (rowseal_test.id('member@acme.test'), rowseal_test.id('app'), 'a.b.c.d.e', now());
select is(rowseal_audit.remove_factors(rowseal_test.id('member@acme.test')), 1,
  'an operator removes the factors of somebody who has lost them');
select is((rowseal_private.log_in('password', 'member@acme.test', 'right')).status, 'ok',
  'somebody whose factors an operator removed signs in with the password');
-- An account that was deleted
insert into rowseal_private.account_deletions (user_id, requested_at, erase_at)
values (rowseal_test.id('member@acme.test'), now(), now() + interval '1 day');
update rowseal.users set disabled_at = now() where id = rowseal_test.id('member@acme.test');
select results_eq(
  $$ select status, restore_token is null from rowseal_private.log_in('password', 'member@acme.test', 'right') $$,
  $$ values ('account_deleted', false) $$, 'the control: without a second factor a password restores'
);
insert into rowseal_private.totp_factors (user_id, id, secret_jwe, confirmed_at)
values (rowseal_test.id('member@acme.test'), rowseal_test.id('app'), 'a.b.c.d.e', now());
select results_eq(
  $$ select status, restore_token is null from rowseal_private.log_in('password', 'member@acme.test', 'right') $$,
  $$ values ('account_deleted', true) $$, 'where there is a second factor, a password alone restores nothing'
);
select throws_ok(
  $$ insert into rowseal_private.totp_factors (user_id, id, secret_jwe)
     values (rowseal_test.id('member@acme.test'), rowseal_test.id('plain'), 'JBSWY3DPEHPK3PXP') $$,
  '23514', null, 'a secret that is not encrypted is not stored'
);
select * from finish();
rollback;
