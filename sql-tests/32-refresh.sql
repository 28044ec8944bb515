-- rowseal_private.refresh_session: every status, and what it leaves behind. Row timestamps are moved, never the clock.
begin;
set local search_path = tap, pg_catalog;
select plan(59);

select rowseal_test.personas();
create temporary table tokens (name text primary key, token text, claims rowseal_private.claims);
create function pg_temp.opened(as_name text) returns void
  language sql volatile
as $$
  insert into tokens
  select as_name, refresh_token, claims
    from rowseal_test.open_session(rowseal_test.id('member@acme.test'), null, 'notes:read', '192.0.2.1', 'pgTAP')
$$;
create function pg_temp.refreshed(name text, as_name text, ip inet default '192.0.2.9',
  user_agent text default 'pgTAP again') returns text
  language plpgsql volatile
as $$
declare
  v_answer record;
begin
  select * into v_answer
    from rowseal_test.refresh_session((select token from tokens where tokens.name = refreshed.name), refreshed.ip,
      refreshed.user_agent);
  insert into tokens values (as_name, v_answer.refresh_token, v_answer.claims);
  return v_answer.status;
end
$$;
create function pg_temp.session_of(of_name text) returns rowseal_private.sessions
  language sql volatile
as $$ select sessions from rowseal_private.sessions
    where id = (rowseal.parse_token((select token from tokens where name = of_name))).id $$;

-- rotated
select pg_temp.opened('a1');
select is((pg_temp.session_of('a1')).refresh_hash, sha256((rowseal_test.presented(token)).digest),
  'only the hash of the secret is kept')
  from tokens where name = 'a1';
select is(pg_temp.refreshed('a1', 'a2'), 'rotated', 'the first token is exchanged');
select is((pg_temp.session_of('a1')).generation, 2, 'the first exchange makes the second generation');
select is((pg_temp.session_of('a2')).refresh_hash, sha256((rowseal_test.presented(token)).digest),
  'the hash of the successor is kept after a rotation')
  from tokens where name = 'a2';
select is((pg_temp.session_of('a2')).user_agent, 'pgTAP again', 'a rotation records the address it came from');
select is((claims).scope, 'notes:read', 'the claims of a rotation are as limited as the session') from tokens
  where name = 'a2';
select lives_ok(
  'select rowseal_test.enter(claims, $$acme$$) from tokens where name = $$a2$$', 'the claims of a rotation enter'
);
select rowseal_test.leave();

-- retried
select is(
  pg_temp.refreshed('a1', 'a2-again'), 'retried', 'inside the window the previous token may be presented again'
);
select is(
  pg_temp.refreshed('a1', 'a2-thrice'), 'retried', 'inside the window the previous token may be presented a third time'
);
select is(count(distinct token), 1::bigint, 'inside the window the previous token gets the identical successor')
  from tokens where name like 'a2%';
select is((pg_temp.session_of('a2')).generation, 2, 'presenting the previous token again rotates nothing');
select is(pg_temp.refreshed('a2', 'a3'), 'rotated', 'the successor works after a retry');

-- reused
select is(pg_temp.refreshed('a1', 'none-1'), 'reused', 'a token of two generations ago is a replay');
select isnt((pg_temp.session_of('a3')).revoked_at, null, 'a replay ends the session');
select is(pg_temp.refreshed('a3', 'none-2'), 'revoked', 'after a replay the newest token is refused');
select throws_ok(
  'select rowseal_test.enter(claims, $$acme$$) from tokens where name = $$a3$$', 'RS002', null,
  'after a replay access tokens are refused'
);
select results_eq(
  $$ select kind, details ->> 'reason', ip from rowseal_private.audit_events where kind = 'session_revoked' $$,
  $$ values ('session_revoked', 'refresh_token_reused', '192.0.2.9'::inet) $$, 'a replay is recorded once'
);

-- retried late: an answer that an outage has lost
create function pg_temp.passed(of_name text, a_while interval) returns void
  language sql volatile
as $$
  update rowseal_private.sessions
     set rotated_at = rotated_at - a_while, late_retry_at = late_retry_at - a_while,
     successor_shown_at = successor_shown_at - a_while
   where id = (pg_temp.session_of(of_name)).id
$$;
-- A session that was rotated once, so long ago; then the previous token comes again.
create function pg_temp.lost(name text, ago interval, ip inet default '192.0.2.9',
  user_agent text default 'pgTAP again') returns text
  language plpgsql volatile
as $$
begin
  perform pg_temp.opened(name);
  perform pg_temp.refreshed(name, name || '-2');
  perform pg_temp.passed(name, ago);
  return pg_temp.refreshed(name, name || '-again', ip, user_agent);
end
$$;
select is(
  pg_temp.lost('within', interval '9 seconds', '203.0.113.5', 'another browser'), 'retried',
  'within ten seconds anybody gets the successor'
);
select is(
  pg_temp.lost('late', interval '11 seconds'), 'retried',
  'after ten seconds the network and browser of the rotation get the successor'
);
select is(
  (select token from tokens where name = 'late-again'), (select token from tokens where name = 'late-2'),
  'after ten seconds the successor is the identical one'
);
select results_eq(
  $$ select details ->> 'session_id' = (pg_temp.session_of('late')).id::text, ip from rowseal_private.audit_events
       where kind = 'refresh_retried_late' $$,
  $$ values (true, '192.0.2.9'::inet) $$, 'a late repetition is recorded, one within ten seconds is not'
);
select is(pg_temp.refreshed('late', 'none-3'), 'reused', 'a late repetition is granted once a day');
select is(
  pg_temp.lost('neighbour', interval '11 seconds', '192.0.2.200'), 'retried',
  'a late repetition may come from another address of the network'
);
select is(pg_temp.lost('up to', interval '599 seconds'), 'retried', 'a late repetition is granted for ten minutes');
select is(pg_temp.lost('too late', interval '601 seconds'), 'reused', 'after ten minutes a repetition is a replay');
select is(
  pg_temp.lost('elsewhere', interval '11 seconds', '198.51.100.1'), 'reused',
  'a late repetition from another network is a replay'
);
select is(
  pg_temp.lost('nowhere', interval '11 seconds', null), 'reused',
  'a late repetition from an unknown address is a replay'
);
select is(
  pg_temp.lost('other browser', interval '11 seconds', user_agent => 'another browser'), 'reused',
  'a late repetition from another browser is a replay'
);
select is(
  pg_temp.lost('no browser', interval '11 seconds', user_agent => null), 'reused',
  'a late repetition without a user agent is a replay'
);
select pg_temp.opened('anonymous');
select is(
  pg_temp.refreshed('anonymous', 'anonymous-2', null, null), 'rotated', 'a rotation may come from an unknown address'
);
select pg_temp.passed('anonymous', '11 seconds');
select is(
  pg_temp.refreshed('anonymous', 'none-anonymous', null, null), 'reused',
  'a rotation from an unknown address is repeated late for nobody'
);
select isnt(
  (pg_temp.session_of('elsewhere')).revoked_at, null, 'a replay of a rotation from an unknown address ends the session'
);
update rowseal_private.settings set refresh_retry_window = '0';
select is(pg_temp.lost('off', interval '11 seconds'), 'reused', 'the setting turns late repetitions off');
select is(
  pg_temp.lost('still on', interval '9 seconds', '203.0.113.5', null), 'retried',
  'with late repetitions off, the ten seconds remain'
);
update rowseal_private.settings set refresh_retry_window = '10 minutes';

select pg_temp.opened('shown');
select pg_temp.refreshed('shown', 'shown-2');
select isnt(rowseal_private.browser_claims(rowseal_test.presented(token)), null,
  'a page may be shown with the successor')
  from tokens where name = 'shown-2';
select is(
  pg_temp.refreshed('shown', 'shown-again', '203.0.113.5'), 'retried',
  'a page shown within ten seconds does not prevent a repetition'
);
select pg_temp.passed('shown', '11 seconds');
select is(pg_temp.refreshed('shown', 'none-shown'), 'reused', 'a page shown later proves that the answer was not lost');
select pg_temp.opened('asked');
select pg_temp.refreshed('asked', 'asked-2');
select id is not null from rowseal_private.shown_session((select rowseal_test.presented(token) from tokens
  where name = 'asked'));
select pg_temp.passed('asked', '11 seconds');
select is(
  pg_temp.refreshed('asked', 'asked-again'), 'retried',
  'a page shown with the previous token within ten seconds says nothing of the successor'
);
select pg_temp.opened('consent');
select pg_temp.refreshed('consent', 'consent-2');
select status from rowseal_private.answer_authorization(rowseal_test.id('none'), '',
  (select rowseal_test.presented(token) from tokens where name = 'consent-2'));
select pg_temp.passed('consent', '11 seconds');
select is(pg_temp.refreshed('consent', 'none-consent'), 'reused', 'a consent proves as much as a page');
select pg_temp.opened('used');
select pg_temp.refreshed('used', 'used-2');
select pg_temp.refreshed('used-2', 'used-3');
select pg_temp.passed('used', '11 seconds');
select is(pg_temp.refreshed('used', 'none-used'), 'reused', 'a rotation proves as much as a page');

select is(pg_temp.lost('daily', interval '11 seconds'), 'retried', 'a lost answer is given again');
select is(pg_temp.refreshed('daily-again', 'daily-3'), 'rotated', 'the successor of a late repetition rotates');
select pg_temp.passed('daily', '23 hours');
select is(pg_temp.refreshed('daily-3', 'daily-4'), 'rotated', 'the session rotates 23 hours later');
select pg_temp.passed('daily', '61 minutes');
select is(pg_temp.refreshed('daily-4', 'daily-5'), 'rotated', 'the session rotates more than a day later');
select pg_temp.passed('daily', '11 seconds');
select is(pg_temp.refreshed('daily-4', 'daily-again-4'), 'retried', 'more than a day later a lost answer is repeated');
select is(
  (select token from tokens where name = 'daily-again-4'), (select token from tokens where name = 'daily-5'),
  'the repeated answer has the identical successor'
);
select pg_temp.refreshed('daily-5', 'daily-6');
select pg_temp.passed('daily', '23 hours');
select pg_temp.refreshed('daily-6', 'daily-7');
select pg_temp.passed('daily', '11 seconds');
select is(pg_temp.refreshed('daily-6', 'none-daily'), 'reused', 'a second late repetition within a day is a replay');

-- expired and revoked
select pg_temp.opened('c1');
update rowseal_private.sessions set rotated_at = rotated_at - interval '31 days'
  where id = (pg_temp.session_of('c1')).id;
select is(pg_temp.refreshed('c1', 'none-4'), 'expired', 'a session that was idle for too long has expired');
update rowseal_private.sessions set rotated_at = now(), expires_at = now() - interval '1 second'
  where id = (pg_temp.session_of('c1')).id;
select is(pg_temp.refreshed('c1', 'none-5'), 'expired', 'a session that is too old has expired');
select is((pg_temp.session_of('c1')).revoked_at, null, 'an expired session is not recorded as revoked');
select pg_temp.opened('d1');
update rowseal.users set disabled_at = now() where id = rowseal_test.id('member@acme.test');
select is(pg_temp.refreshed('d1', 'none-6'), 'revoked', 'a disabled user refreshes nothing');
update rowseal.users set disabled_at = null where id = rowseal_test.id('member@acme.test');
select is(pg_temp.refreshed('d1', 'd2'), 'revoked', 'a user who is enabled again does not refresh an old session');

-- invalid
select pg_temp.opened('e1');
create temporary table before as select (pg_temp.session_of('e1')).*;
insert into tokens (name, token)
select 'cut', left(token, -1) from tokens where name = 'e1'
union all select 'longer', token || 'A' from tokens where name = 'e1'
union all select 'capitals', 'rsr_' || upper(substr(token, 5)) from tokens where name = 'e1'
union all select 'forged',
  rowseal_private.format_token('rsr_',
    overlay(rowseal_private.token_payload('rsr_', token) placing rowseal_private.random_bytes(32) from 37))
  from tokens where name = 'e1';
select is(pg_temp.refreshed(name, 'none-' || name), 'invalid', format('%s: invalid', what))
  from (values ('cut', 'a token cut short'), ('longer', 'a token with one character more'),
    ('capitals', 'a token in capitals'),
               ('forged', 'another secret for a session that is known')) as bad (name, what);
select results_eq(
  'select (pg_temp.session_of($$e1$$)).*', 'select * from before', 'invalid tokens have changed nothing of the session'
);
select is(
  (select count(*) from generate_series(1, 30) as n,
    rowseal_test.refresh_session((select token from tokens where name = 'forged'), '192.0.2.9', n::text) as answer
    where answer.status = 'throttled') > 0, true, 'guesses without end are throttled'
);
select is(pg_temp.refreshed('e1', 'e2'), 'rotated', 'the genuine token from the same network is not throttled');

select * from finish();
rollback;
