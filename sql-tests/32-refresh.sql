-- rowseal_private.refresh_session: every status, and what it leaves behind. Row timestamps are moved, never the clock.
begin;
set local search_path = tap, pg_catalog;
select plan(31);

select rowseal_test.personas();
create temporary table tokens (name text primary key, token text, claims rowseal_private.claims);
create function pg_temp.opened(as_name text) returns void
  language sql volatile
as $$
  insert into tokens
  select as_name, refresh_token, claims
    from rowseal_test.open_session(rowseal_test.id('member@acme.test'), null, 'notes:read', '192.0.2.1', 'pgTAP')
$$;
create function pg_temp.refreshed(name text, as_name text) returns text
  language plpgsql volatile
as $$
declare
  v_answer record;
begin
  select * into v_answer
    from rowseal_test.refresh_session((select token from tokens where tokens.name = refreshed.name), '192.0.2.9', 'pgTAP again');
  insert into tokens values (as_name, v_answer.refresh_token, v_answer.claims);
  return v_answer.status;
end
$$;
create function pg_temp.session_of(of_name text) returns rowseal_private.sessions
  language sql volatile
as $$ select sessions from rowseal_private.sessions where id = (rowseal.parse_token((select token from tokens where name = of_name))).id $$;

-- rotated
select pg_temp.opened('a1');
select is((pg_temp.session_of('a1')).refresh_hash, sha256((rowseal_test.presented(token)).digest), 'only the hash of the secret is kept')
  from tokens where name = 'a1';
select is(pg_temp.refreshed('a1', 'a2'), 'rotated', 'the first token is exchanged');
select is((pg_temp.session_of('a1')).generation, 2, 'for the second generation');
select is((pg_temp.session_of('a2')).refresh_hash, sha256((rowseal_test.presented(token)).digest), 'whose hash is kept now')
  from tokens where name = 'a2';
select is((pg_temp.session_of('a2')).user_agent, 'pgTAP again', 'and where from');
select is((claims).scope, 'notes:read', 'the claims are as limited as the session') from tokens where name = 'a2';
select lives_ok('select rowseal_test.enter(claims, $$acme$$) from tokens where name = $$a2$$', 'and enter');
select rowseal_test.leave();

-- retried
select is(pg_temp.refreshed('a1', 'a2-again'), 'retried', 'inside the window the previous token may come again');
select is(pg_temp.refreshed('a1', 'a2-thrice'), 'retried', 'and again');
select is(count(distinct token), 1::bigint, 'and gets the identical successor') from tokens where name like 'a2%';
select is((pg_temp.session_of('a2')).generation, 2, 'without another rotation');
select is(pg_temp.refreshed('a2', 'a3'), 'rotated', 'the successor works');

-- reused
select is(pg_temp.refreshed('a1', 'none-1'), 'reused', 'a token of two generations ago is a replay');
select isnt((pg_temp.session_of('a3')).revoked_at, null, 'which ends the session');
select is(pg_temp.refreshed('a3', 'none-2'), 'revoked', 'for the newest token too');
select throws_ok('select rowseal_test.enter(claims, $$acme$$) from tokens where name = $$a3$$', 'RS002', null, 'and for access tokens');
select results_eq(
  $$ select kind, details ->> 'reason', ip from rowseal_private.audit_events $$,
  $$ values ('session_revoked', 'refresh_token_reused', '192.0.2.9'::inet) $$, 'and is on record, once'
);
select pg_temp.opened('b1');
select is(pg_temp.refreshed('b1', 'b2'), 'rotated', 'another session');
update rowseal_private.sessions set rotated_at = rotated_at - interval '11 seconds' where id = (pg_temp.session_of('b1')).id;
select is(pg_temp.refreshed('b1', 'none-3'), 'reused', 'the previous token is a replay once the window has passed');

-- expired and revoked
select pg_temp.opened('c1');
update rowseal_private.sessions set rotated_at = rotated_at - interval '31 days' where id = (pg_temp.session_of('c1')).id;
select is(pg_temp.refreshed('c1', 'none-4'), 'expired', 'a session that was idle for too long has expired');
update rowseal_private.sessions set rotated_at = now(), expires_at = now() - interval '1 second' where id = (pg_temp.session_of('c1')).id;
select is(pg_temp.refreshed('c1', 'none-5'), 'expired', 'a session that is too old has expired');
select is((pg_temp.session_of('c1')).revoked_at, null, 'which is no revocation');
select pg_temp.opened('d1');
update rowseal.users set disabled_at = now() where id = rowseal_test.id('member@acme.test');
select is(pg_temp.refreshed('d1', 'none-6'), 'revoked', 'a disabled user refreshes nothing');
update rowseal.users set disabled_at = null where id = rowseal_test.id('member@acme.test');
select is(pg_temp.refreshed('d1', 'd2'), 'revoked', 'nor once they are enabled again');

-- invalid
select pg_temp.opened('e1');
create temporary table before as select (pg_temp.session_of('e1')).*;
insert into tokens (name, token)
select 'cut', left(token, -1) from tokens where name = 'e1'
union all select 'longer', token || 'A' from tokens where name = 'e1'
union all select 'capitals', 'rsr_' || upper(substr(token, 5)) from tokens where name = 'e1'
union all select 'forged', rowseal_private.format_token('rsr_', overlay(rowseal_private.token_payload('rsr_', token) placing rowseal_private.random_bytes(32) from 37))
  from tokens where name = 'e1';
select is(pg_temp.refreshed(name, 'none-' || name), 'invalid', format('%s: invalid', what))
  from (values ('cut', 'a token cut short'), ('longer', 'a token with one character more'), ('capitals', 'a token in capitals'),
               ('forged', 'another secret for a session that is known')) as bad (name, what);
select results_eq('select (pg_temp.session_of($$e1$$)).*', 'select * from before', 'and nothing of the session has changed');
select is(
  (select count(*) from generate_series(1, 30) as n, rowseal_test.refresh_session((select token from tokens where name = 'forged'), '192.0.2.9', n::text) as answer
    where answer.status = 'throttled') > 0, true, 'guesses without end are throttled'
);
select is(pg_temp.refreshed('e1', 'e2'), 'rotated', 'while the genuine token from the same network is not');

select * from finish();
rollback;
