create or replace function rowseal_private.keep_to_reads() returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  if (select settings.maintenance_since is not null from rowseal_private.settings as settings) then
    perform set_config('transaction_read_only', 'on', true);
  end if;
end
$$;

comment on function rowseal_private.keep_to_reads() is
$$Makes the rest of this transaction read-only in maintenance mode (rowseal_audit.set_maintenance): what writes fails
with 25006, and no statement can take that back; but PostgreSQL does, with the end of a subtransaction that it was
called in (a savepoint, a block with EXCEPTION).
Caller: functions of the issuing door, before they write; rowseal_private.show_principal.$$;

revoke execute on function rowseal_private.keep_to_reads() from public;
