create or replace function rowseal_private.try_issuing() returns text
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  perform from rowseal_private.list_signing_keys();
  perform rowseal_private.browser_claims(null);
  return case
    when rowseal.recovery_state() <> 'served' then 'recovery_needed'
    when current_setting('transaction_read_only') = 'on' then 'read_only'
    else 'ready' end;
end
$$;

comment on function rowseal_private.try_issuing() is $$Whether the issuer could issue tokens now, for readiness probes.
Calls functions of its own that change nothing.
Returns: the statuses of rowseal.try_entry; recovery_needed (rowseal.recovery_state).
Errors: whatever is broken.$$;

revoke execute on function rowseal_private.try_issuing() from public;
grant execute on function rowseal_private.try_issuing() to rowseal_issuer;
