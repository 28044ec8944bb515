-- Mail that carries proofs: what is asked for, what the worker composes, what a proof is good for, once. Row timestamps
-- are moved, never the clock.
begin;
set local search_path = tap, pg_catalog;
select plan(119);

select rowseal_test.personas();
create temporary table the_key as select sha256('correct horse battery staple') as key,
  decode(repeat('5a', 16), 'hex') as salt;
create temporary table tokens (name text primary key, token text);
grant select on the_key, tokens to public;
create function pg_temp.register(address text) returns text
  language sql volatile
  return (select (rowseal_private.register_with_password(address, null, row(salt, key, 19456, 2, 1))).status
    from the_key);
create function pg_temp.job(kind text) returns jsonb
  language sql volatile
  return (select payload::jsonb from graphile_worker_rowseal._private_jobs where payload ->> 'kind' = kind
    order by id desc limit 1);
create function pg_temp.no_jobs() returns void
  language sql volatile as $$ delete from graphile_worker_rowseal._private_jobs $$;
create function pg_temp.composed(payload jsonb, as_name text default null) returns text
  language plpgsql volatile
as $$
declare
  v_mail record;
begin
  select * into v_mail from rowseal_private.compose_mail(payload);
  if as_name is not null then
    insert into tokens values (as_name, v_mail.variables ->> 'token') on conflict (name) do update
      set token = excluded.token;
  end if;
  return v_mail.kind || ' to ' || v_mail.recipient;
end
$$;
create function pg_temp.reset(of_name text, key bytea default sha256('another password'), ip inet default '192.0.2.1')
  returns text
  language sql volatile
  return (select status from rowseal_private.reset_password(rowseal_test.presented('rsv_',
    (select token from tokens where name = of_name)), row(decode(repeat('a5', 16), 'hex'), key, 19456, 2, 1), ip));
create function pg_temp.challenge(of_name text, ip inet default '192.0.2.1') returns text
  language sql volatile
  return (select concat_ws(' ', status, address, octet_length(salt), memory_kib, iterations, parallelism)
            from rowseal_private.password_reset_challenge(rowseal_test.presented('rsv_',
              (select token from tokens where name = of_name)), ip));
create function pg_temp.verify(of_name text) returns text
  language sql volatile
  return (select status from rowseal_private.verify_email(rowseal_test.presented('rsv_',
    (select token from tokens where name = of_name)), '192.0.2.1'));
create function pg_temp.asked(address text) returns jsonb
  language sql volatile
as $$
  delete from rowseal_private.throttles;
  select pg_temp.no_jobs();
  select rowseal_private.request_password_reset(address);
  select pg_temp.job('reset_password');
$$;

-- The queue
select results_eq(
  $$ select role::text from unnest(array['public', 'rowseal_auditor', 'rowseal_gateway', 'rowseal_issuer',
       'rowseal_owner', 'rowseal_user', 'rowseal_worker']) as role
      where has_schema_privilege(role, 'graphile_worker_rowseal', 'usage') order by role collate "C" $$,
  $$ values ('rowseal_owner'), ('rowseal_worker') $$, 'only Rowseal''s functions and the worker reach the queue'
);
select results_eq(
  $$ select role::text from unnest(array['public', 'rowseal_auditor', 'rowseal_gateway', 'rowseal_issuer',
       'rowseal_owner', 'rowseal_user', 'rowseal_worker']) as role
      where has_function_privilege(role, 'graphile_worker_rowseal.enqueue_mail(jsonb,text)', 'execute')
        order by role collate "C" $$,
  $$ values ('rowseal_owner'), ('rowseal_worker') $$, 'only Rowseal''s functions and the worker add to the queue'
);
select results_eq(
  $$ select proowner::regrole::text, prosecdef, proconfig = array['search_path=pg_catalog, pg_temp'] from pg_proc
       where oid = 'graphile_worker_rowseal.enqueue_mail(jsonb,text)'::regprocedure $$,
  $$ values ('rowseal_worker', true, true) $$,
  'the queue is reached by a function of the worker''s, which finds no type in pg_temp first'
);
select is_empty(
  $$ select c.oid::regclass from pg_class as c
      where c.relnamespace = 'graphile_worker_rowseal'::regnamespace and c.relkind in ('r', 'v')
        and has_table_privilege('rowseal_owner', c.oid, 'select, insert, update, delete') $$,
  'Rowseal''s functions do not touch the tables of the queue'
);

-- request_password_reset
select pg_temp.register('ada@acme.test'), pg_temp.no_jobs();
delete from rowseal_private.throttles;
select rowseal_test.step_into('rowseal_issuer');
select is(status, 'accepted', 'a reset can be asked for')
  from rowseal_private.request_password_reset('Ada@Acme.test', '192.0.2.1');
select is(status, 'accepted', 'a reset can be asked for with an unknown address too')
  from rowseal_private.request_password_reset('nobody@acme.test', '192.0.2.1');
select throws_ok(
  'select rowseal_private.request_password_reset(null)', '23502', null, 'a reset cannot be asked for without an address'
);
select rowseal_test.leave();
select results_eq(
  $$ select payload ->> 'address', key, task.identifier,
       (select string_agg(k, ' ' order by k collate "C") from json_object_keys(payload) as k)
       from graphile_worker_rowseal._private_jobs as job
         join graphile_worker_rowseal._private_tasks as task on task.id = task_id
      order by job.id $$,
  $$ values
     ('ada@acme.test', 'reset_password ada@acme.test', 'mail', 'address id kind requested_at'),
     ('nobody@acme.test', 'reset_password nobody@acme.test', 'mail', 'address id kind requested_at') $$,
  'known and unknown addresses leave a job of the same shape, which names only the address'
);
select rowseal_private.request_password_reset('ada@acme.test', '192.0.2.1') from generate_series(1, 4);
select is(
  (select count(*) from graphile_worker_rowseal._private_jobs where payload ->> 'address' = 'ada@acme.test'), 1::bigint,
  'a job that waits is replaced, not joined, by the next for the address'
);
create temporary table waiting as select pg_temp.job('reset_password') as payload;
select is(status, 'accepted', 'a reset that is asked for too often is accepted as ever')
  from waiting, rowseal_private.request_password_reset('ada@acme.test', '192.0.2.1');
select is(
  (select count(*) from graphile_worker_rowseal._private_jobs
    where payload::jsonb = (select waiting.payload from waiting)), 1::bigint,
  'a reset that is asked for too often adds no mail'
);
select is(
  (select array_agg(distinct status) from generate_series(1, 30) as n,
    rowseal_private.request_password_reset(n || '@acme.test', '192.0.2.1')),
  array['accepted', 'throttled'], 'a network that asks too often is told so'
);
select cmp_ok(retry_after, '>', interval '0', 'a network that asks too often is told how long to wait')
  from rowseal_private.request_password_reset('x@acme.test', '192.0.2.1');
select is(status, 'accepted', 'other networks are not held up')
  from rowseal_private.request_password_reset('y@acme.test', '198.51.100.1');

-- compose_mail: reset_password
select is(
  pg_temp.composed(pg_temp.asked('ada@acme.test'), 'a1'), 'reset_password to ada@acme.test',
  'the worker composes a mail with a reset token'
);
select results_eq(
  $$ select parsed.kind, parsed.owner_id = users.id, parsed.id = (pg_temp.job('reset_password') ->> 'id')::uuid
       from tokens, rowseal.parse_token(token) as parsed, rowseal.users where tokens.name = 'a1'
         and users.email = 'ada@acme.test' $$,
  $$ values ('email_proof', true, true) $$, 'a reset token is of the user and of the request'
);
select results_eq(
  $$ select purpose, secret_hash = sha256(sha256(substr(rowseal_private.token_payload('rsv_', token), 33))), email,
            expires_at - clock_timestamp() between interval '14 minutes' and interval '15 minutes'
       from rowseal_private.email_proofs, tokens $$,
  $$ values ('reset_password', true, 'ada@acme.test', true) $$,
  'of a reset token the hash is kept, for a quarter of an hour'
);
select is(
  (select count(*) from graphile_worker_rowseal._private_jobs as job, tokens
    where job::text ~ 'rs[a-z]_' or job::text like '%' || substr(token, 20, 40) || '%'), 0::bigint,
    'the queue holds nothing of a token'
);
select is(
  pg_temp.composed(pg_temp.job('reset_password'), 'a2'), 'reset_password to ada@acme.test',
  'a job that is tried again composes a new token'
);
select is(pg_temp.challenge('a1'), 'invalid', 'the new token of a job replaces the first');
select is(pg_temp.challenge('a2'), 'ok ada@acme.test 16 19456 2 1', 'the second token gets a challenge');
select is(pg_temp.challenge('a2'), 'ok ada@acme.test 16 19456 2 1', 'a challenge does not use the token up');
select is(
  pg_temp.composed(pg_temp.asked('ada@acme.test'), 'a3'), 'reset_password to ada@acme.test',
  'another request has a token of its own'
);
select is(pg_temp.challenge('a2'), 'ok ada@acme.test 16 19456 2 1', 'another request leaves the first one''s token');
select is(
  pg_temp.composed(pg_temp.asked('nobody@acme.test')), null, 'for an unknown address there is nothing to send'
);
select is(
  pg_temp.composed(pg_temp.asked('ada@acme.test') || jsonb_build_object('requested_at', now() - interval '25 hours')),
  null,
  'for a request of yesterday there is nothing to send'
);
select is(
  pg_temp.composed(pg_temp.asked('member@acme.test')), null,
  'for an unverified address of a user without a password there is nothing to send'
);
update rowseal.users set email_verified_at = now() where email = 'member@acme.test';
select is(
  pg_temp.composed(pg_temp.asked('member@acme.test'), 'm1'), 'reset_password to member@acme.test',
  'for a verified address of a user without a password there is a mail'
);
update rowseal.users set disabled_at = now() where email in ('ada@acme.test', 'member@acme.test');
select is(pg_temp.composed(pg_temp.asked(address)), null, 'there is nothing to send to a disabled user: ' || address)
  from unnest(array['ada@acme.test', 'member@acme.test']) as address;
select is(pg_temp.challenge('a3'), 'invalid', 'a disabled user''s token gets no challenge');
select is(pg_temp.reset('a3'), 'invalid', 'a disabled user''s token sets no password');
update rowseal.users set disabled_at = null where email in ('ada@acme.test', 'member@acme.test');
select is(pg_temp.challenge('a3'), 'invalid', 'a token from before stays invalid when the user is enabled again');
select pg_temp.composed(pg_temp.asked('ada@acme.test'), 'a2'), pg_temp.composed(pg_temp.asked('ada@acme.test'), 'a3');
select pg_temp.composed(pg_temp.asked('member@acme.test'), 'm1');

-- reset_password
create temporary table ada as select id, (opened.claims).*, opened.refresh_token
  from rowseal.users, rowseal_test.open_session(id, null, null, '192.0.2.1', 'pgTAP') as opened
    where email = 'ada@acme.test';
select rowseal_test.open_session(id, null, null, null, null) from ada, generate_series(1, 2);
insert into rowseal_private.devices (user_id, secret_hash) select id,
  sha256(sha256('kept by who knew the former password')) from ada;
select rowseal_private.record_attempt(kind, subject)
  from (values ('login_account', 'password ada@acme.test'), ('login_network', '192.0.2.0/24'),
               ('login_account', 'password gus@globex.test')) as attempt (kind, subject);
insert into tokens (name, token)
select 'cut', left(token, -1) from tokens where name = 'a3'
union all select 'another prefix', 'rsi_' || substr(token, 5) from tokens where name = 'a3'
union all select 'forged',
  rowseal_private.format_token('rsv_',
    overlay(rowseal_private.token_payload('rsv_', token) placing rowseal_private.random_bytes(33) from 33))
  from tokens where name = 'a3'
union all select 'of another user',
  rowseal_private.format_token('rsv_',
    overlay(rowseal_private.token_payload('rsv_', token) placing uuid_send(rowseal_test.id('owner@acme.test')) from 1))
  from tokens where name = 'a3'
union all select 'none', null;
select is(pg_temp.reset(name), 'invalid', 'a proof is no good: ' || name)
  from unnest(array['cut', 'another prefix', 'forged', 'of another user', 'none']) as name;
select is(pg_temp.verify('a3'), 'invalid', 'a reset token verifies no address');
select throws_ok(
  format($$ select pg_temp.reset('a3', %L) $$, key), 'RS120', null, format('a derived key of %s is refused', what)
)
  from (values (substr(sha256('x'), 2), '31 bytes'), (sha512('x'), '64 bytes'), (null, 'nothing')) as bad (key, what);
select is(pg_temp.challenge('a3'), 'ok ada@acme.test 16 19456 2 1', 'a refused key leaves the token valid');
update rowseal_private.email_proofs set expires_at = clock_timestamp()
  where id = (rowseal.parse_token((select token from tokens where name = 'a2'))).id;
select is(pg_temp.challenge('a2'), 'invalid', 'an expired token gets no challenge');
select is(pg_temp.reset('a2'), 'invalid', 'an expired token sets no password');
select pg_temp.no_jobs();
delete from rowseal_private.audit_events;
-- As if a second had passed: a network writes one event of its failures a second.
update rowseal_private.throttles set recorded_at = null;
select is(pg_temp.reset('a3'), 'ok', 'a genuine token sets the password');
select is(pg_temp.reset('a3'), 'invalid', 'a token sets a password once');
select results_eq(
  $$ select verifier, salt from rowseal_private.passwords where user_id = (select id from ada) $$,
  $$ values (sha256(sha256('another password')), decode(repeat('a5', 16), 'hex')) $$,
  'the stored verifier is that of the new password'
);
select isnt(
  (select email_verified_at from rowseal.users where id = (select id from ada)), null, 'a reset verifies the address'
);
select is(
  (select count(*) from rowseal_private.sessions where user_id = (select id from ada) and revoked_at is null),
  0::bigint, 'a reset ends every session'
);
select throws_ok(
  $$ select rowseal_test.enter(row(sub, sid, workspace, scope, exp, seal_key, seal)::rowseal_private.claims)
       from ada $$, 'RS002', null,
  'after a reset access tokens are refused'
);
select is(
  (select status from ada, rowseal_test.refresh_session(refresh_token)), 'revoked',
  'after a reset refresh tokens are refused'
);
select is(
  (select count(*) from rowseal_private.email_proofs where user_id = (select id from ada)), 0::bigint,
  'a reset voids every other mailed token of the user'
);
select results_eq(
  $$ select kind, details ->> 'reason', ip, count(*) from rowseal_private.audit_events group by 1, 2, 3 order by 1 $$,
  $$ values ('password_reset', null, '192.0.2.1'::inet, 1::bigint), ('proof_refused', null, null, 1),
     ('session_revoked', 'password_reset', null, 3) $$,
  'a reset is recorded, and the token that was presented again'
);
select results_eq(
  $$ select subject from (values ('password ada@acme.test'), ('password ada@acme.test 192.0.2.0/24'),
       ('password gus@globex.test')) as tried (subject)
      where exists (select from rowseal_private.throttles where subject_hash = sha256(convert_to(subject, 'UTF8'))) $$,
  $$ values ('password gus@globex.test') $$, 'a reset forgets the failed logins of this account'
);
select is(
  pg_temp.composed(pg_temp.job('password_changed')), 'password_changed to ada@acme.test',
  'the user is told of a reset by mail'
);
select is(
  (select status from rowseal_private.log_in('password', 'ada@acme.test', sha256('another password'))), 'ok',
  'the new password logs in'
);
select is(
  (select status from the_key, rowseal_private.log_in('password', 'ada@acme.test', key)), 'denied',
  'the old password does not log in'
);
select is(pg_temp.reset('m1'), 'ok', 'a reset gives a password to a user who had none');
select is(
  (select status from rowseal_private.log_in('password', 'member@acme.test', sha256('another password'))), 'ok',
  'such a user signs in with their address'
);
update rowseal.users set email = 'viewer2@acme.test', email_verified_at = now()
  where id = rowseal_test.id('viewer@acme.test');
select is(
  pg_temp.composed(pg_temp.asked('viewer2@acme.test'), 'v1'), 'reset_password to viewer2@acme.test',
  'a reset token is mailed for an address'
);
select is(
  pg_temp.register('viewer2@acme.test'), 'taken', 'nobody registers that address before the token is used'
);
select is(pg_temp.reset('v1'), 'ok', 'such a token is not voided by who tried to');
select is(
  (select count(*) from rowseal_private.passwords where user_id = rowseal_test.id('viewer@acme.test')), 1::bigint,
  'such a token sets the password'
);
select is(
  (select count(*) from generate_series(1, 30) as n where pg_temp.reset('forged') = 'throttled') > 0, true,
  'guesses without end are throttled'
);
select is((select status from rowseal_private.reset_password((select rowseal_test.presented('rsv_', token) from tokens
  where name = 'forged'), row('', sha256('x'), 19456, 2, 1), '198.51.100.1')),
  'invalid', 'guesses of another network are counted apart');
select is(pg_temp.challenge('forged'), 'throttled', 'guesses are throttled at the challenge too');
select pg_temp.no_jobs();
select rowseal_private.enqueue_mail(
  'reset_password', jsonb_build_object('address', 'ada@acme.test', 'id', rowseal.uuidv7()), 'x'
);
select is(
  pg_temp.composed(pg_temp.job('reset_password'), 'a4'), 'reset_password to ada@acme.test',
  'a genuine token gets a challenge from the same network'
);
select is(pg_temp.reset('a4'), 'ok', 'a genuine token is not held up by guesses from the same network');

-- register_with_password and its mails, verify_email
delete from rowseal_private.throttles;
select pg_temp.no_jobs();
select is(pg_temp.register('New@acme.test'), 'registered', 'somebody registers an address');
create temporary table registered as select pg_temp.job('registered') as payload;
select is(pg_temp.register('new@acme.test'), 'taken', 'somebody registers the same address again');
select is(
  (select count(*) from graphile_worker_rowseal._private_jobs), 1::bigint,
  'one mail waits for an address that was registered twice'
);
select results_eq(
  $$ select array_agg(k order by k collate "C") from jsonb_object_keys((select payload from registered)) as k $$,
  $$ select array_agg(k order by k collate "C") from jsonb_object_keys(pg_temp.job('registered')) as k $$,
  'the job does not tell which registration it was'
);
select is(
  pg_temp.composed((select payload from registered), 'n1'), 'verify_email to new@acme.test',
  'a person who registered is asked to verify'
);
select is(
  (select expires_at - clock_timestamp() between interval '23 hours' and interval '1 day'
    from rowseal_private.email_proofs where purpose = 'verify_email'),
  true, 'a verification token is valid for a day'
);
select is(pg_temp.challenge('n1'), 'invalid', 'a verification token gets no challenge');
select is(pg_temp.reset('n1'), 'invalid', 'a verification token sets no password');
select is(
  pg_temp.composed(pg_temp.job('registered'), 'n2'), 'already_registered to new@acme.test',
  'a second registration is answered by a mail about the first'
);
select is(pg_temp.verify('n1'), 'invalid', 'the first verification token is void after a second registration');
select is(
  pg_temp.challenge('n2'), 'ok new@acme.test 16 19456 2 1', 'the mail about the first registration may set the password'
);
select is(pg_temp.reset('n2', sha256('the owner''s')), 'ok', 'its token sets the password');
select is(
  (select status from the_key, rowseal_private.log_in('password', 'new@acme.test', key)), 'denied',
  'the owner''s password replaces that of the first registration'
);
select isnt(
  (select email_verified_at from rowseal.users where email = 'new@acme.test'), null,
  'the owner''s reset verifies the address'
);
select is(
  pg_temp.composed((select payload from registered)), null, 'for a verified user there is no verification to send'
);
select is(pg_temp.register('old@acme.test'), 'registered', 'somebody registers another address');
select is(
  pg_temp.composed(pg_temp.job('registered'), 'o1'), 'verify_email to old@acme.test',
  'the other address is sent a verification token'
);
-- The control: the first time it does.
select is(pg_temp.verify('o1'), 'ok', 'a verification token verifies the address');
select is(
  pg_temp.verify('o1'), 'already_verified', 'a verification token that is used again is answered as already verified'
);
select isnt(
  (select email_verified_at from rowseal.users where email = 'old@acme.test'), null,
  'the address of that person is verified'
);
select is(
  (select count(*) from rowseal_private.audit_events where kind = 'email_verified' and ip is not null), 1::bigint,
  'a verification is recorded'
);
update rowseal.users set email_verified_at = null where email = 'old@acme.test';
select is(pg_temp.verify('o1'), 'invalid', 'a token that was used verifies nothing again');
select is(
  pg_temp.composed(pg_temp.job('registered'), 'o2'), 'verify_email to old@acme.test',
  'a verification token is mailed to an address that changes'
);
update rowseal.users set email = 'older@acme.test' where email = 'old@acme.test';
select is(pg_temp.verify('o2'), 'invalid', 'a token does not verify an address that it was not mailed to');
select is(
  (select email_verified_at from rowseal.users where email = 'older@acme.test'), null,
  'the changed address stays unverified'
);
select is(
  pg_temp.composed(pg_temp.job('registered'), 'o3'), 'verify_email to older@acme.test',
  'a verification token is mailed to a user who is disabled'
);
update rowseal.users set disabled_at = now() where email = 'older@acme.test';
select is(pg_temp.verify('o3'), 'invalid', 'a disabled user''s token verifies nothing');
update rowseal_private.settings set registration_open = false;
select pg_temp.no_jobs();
select is(pg_temp.register('late@acme.test'), 'closed', 'where registration is closed the answer says so');
select is(
  (select count(*) from graphile_worker_rowseal._private_jobs), 0::bigint,
  'where registration is closed nobody gets mail'
);

-- Notices
delete from rowseal_private.throttles;
create function pg_temp.log_in(ip inet, workspace text default null) returns text
  language sql volatile
  return (select status from rowseal_private.log_in('password', 'new@acme.test', sha256('the owner''s'), workspace,
    null, ip, 'a browser'));
delete from rowseal_private.known_networks;
select is(pg_temp.log_in('192.0.2.1'), 'ok', 'a first login succeeds');
select is(pg_temp.log_in('192.0.2.99'), 'ok', 'another login from that network succeeds');
select is(pg_temp.log_in(null), 'ok', 'a login from an unknown address succeeds');
select is(pg_temp.job('new_sign_in'), null, 'logins from known and unknown addresses are not told by mail');
select is(pg_temp.log_in('198.51.100.1'), 'ok', 'a login from another network succeeds');
select results_eq(
  $$ select recipient, kind, variables ->> 'network', variables ->> 'user_agent'
       from rowseal_private.compose_mail(pg_temp.job('new_sign_in')) $$,
  $$ values ('new@acme.test', 'new_sign_in', '198.51.100.0/24', 'a browser') $$,
  'a login from another network is told by mail'
);
select is(
  pg_temp.log_in('203.0.113.1', 'acme'), 'not_a_member',
  'a login from another network into a workspace of others is refused'
);
select is(
  pg_temp.job('new_sign_in') ->> 'network', '203.0.113.0/24', 'such a login is told too, because the password was right'
);
create temporary table opened as
  select users.id, refresh_token from rowseal.users, rowseal_test.open_session(id, null, null, '192.0.2.1', 'a browser')
    where email = 'new@acme.test';
update rowseal_private.sessions set generation = 3
  where id = (select (rowseal.parse_token(refresh_token)).id from opened);
select is(
  (select status from opened, rowseal_test.refresh_session(refresh_token)), 'reused',
  'a replayed refresh token ends its session'
);
select results_eq(
  $$ select recipient, kind, variables ->> 'user_agent'
       from rowseal_private.compose_mail(pg_temp.job('refresh_token_reused')) $$,
  $$ values ('new@acme.test', 'refresh_token_reused', 'a browser') $$, 'a replay is told by mail'
);
update rowseal.users set disabled_at = now() where email = 'new@acme.test';
select is(
  pg_temp.composed(pg_temp.job('refresh_token_reused')), null, 'a user who is disabled by then is told nothing'
);
select is(pg_temp.composed('{"kind": "no such kind"}'), null, 'an unknown kind of mail composes nothing');

-- Who takes an address back shares the account with nobody
update rowseal_private.settings set registration_open = true;
select pg_temp.register('grabbed@acme.test');
create function pg_temp.connect(as_subject text) returns void
  language sql volatile
as $$
  insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
  select 'corp', sha256(convert_to(as_subject, 'UTF8')), as_subject, id from rowseal.users
    where email = 'grabbed@acme.test'
$$;
create function pg_temp.ways_in() returns text
  language sql stable
  return (
    select string_agg(provider || ' ' || subject, ', ' order by provider) from rowseal_private.identities
     where user_id = (select id from rowseal.users where email = 'grabbed@acme.test')
  );
select pg_temp.connect('grabber');
select is(
  pg_temp.ways_in(), 'corp grabber, password grabbed@acme.test',
  'somebody who registered an address connects an identity'
);
select is(
  pg_temp.composed(pg_temp.asked('grabbed@acme.test'), 'g1'), 'reset_password to grabbed@acme.test',
  'the owner of the address asks for a reset'
);
select is(pg_temp.reset('g1'), 'ok', 'the owner of the address sets the password');
select is(pg_temp.ways_in(), 'password grabbed@acme.test', 'after that the password is the only identity');
select results_eq(
  $$ select details from rowseal_private.audit_events where kind = 'identity_unlinked' order by at desc limit 1 $$,
  $$ values ('{"provider": "corp", "reason": "password_reset"}'::jsonb) $$,
  'the removal of the other identity is recorded'
);
select pg_temp.connect('owner');
select pg_temp.composed(pg_temp.asked('grabbed@acme.test'), 'g2');
select is(pg_temp.reset('g2'), 'ok', 'a user with a verified address sets the password again');
select is(
  pg_temp.ways_in(), 'corp owner, password grabbed@acme.test', 'a user with a verified address keeps their identities'
);

-- Purge
delete from rowseal_private.email_proofs;
select rowseal_private.issue_proof('verify_email', users.id, rowseal.uuidv7(), users.email) from rowseal.users;
update rowseal_private.email_proofs set expires_at = now() - interval '1 second' where email <> 'owner@acme.test';
select cmp_ok(rowseal_private.purge(), '>', 0, 'expired tokens are removed');
select results_eq(
  'select email from rowseal_private.email_proofs', $$ values ('owner@acme.test') $$,
  'tokens that have not expired stay'
);

select * from finish();
rollback;
