create or replace procedure rowseal.ready()
  language plpgsql
as $$
declare
  v_nothing pg_catalog.text;
begin
  v_nothing := pg_catalog.set_config('log_parameter_max_length_on_error', '0', true);
  v_nothing := pg_catalog.set_config('debug_print_parse', 'off', true);
  v_nothing := pg_catalog.set_config('debug_print_rewritten', 'off', true);
  v_nothing := pg_catalog.set_config('debug_print_plan', 'off', true);
  v_nothing := pg_catalog.set_config('search_path', '', true);
  v_nothing := pg_catalog.set_config('plan_cache_mode', 'force_generic_plan', true);
  v_nothing := pg_catalog.set_config('standard_conforming_strings', 'on', true);
  v_nothing := pg_catalog.set_config('client_encoding', 'UTF8', true);
  v_nothing := pg_catalog.set_config('row_security', 'on', true);
  v_nothing := pg_catalog.set_config('DateStyle', 'ISO, MDY', true);
  v_nothing := pg_catalog.set_config('IntervalStyle', 'postgres', true);
  v_nothing := pg_catalog.set_config('bytea_output', 'hex', true);
  v_nothing := pg_catalog.set_config('statement_timeout', '10s', true);
  v_nothing := pg_catalog.set_config('lock_timeout', '5s', true);
  v_nothing := pg_catalog.set_config('idle_in_transaction_session_timeout', '10s', true);
  v_nothing := pg_catalog.set_config('transform_null_equals', 'off', true);
  -- Since PostgreSQL 17. Off first, which stops a clock that runs already.
  if pg_catalog.current_setting('transaction_timeout', true) is not null then
    v_nothing := pg_catalog.set_config('transaction_timeout', '0', true);
    v_nothing := pg_catalog.set_config('transaction_timeout', '30s', true);
  end if;
end
$$;

comment on procedure rowseal.ready() is $$Sets, for this transaction, what a server's batch relies on, where a pooler
refuses the startup options that pin these settings on direct connections: there, what pg_db_role_setting says counts,
and RESET ALL undoes what a pooler set. No SET clause: it would undo them all at its end.
Caller: the gateway's batch, after RESET ALL and before any parameter travels.$$;

revoke execute on procedure rowseal.ready() from public;
grant execute on procedure rowseal.ready() to rowseal_gateway;
