create or replace function rowseal_private.need_recovery() returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  if current_setting('transaction_read_only') = 'off'
    and not (select settings.recovery_needed from rowseal_private.settings as settings)
  then
    -- An old primary has lost the standbys that commits would wait for.
    perform set_config('synchronous_commit', 'local', true);
    update rowseal_private.settings set recovery_needed = true where not settings.recovery_needed;
  end if;
end
$$;

comment on function rowseal_private.need_recovery() is
$$Has nobody enter, from the commit on, until somebody has said what was lost (settings.recovery_needed). What is read
only stays as it is.$$;

revoke execute on function rowseal_private.need_recovery() from public;
