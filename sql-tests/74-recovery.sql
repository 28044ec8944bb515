-- Where the database is, and what becomes of a restore: commits may be missing, and nobody enters.
begin;
set local search_path = tap, pg_catalog;
select plan(39);

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
rollback to before;

-- A server that has seen a later state: lsn is where it says that it was
create function pg_temp.behind(login text, lsn text, shift integer default 0, since interval default '0') returns text
  language plpgsql
as $$
declare
  v_seen text;
  v_state text;
begin
  select format('%s %s %s', extract(epoch from known.acknowledged_at + since), known.timeline + shift, lsn)
    into v_seen from rowseal_private.known_place as known;
  perform rowseal_test.step_into(login);
  v_state := (rowseal.recovery_state_since(v_seen)).state;
  perform rowseal_test.leave();
  return v_state;
end
$$;
savepoint seen;
select is(pg_temp.behind('rowseal_issuer', '0/0'), 'served', 'who saw an earlier state is served');
select is(pg_temp.behind('rowseal_issuer', 'FFFFFFFF/0', 0, '-1 second'), 'served',
          'what was seen before somebody said what was lost does not count');
select is(pg_temp.behind('rowseal_gateway', 'FFFFFFFF/0'), 'recovery_needed', 'who saw a later one is not');
select is(recovery_needed, false, 'what the gateway says it saw is not remembered') from rowseal_private.settings;
select is(pg_temp.behind('rowseal_issuer', '0/0', 1), 'recovery_needed', 'who saw a later timeline is not');
select is(recovery_needed, true, 'the control: what the issuer saw is remembered') from rowseal_private.settings;
rollback to seen;
select is(pg_temp.behind('rowseal_issuer', '0/0', 0, '1 microsecond'), 'recovery_needed',
          'who saw a later acknowledgement is not');
rollback to seen;
-- What was flushed on the timeline before may never have reached the standby: then it was acknowledged to nobody.
update rowseal_private.settings set promotion_grace = '1 minute';
select pg_temp.moved('timeline = timeline - 1, seen_at = clock_timestamp()');
select is(pg_temp.behind('rowseal_issuer', 'FFFFFFFF/0'), 'served', 'a promotion is behind nothing');
rollback to seen;

create function pg_temp.answered(seen text default null, login text default 'rowseal_issuer')
  returns table (state text, era text, place text)
  language plpgsql
as $$
begin
  perform rowseal_test.step_into(login);
  return query select found.* from rowseal.recovery_state_since(seen) as found;
  perform rowseal_test.leave();
end
$$;
select pg_logical_emit_message(false, 'rowseal', 'inserted into the log, and not flushed');
-- Should somebody else flush between the two sides, this holds whatever is told.
select ok((select lsn from rowseal_private.reached_place()) <= pg_current_wal_flush_lsn(),
          'a primary has reached what was flushed, and not what a crash may yet lose');
create temporary table said as select * from pg_temp.answered();
select is(said.state, 'served', 'who has seen nothing yet is served') from said;
select is(pg_temp.answered(said.place), pg_temp.answered(said.place, 'rowseal_gateway'),
          'both doors are told the same place') from said;
select is((pg_temp.answered(said.place)).state, 'served', 'a place that was answered is served') from said;
select rowseal_audit.nothing_lost();
select isnt((pg_temp.answered(said.place)).era, said.era, 'an acknowledgement begins another era') from said;
select is((pg_temp.answered(said.place)).state, 'served', 'what was seen before it does not count') from said;
select pg_temp.moved($$acknowledged_at = '2222-02-22'$$);
create temporary table later as select * from pg_temp.answered();
select rowseal_audit.nothing_lost();
select is((pg_temp.answered(later.place)).state, 'served',
          'what was seen does not count either where the clock was set back') from later;
rollback to seen;

select rowseal_test.step_into('rowseal_gateway');
select throws_ok($$ select rowseal.recovery_state_since('') $$, '22P02', null, 'a place has three parts');
select throws_ok($$ select rowseal.recovery_state_since('1 2 nowhere') $$, '22P02', null, 'one is an LSN');
select throws_ok($$ select rowseal.recovery_state_since('1 99999999999999999999 0/0') $$, '22003', null,
                 'one is a timeline');
select rowseal_test.leave();
select * from finish();
rollback;
