-- Readiness: each door's trial calls functions of its own, leaves nothing behind, and tells a database that takes no
-- writes.
begin;
set local search_path = tap, pg_catalog;
select plan(11);

grant usage on schema tap to rowseal_gateway, rowseal_issuer, rowseal_worker;
grant execute on all functions in schema tap to rowseal_gateway, rowseal_issuer, rowseal_worker;

create function pg_temp.trial(role name, call text) returns text
  language plpgsql volatile
as $$
declare
  v_status text;
begin
  execute format('set local session authorization %I', role);
  execute 'select ' || call into v_status;
  reset session authorization;
  return v_status;
end
$$;

select is(pg_temp.trial('rowseal_gateway', 'rowseal.try_entry()'), 'ready', 'the gateway is ready');
select is(pg_temp.trial('rowseal_issuer', 'rowseal_private.try_issuing()'), 'ready', 'the issuer is ready');
select is(pg_temp.trial('rowseal_worker', 'rowseal_private.try_maintenance()'), 'ready', 'the worker is ready');
select is(coalesce(current_setting('rowseal.context', true), ''), '', 'trying an entry enters nobody');
select is(count(*), 0::bigint, 'trying the functions charges nobody') from rowseal_private.throttles;

savepoint broken;
revoke execute on function rowseal.enter(uuid, uuid, uuid, text, bigint, text, bytea, text, inet, text)
  from rowseal_gateway;
select throws_ok(
  $$ select pg_temp.trial('rowseal_gateway', 'rowseal.try_entry()') $$, '42501', null,
  'a gateway that may not enter says so'
);
rollback to broken;
drop function rowseal_private.browser_claims cascade;
select throws_ok(
  $$ select pg_temp.trial('rowseal_issuer', 'rowseal_private.try_issuing()') $$, '42883', null,
  'an issuer without a function says so'
);
rollback to broken;
revoke execute on function rowseal_private.list_clients from rowseal_worker;
select throws_ok(
  $$ select pg_temp.trial('rowseal_worker', 'rowseal_private.try_maintenance()') $$, '42501', null,
  'a worker without a function says so'
);
rollback to broken;

set local transaction_read_only = on;
select is(
  pg_temp.trial('rowseal_gateway', 'rowseal.try_entry()'), 'read_only',
  'the gateway reports that nothing can be written'
);
select is(
  pg_temp.trial('rowseal_issuer', 'rowseal_private.try_issuing()'), 'read_only',
  'the issuer reports that nothing can be written'
);
select is(
  pg_temp.trial('rowseal_worker', 'rowseal_private.try_maintenance()'), 'read_only',
  'the worker reports that nothing can be written'
);
select * from finish();
rollback;
