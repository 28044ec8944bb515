create or replace function rowseal_private.purge_provider_logins(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_purged integer;
begin
  delete from rowseal_private.provider_logins
   where ctid = any (array(
     select due.ctid
       from rowseal_private.provider_logins as due
      where due.expires_at < now()
      order by due.expires_at
      limit purge_provider_logins.batch
        for update skip locked
   ));
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

comment on function rowseal_private.purge_provider_logins(integer) is
$$Removes up to batch logins that went to a provider and did not come back in time.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_provider_logins(integer) from public;
