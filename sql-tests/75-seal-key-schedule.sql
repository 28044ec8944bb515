-- Seal keys are replaced by schedule, and nobody notices. Row timestamps are moved, never the clock.
begin;
set local search_path = tap, pg_catalog;
select plan(7);

create function pg_temp.advanced() returns boolean
  language plpgsql
as $$
declare
  v_advanced boolean;
begin
  perform rowseal_test.step_into('rowseal_worker');
  v_advanced := rowseal_private.advance_seal_key();
  perform rowseal_test.leave();
  return v_advanced;
end
$$;
update rowseal_private.seal_keys set created_at = now() where retires_at is null;
select is(pg_temp.advanced(), false, 'a key that has just begun to seal goes on');
update rowseal_private.seal_keys set created_at = now() - interval '89 days' where retires_at is null;
select is(pg_temp.advanced(), false, 'a key seals for settings.seal_key_rotation');
update rowseal_private.seal_keys set created_at = now() - interval '90 days' where retires_at is null;
select is(pg_temp.advanced(), true, 'then another one does');
select is(count(*), 1::bigint, 'one key seals') from rowseal_private.seal_keys where retires_at is null;
select is(
  count(*), 1::bigint, 'the one before still verifies'
) from rowseal_private.seal_keys where retires_at > clock_timestamp();
select is(pg_temp.advanced(), false, 'the new key is not replaced at once');
update rowseal_private.seal_keys set created_at = now() - interval '2 hours' where retires_at is null;
update rowseal_private.settings set seal_key_rotation = '1 hour';
select is(pg_temp.advanced(), true, 'how long is for the operator to say');
select * from finish();
rollback;
