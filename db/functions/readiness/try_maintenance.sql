create or replace function rowseal_private.try_maintenance() returns text
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  perform from rowseal_private.list_signing_keys();
  perform from rowseal_private.list_clients(page_size => 1);
  return case
    when rowseal.recovery_state() <> 'served' then 'recovery_needed'
    when current_setting('transaction_read_only') = 'on' then 'read_only'
    else 'ready' end;
end
$$;

comment on function rowseal_private.try_maintenance() is $$Whether the worker could do its work now, for readiness
probes. Calls functions of its own that change nothing.
Returns: the statuses of rowseal.try_entry; recovery_needed (rowseal.recovery_state).
Errors: whatever is broken.$$;

revoke execute on function rowseal_private.try_maintenance() from public;
grant execute on function rowseal_private.try_maintenance() to rowseal_worker;
