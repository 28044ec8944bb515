-- Sessions listed, ended and replaced; passwords changed and verifiers renewed.
begin;
set local search_path = tap, pg_catalog;
select plan(136);

select rowseal_test.personas();
insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
select 'password', sha256(convert_to(email, 'UTF8')), email, id from rowseal.users
  where email in ('member@acme.test', 'viewer@acme.test');
create function pg_temp.key(name text) returns bytea language sql immutable return sha256(convert_to(name, 'UTF8'));
create function pg_temp.salt(name text) returns bytea
  language sql immutable return substr(sha256(convert_to(name || ' salt', 'UTF8')), 1, 16);
insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations, parallelism)
select id, pg_temp.salt('old'), sha256(pg_temp.key('old')), 19456, 2, 1 from rowseal.users
  where email in ('member@acme.test', 'viewer@acme.test');

-- Sessions by name, to be looked at and presented again and again.
create temporary table opened (name text primary key, claims rowseal_private.claims, token text);
create function pg_temp.open(name text, email text default 'member@acme.test', bound text default null,
  scope text default null) returns void
  language sql volatile
as $$
  insert into opened
  select open.name, claims, refresh_token
    from rowseal_test.open_session(rowseal_test.id(open.email), rowseal_test.id(open.bound), open.scope, '192.0.2.1',
      'pgTAP')
$$;
-- Bound when they are made, so that the gateway can call them.
create function pg_temp.act_as(of_name text, wanted text default null) returns void
  language sql volatile
  return (select rowseal_test.enter(claims, wanted) from opened where name = of_name);
create function pg_temp.sid(of_name text) returns uuid
  language sql stable
  return (select (claims).sid from opened where name = of_name);
create function pg_temp.is_live(of_name text) returns boolean language sql stable
as $$ select revoked_at is null from rowseal_private.sessions where id = pg_temp.sid(of_name) $$;
create function pg_temp.reasons(of_name text) returns text[] language sql stable
as $$ select coalesce(array_agg(details ->> 'reason'), '{}') from rowseal_private.audit_events
       where kind = 'session_revoked' and details ->> 'session_id' = pg_temp.sid(of_name)::text $$;
grant select on opened to public;

-- A caller who may not manage the account, for each function that asks
create temporary table asking (call text);
insert into asking
values ('rowseal.list_sessions()'), ('rowseal.end_session(rowseal_test.id($$x$$))'), ('rowseal.end_other_sessions()'),
       ('rowseal.password_change_challenge()'),
       ('rowseal.prove_password(pg_temp.key($$old$$))'),
       ('rowseal.change_password(pg_temp.key($$old$$), row(pg_temp.salt($$new$$), pg_temp.key($$new$$), 19456, 2, 1))');
create temporary table script (token text);
grant select on asking to public;
grant select, insert on script to public;
select pg_temp.open('unlimited');
select pg_temp.open('limited', scope => 'tokens:write notes:read');
select pg_temp.open('bound', bound => 'acme');
select rowseal_test.step_into('rowseal_gateway');
select throws_ok('select * from ' || call, 'RS008', null, call || ' refuses who has not entered') from asking;
select rowseal_test.leave();
select pg_temp.act_as('limited');
select throws_ok('select * from ' || call, 'RS010', null, call || ' refuses a session that is limited') from asking;
select rowseal_test.leave();
select pg_temp.act_as('unlimited', 'acme');
insert into script select token from rowseal_test.create_token('script', now() + interval '1 hour');
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_gateway');
select rowseal.enter_with_token(token) from script;
select is(rowseal.user_id(), rowseal_test.id('member@acme.test'), 'the control: a personal access token has entered');
select throws_ok('select * from ' || call, 'RS010', null, call || ' refuses a personal access token') from asking;
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_gateway');
select set_config('rowseal.context', 'planted', true);
select throws_ok('select * from ' || call, '28000', null, call || ' refuses a context that was planted') from asking;
select rowseal_test.leave();
select is(pg_temp.is_live('unlimited'), true, 'refused calls have ended no session');
select is(
  (select count(*) from rowseal_private.passwords where verifier = sha256(pg_temp.key('old'))), 2::bigint,
  'refused calls have changed no password'
);
select pg_temp.act_as('bound');
select throws_ok('select * from ' || call, 'RS010', null, call || ' refuses a session that is bound to a workspace')
  from asking;
select rowseal_test.leave();
delete from rowseal_private.sessions;
truncate opened;

-- list_sessions
select pg_temp.open('first');
select pg_temp.open('second', bound => 'acme', scope => 'notes:read');
select pg_temp.open('revoked');
select pg_temp.open('old');
select pg_temp.open('idle');
select pg_temp.open('of another', 'viewer@acme.test');
update rowseal_private.sessions set rotated_at = now() - interval '2 hours' where id = pg_temp.sid('first');
update rowseal_private.sessions set rotated_at = now() - interval '1 hour', expires_at = now() + interval '1 day'
  where id = pg_temp.sid('second');
update rowseal_private.sessions set revoked_at = now() where id = pg_temp.sid('revoked');
update rowseal_private.sessions set expires_at = now() where id = pg_temp.sid('old');
update rowseal_private.sessions set rotated_at = now() - interval '30 days' where id = pg_temp.sid('idle');
select pg_temp.act_as('first');
select results_eq(
  'select id, current, last_used_at, expires_at, ip, user_agent, workspace_id, scope from rowseal.list_sessions()',
  $$ values
    (pg_temp.sid('second'), false, now() - interval '1 hour', now() + interval '1 day', '192.0.2.1'::inet, 'pgTAP',
      rowseal_test.id('acme'), 'notes:read'),
    (pg_temp.sid('first'), true, now() - interval '2 hours', now() - interval '2 hours' + interval '30 days',
      '192.0.2.1', 'pgTAP', null, null) $$,
  'list_sessions tells the caller''s own live sessions, the newest first, and which one asks'
);
select results_eq(
  'select id from rowseal.list_sessions(page_size => 1)', $$ values (pg_temp.sid('second')) $$,
  'a page of sessions holds as many as were asked for'
);
select results_eq(
  $$ select id from rowseal.list_sessions(pg_temp.sid('second'), 1) $$, $$ values (pg_temp.sid('first')) $$,
  'the next page of sessions begins after the last one shown'
);
select is_empty(
  $$ select id from rowseal.list_sessions(pg_temp.sid('first'), 1) $$, 'the page after the last session is empty'
);
select is(
  (select count(*)::int from rowseal.list_sessions(page_size => -1)), 1, 'a page of less than one is a page of one'
);
select rowseal_test.leave();

-- end_session
select pg_temp.act_as('first');
select is(rowseal.end_session(pg_temp.sid('of another')), false, 'end_session ends no session of another user');
select is(rowseal.end_session(rowseal_test.id('none')), false, 'end_session ends no session that does not exist');
select is(rowseal.end_session(null), false, 'end_session ends nothing for null');
select is(rowseal.end_session(pg_temp.sid('revoked')), false, 'end_session does not end a session twice');
select is(rowseal.end_session(pg_temp.sid('second')), true, 'end_session ends a session of the caller');
select is(rowseal.end_session(pg_temp.sid('second')), false, 'end_session ends a session once');
select rowseal_test.leave();
select is(pg_temp.is_live('of another'), true, 'the session of another user continues');
select is(pg_temp.reasons('second'), '{ended_by_user}', 'the end of a session is recorded once');
select throws_ok(
  $$ select pg_temp.act_as('second') $$, 'RS002', null, 'the access token of an ended session no longer enters'
);
select is(
  (select status from opened, rowseal_test.refresh_session(token) where name = 'second'), 'revoked',
  'the refresh token of an ended session no longer works'
);
select pg_temp.act_as('first');
select is(rowseal.end_session(rowseal.session_id()), true, 'a session may end itself');
select rowseal_test.leave();
select throws_ok($$ select pg_temp.act_as('first') $$, 'RS002', null, 'a session that ended itself is over');

-- end_other_sessions
select pg_temp.open('caller');
select pg_temp.open('other');
select pg_temp.open('another', scope => 'notes:read');
select pg_temp.act_as('caller');
select is(
  rowseal.end_other_sessions(), 4,
  'end_other_sessions ends all that were not ended, expired ones too, and says how many'
);
select is(rowseal.end_other_sessions(), 0, 'end_other_sessions finds nothing the second time');
select rowseal_test.leave();
select results_eq(
  $$ select name from opened where pg_temp.is_live(name) order by name collate "C" $$,
  $$ values ('caller'), ('of another') $$,
  'end_other_sessions spares the caller''s session and those of others'
);
select is(pg_temp.reasons('another'), '{ended_by_user}', 'each session ended by end_other_sessions is recorded');
select lives_ok($$ select pg_temp.act_as('caller') $$, 'the session that called end_other_sessions still enters');
select rowseal_test.leave();

-- revoke_sessions
select pg_temp.open('x1');
select pg_temp.open('x2');
select is(
  rowseal_private.revoke_sessions(rowseal_test.id('member@acme.test'), 'test', pg_temp.sid('x2')), 2,
  'revoke_sessions spares one'
);
select is(
  rowseal_private.revoke_sessions(rowseal_test.id('member@acme.test'), 'test'), 1, 'revoke_sessions may spare none'
);
select is(
  rowseal_private.revoke_sessions(rowseal_test.id('member@acme.test'), 'test'), 0, 'revoke_sessions ends nothing twice'
);
select is(
  rowseal_private.revoke_sessions(rowseal_test.id('nobody'), 'test'), 0,
  'revoke_sessions ends nothing of an unknown user'
);
select is(
  array[pg_temp.reasons('x1'), pg_temp.reasons('x2')], '{{test},{test}}',
  'each session ended by revoke_sessions is recorded with its reason'
);
select is(pg_temp.is_live('of another'), true, 'revoke_sessions leaves other users alone');

-- log_out
select pg_temp.open('gone');
select pg_temp.open('stays');
insert into opened (name, token)
select 'successor', refresh_token from opened, rowseal_test.refresh_session(token) where name = 'gone';
select pg_temp.open('older');
insert into opened (name, token)
select 'newer', refresh_token from opened, rowseal_test.refresh_session(token) where name = 'older';
insert into opened (name, token)
select 'newest', refresh_token from opened, rowseal_test.refresh_session(token) where name = 'newer';
insert into opened (name, token)
select bad.name, rowseal_private.format_token('rsr_',
  overlay(rowseal_private.token_payload('rsr_', token) placing bad.part from bad.at))
  from opened,
       (values ('stays', 'another secret', sha256('x'), 37), ('stays', 'another generation', '\x00000009'::bytea, 33),
               ('stays', 'another user', uuid_send(rowseal_test.id('x')), 1),
               ('older', 'an old token with another tag', substr(sha256('x'), 1, 18), 69)
       ) as bad (of_name, name, part, at)
 where opened.name = bad.of_name;
insert into opened (name, token) values ('no token', null), ('an empty token', ''), ('garbage', 'garbage');
insert into opened (name, token) select 'cut', left(token, -1) from opened where name = 'stays';
insert into opened (name, token) select 'prefix', 'rsp_' || substr(token, 5) from opened where name = 'stays';
select is(rowseal_private.log_out(rowseal_test.presented(token)), false, format('log_out: %s ends nothing', name))
  from opened where claims is null and name not in ('successor', 'newer', 'newest');
select is(
  pg_temp.is_live('stays') and pg_temp.is_live('older'), true, 'the sessions whose tokens were altered continue'
);
select rowseal_test.step_into('rowseal_issuer');
select is(rowseal_private.log_out(rowseal_test.presented(token), ip => '192.0.2.9'), true,
  'an old token, if genuine, ends its session') from opened where name = 'gone';
select is(rowseal_private.log_out(rowseal_test.presented(token)), false, 'an old token ends its session once')
  from opened where name = 'successor';
select rowseal_test.leave();
select is(pg_temp.is_live('gone'), false, 'the session of an old token that was presented is over');
select results_eq(
  $$ select details ->> 'reason', ip, user_id from rowseal_private.audit_events
       where details ->> 'session_id' = pg_temp.sid('gone')::text $$,
  $$ values ('logged_out', '192.0.2.9'::inet, rowseal_test.id('member@acme.test')) $$,
  'the end by an old token is recorded with the address it came from'
);
select is(pg_temp.is_live('stays'), true, 'another session of the same user continues');
delete from opened where claims is null;

-- log_in: replaces, renewal_due
create function pg_temp.log_in(replaces text, proof text default 'old', workspace text default null,
  subject text default 'member@acme.test')
  returns text
  language sql volatile
  return (select status || ' ' || coalesce(renewal_due::text, '-')
            from rowseal_private.log_in('password', subject, pg_temp.key(proof), workspace => workspace,
              ip => '192.0.2.9', replaces => rowseal_test.presented(replaces)));
create function pg_temp.token(of_name text) returns text
  language sql stable as $$ select token from opened where name = of_name $$;
select is(
  pg_temp.log_in(pg_temp.token('stays'), 'wrong'), 'denied -',
  'a login that is denied is denied with a session to replace too'
);
select is(
  pg_temp.log_in(pg_temp.token('stays'), workspace => 'globex'), 'not_a_member -',
  'a login into a workspace of others is refused with a session to replace too'
);
select is(pg_temp.is_live('stays'), true, 'a login that is refused replaces nothing');
select is(pg_temp.log_in('garbage'), 'ok false', 'something that is not a token replaces nothing');
select is(
  pg_temp.log_in(pg_temp.token('of another')), 'ok false',
  'a login in a browser replaces the session that was there, of any user'
);
select is(pg_temp.is_live('of another'), false, 'a session that was replaced is over');
select is(pg_temp.reasons('of another'), '{replaced}', 'the replacement of a session is recorded');
select is(
  pg_temp.log_in(pg_temp.token('gone')), 'ok false', 'what has ended before is replaced by a login all the same'
);
select is(pg_temp.reasons('gone'), '{logged_out}', 'a session that had ended before is not ended twice');
select is(pg_temp.is_live('stays'), true, 'other sessions of the user continue: a login elsewhere ends nothing');
update rowseal_private.settings set password_iterations = 3;
select is(pg_temp.log_in(null), 'ok true', 'renewal is due once the policy asks for more');
select is(
  pg_temp.log_in(null, 'wrong'), 'denied -', 'that renewal is due is told only to somebody who has proved the password'
);
create function pg_temp.due(memory_kib integer, iterations integer, parallelism integer) returns text
  language plpgsql volatile
as $$
begin
  update rowseal_private.settings
     set password_memory_kib = due.memory_kib, password_iterations = due.iterations,
     password_parallelism = due.parallelism;
  return pg_temp.log_in(null);
end
$$;
select is(pg_temp.due(memory_kib, iterations, parallelism), expected,
  format('of a password derived with 19456 KiB and 2 passes, %s', what))
  from (values
    (19457, 2, 1, 'ok true', 'renewal is due for more memory'),
    (47104, 1, 1, 'ok true', 'renewal is due for more memory in fewer passes, if that fills more in total'),
    (38912, 1, 1, 'ok true', 'renewal is due for more memory in fewer passes, if that fills as much in total'),
    (1048576, 100, 16, 'ok true', 'renewal is due for the highest cost possible'),
    (19456, 2, 1, 'ok false', 'renewal is not due for the same cost'),
    (19456, 2, 4, 'ok false', 'renewal is not due for the same work in more lanes'),
    (19456, 1, 1, 'ok false', 'renewal is not due for fewer passes: the stronger verifier stays'),
    (12288, 3, 1, 'ok false', 'renewal is not due for less memory in more passes'),
    (7168, 100, 1, 'ok false', 'renewal is not due for less memory in very many passes'),
    (32768, 1, 1, 'ok false', 'renewal is not due for more memory that is filled less in total')
  ) as policy (memory_kib, iterations, parallelism, expected, what);

-- upgrade_verifier
create function pg_temp.renew(address text, proof text, length integer default 32, memory_kib integer default 20000)
  returns boolean
  language sql volatile
  return rowseal_private.upgrade_verifier(
    address, pg_temp.key(proof),
    row(pg_temp.salt('renewed'), substr(pg_temp.key('renewed'), 1, length), memory_kib, 2, 2)
  );
create temporary table before as
  select * from rowseal_private.passwords where user_id = rowseal_test.id('member@acme.test');
create function pg_temp.policy(memory_kib integer, iterations integer, parallelism integer) returns void
  language sql volatile
as $$
  update rowseal_private.settings
     set password_memory_kib = policy.memory_kib, password_iterations = policy.iterations,
     password_parallelism = policy.parallelism
$$;
select pg_temp.policy(20000, 2, 2);
select rowseal_test.step_into('rowseal_issuer');
select is(
  pg_temp.renew('member@acme.test', 'wrong'), false, 'upgrade_verifier does nothing without the right key'
);
select is(pg_temp.renew('nobody@acme.test', 'old'), false, 'upgrade_verifier does nothing for an unknown address');
select throws_ok(
  $$ select pg_temp.renew('member@acme.test', 'old', 31) $$, 'RS120', null,
  'upgrade_verifier refuses a key of another length'
);
select throws_ok(
  $$ select pg_temp.renew('member@acme.test', 'old', memory_kib => 1048576) $$, 'RS121', null,
  'upgrade_verifier refuses other parameters than those of the policy'
);
select rowseal_test.leave();
select pg_temp.policy(19456, 2, 2);
select is(
  pg_temp.renew('member@acme.test', 'old', memory_kib => 19456), false,
  'upgrade_verifier does nothing with parameters that cost no more'
);
select pg_temp.policy(19455, 2, 2);
select is(
  pg_temp.renew('member@acme.test', 'old', memory_kib => 19455), false,
  'upgrade_verifier does nothing with parameters that cost less'
);
select pg_temp.policy(20000, 2, 2);
select results_eq(
  $$ select * from rowseal_private.passwords where user_id = rowseal_test.id('member@acme.test') $$,
  'select * from before', 'after refusals the verifier is as it was'
);
select rowseal_test.step_into('rowseal_issuer');
select is(
  pg_temp.renew('Member@Acme.test', 'old'), true,
  'upgrade_verifier exchanges a verifier for the right key, with the address in any case of its letters'
);
select is(pg_temp.renew('member@acme.test', 'old'), false, 'the key of the old verifier is refused');
select rowseal_test.leave();
select results_eq(
  $$ select salt, verifier, memory_kib, iterations, parallelism, changed_at from rowseal_private.passwords
       where user_id = rowseal_test.id('member@acme.test') $$,
  $$ select pg_temp.salt('renewed'), sha256(pg_temp.key('renewed')), 20000, 2, 2, changed_at from before $$,
  'salt, hash and parameters are the new ones; the password has not changed'
);
select is(pg_temp.log_in(null, 'renewed'), 'ok false', 'the renewed verifier logs in, and no renewal is due');
select is(
  (select count(*) from rowseal_private.passwords where verifier = sha256(pg_temp.key('old'))), 1::bigint,
  'nobody else''s verifier was touched'
);

-- password_change_challenge and change_password
delete from rowseal_private.sessions;
truncate opened;
select pg_temp.open('caller');
select pg_temp.open('other');
select pg_temp.open('of another', 'viewer@acme.test');
select pg_temp.open('without', 'owner@acme.test');
create function pg_temp.change(proof text, key bytea default pg_temp.key('new'), salt bytea default pg_temp.salt('new'),
  memory_kib integer default 20000)
  returns text
  language sql volatile
  return (select status || coalesce(' ' || (retry_after > interval '0'), '')
            from rowseal.change_password(pg_temp.key(proof), row(salt, key, memory_kib, 3, 1)));
create function pg_temp.proves(proof text) returns text
  language sql volatile
  return (select status || coalesce(' ' || (retry_after > interval '0'), '')
    from rowseal.prove_password(pg_temp.key(proof)));
select pg_temp.policy(20000, 3, 1);
insert into rowseal_private.devices (user_id, secret_hash)
select rowseal_test.id(email), sha256(convert_to(email, 'UTF8'))
  from unnest(array['member@acme.test', 'viewer@acme.test']) as email;
select pg_temp.act_as('without');
select results_eq(
  'select status, salt from rowseal.password_change_challenge()', $$ values ('no_password', null::bytea) $$,
  'a user without a password gets no challenge'
);
select is(pg_temp.proves('renewed'), 'denied', 'a user without a password cannot prove one');
select is(pg_temp.change('renewed'), 'denied', 'a user without a password cannot change one');
select rowseal_test.leave();
select pg_temp.act_as('caller');
select results_eq(
  'select * from rowseal.password_change_challenge()',
  $$ select 'ok', null::interval, pg_temp.salt('renewed'), 20000, 2, 2, null::jsonb $$,
  'the challenge is the salt and the cost of the current password'
);
select is(pg_temp.proves('wrong'), 'denied', 'prove_password denies a wrong current password');
select is(pg_temp.proves(null), 'denied', 'prove_password denies null');
select results_eq(
  $$ select status, retry_after, octet_length(salt), salt = pg_temp.salt('renewed'), memory_kib, iterations, parallelism
       from rowseal.prove_password(pg_temp.key('renewed')) $$,
  $$ values ('ok', null::interval, 16, false, 20000, 3, 1) $$,
  'prove_password accepts the right one, and says what to derive the new password with'
);
select is(pg_temp.change('wrong'), 'denied', 'change_password denies a wrong current password');
select is(pg_temp.change(null), 'denied', 'change_password denies null');
select throws_ok(
  $$ select pg_temp.change('renewed', key => '\x00') $$, 'RS120', null,
  'change_password refuses a key of another length'
);
select throws_ok(
  $$ select pg_temp.change('renewed', salt => '\x00') $$, '23514', null,
  'change_password refuses a salt of another length'
);
select throws_ok(
  $$ select pg_temp.change('renewed', memory_kib => null) $$, 'RS121', null, 'change_password refuses an unknown cost'
);
select throws_ok(
  $$ select pg_temp.change('renewed', memory_kib => 2147483647) $$, 'RS121', null,
  'change_password refuses another cost than the policy''s'
);
select is(pg_temp.change('renewed'), 'changed', 'change_password exchanges the right current password');
select is(pg_temp.change('renewed'), 'denied', 'the former password is denied after a change');
select rowseal_test.leave();
select results_eq(
  $$ select salt, verifier, memory_kib, iterations, parallelism from rowseal_private.passwords
       where user_id = rowseal_test.id('member@acme.test') $$,
  $$ values (pg_temp.salt('new'), sha256(pg_temp.key('new')), 20000, 3, 1) $$,
  'of the new password the salt, the cost and the hash of the key are kept'
);
select results_eq(
  $$ select name from opened where pg_temp.is_live(name) order by name collate "C" $$,
  $$ values ('caller'), ('of another'), ('without') $$,
  'a changed password ends the caller''s other sessions, and nobody else''s'
);
select is(pg_temp.reasons('other'), '{password_changed}', 'the end of each of those sessions is recorded');
select results_eq(
  'select user_id from rowseal_private.devices', $$ values (rowseal_test.id('viewer@acme.test')) $$,
  'a changed password forgets the user''s devices: a thief of the former one may have registered one'
);
select is(
  (select count(*) from rowseal_private.audit_events where kind = 'password_changed'
    and user_id = rowseal_test.id('member@acme.test') and details = '{}'),
  1::bigint, 'the change of a password is recorded, with nothing of the password'
);
select is(
  (select count(*) from rowseal_private.passwords where verifier = sha256(pg_temp.key('old'))), 1::bigint,
  'nobody else''s password has changed'
);
select pg_temp.act_as('caller');
select is(
  (select count(*) from generate_series(1, 12) as n where pg_temp.change('guess ' || n) = 'throttled true') > 0, true,
  'wrong current passwords without end are throttled'
);
select is(
  pg_temp.change('new'), 'throttled true', 'while they are throttled, the right password is not evaluated either'
);
select is(pg_temp.proves('new'), 'throttled true', 'while they are throttled, prove_password evaluates nothing');
select results_eq(
  $$ select status, retry_after > interval '0', salt from rowseal.password_change_challenge() $$,
  $$ values ('throttled', true, null::bytea) $$,
  'while they are throttled, there is no challenge'
);
select rowseal_test.leave();
select pg_temp.act_as('of another');
select is(pg_temp.change('old'), 'changed', 'another user is not delayed by these guesses');
select rowseal_test.leave();

select * from finish();
rollback;
