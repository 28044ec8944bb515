create or replace function rowseal.end_factor_recovery() returns boolean
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
  return rowseal_private.end_recovery(rowseal_private.require_account());

comment on function rowseal.end_factor_recovery() is $$Stops that the caller's factors are removed by mail: not all are
lost, or it was somebody else who asked for it.
Returns: false: nobody had asked.
Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.$$;

revoke execute on function rowseal.end_factor_recovery() from public;
grant execute on function rowseal.end_factor_recovery() to rowseal_gateway;
