create or replace function rowseal_private.purge_service_keys(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_before constant timestamptz := now() - (select settings.kept_after_end from rowseal_private.settings as settings);
  v_purged integer;
begin
  delete from rowseal_private.service_keys
   where ctid = any (array(
     select due.ctid
       from rowseal_private.service_keys as due
      where least(due.expires_at, due.revoked_at) < v_before
      order by least(due.expires_at, due.revoked_at)
      limit purge_service_keys.batch
        for update skip locked
   ));
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

comment on function rowseal_private.purge_service_keys(integer) is
$$Removes up to batch keys of services that ended longer ago than settings.kept_after_end.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_service_keys(integer) from public;
