-- Where the database is, and what becomes of a restore: commits may be missing, and nobody enters.
begin;
set local search_path = tap, pg_catalog;
select plan(21);

create function pg_temp.moved(text) returns void
  language plpgsql
as $$
begin
  execute 'update rowseal_private.known_place set ' || $1;
end
$$;
create function pg_temp.asked(login text default 'rowseal_issuer') returns text
  language plpgsql
as $$
declare
  v_state text;
begin
  perform rowseal_test.step_into(login);
  v_state := rowseal.recovery_state();
  perform rowseal_test.leave();
  return v_state;
end
$$;

select is(pg_temp.asked(), 'served', 'a database that was installed here is served');
select is(pg_temp.asked('rowseal_gateway'), 'served', 'the gateway may ask');
select is(pg_temp.asked('rowseal_worker'), 'served', 'the worker may ask');
select is(recovery_needed, false, 'nothing was noticed') from rowseal_private.settings;

-- Elsewhere
savepoint before;
select pg_temp.moved('timeline = timeline - 1');
select is(pg_temp.asked(), 'recovery_needed', 'another timeline is not served: a restore to a moment, or a promotion');
select is(recovery_needed, true, 'everybody is told') from rowseal_private.settings;
select rowseal_test.step_into('rowseal_gateway');
select throws_ok(
  $$ select rowseal.enter(rowseal.uuidv7(), rowseal.uuidv7(), null, null, 0, '', '', null, null, null) $$,
  'RS080', null, 'nobody enters by an access token'
);
select throws_ok(
  $$ select rowseal.enter_with_digest(rowseal.uuidv7(), rowseal.uuidv7(), '', null, null, null) $$,
  'RS080', null, 'nobody enters by a personal access token'
);
select throws_ok($$ select rowseal.try_entry() $$, 'RS080', null, 'the gateway is not ready');
select rowseal_test.leave();
select rowseal_test.step_into('rowseal_issuer');
select is(rowseal_private.try_issuing(), 'recovery_needed', 'the issuer is not ready');
select rowseal_test.leave();
select is(state, 'fails', 'doctor says so') from rowseal_audit.checks() where topic = 'recovery';
select pg_temp.moved('timeline = timeline + 1');
select is(pg_temp.asked(), 'recovery_needed', 'it stays so until somebody says what was lost');
select lives_ok($$ select rowseal_audit.nothing_lost() $$, 'somebody says that nothing was');
select is(pg_temp.asked(), 'served', 'it is served again');
rollback to before;

select pg_temp.moved('relation = 1');
select is(pg_temp.asked(), 'recovery_needed', 'a copy from a dump is not served');
select isnt_empty($$ select rowseal_audit.recover(now() - interval '1 hour') $$, 'what may have been revoked is ended');
select is(pg_temp.asked(), 'served', 'a database that was recovered is served');
rollback to before;

select pg_temp.moved($$cluster = 'another'$$);
select is(pg_temp.asked(), 'recovery_needed', 'another cluster is not served');
rollback to before;

-- A promotion that lost nothing
update rowseal_private.settings set promotion_grace = '1 minute';
select pg_temp.moved($$timeline = timeline - 1, seen_at = clock_timestamp() - interval '30 seconds'$$);
select is(pg_temp.asked(), 'served', 'a promotion is served within settings.promotion_grace of the last sign of life');
select is(
  (select details ->> 'reason' from rowseal_private.audit_events where kind = 'place_acknowledged'), 'promoted',
  'a promotion that is served is an event'
);
rollback to before;
update rowseal_private.settings set promotion_grace = '1 minute';
select pg_temp.moved($$timeline = timeline - 1, seen_at = clock_timestamp() - interval '2 minutes'$$);
select is(pg_temp.asked(), 'recovery_needed', 'a restore to an hour ago is not, whatever that says');
select * from finish();
rollback;
