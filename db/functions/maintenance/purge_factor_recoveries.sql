create or replace function rowseal_private.purge_factor_recoveries(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_purged integer;
begin
  delete from rowseal_private.factor_recoveries
   where ctid = any (array(
     select due.ctid
       from rowseal_private.factor_recoveries as due
      where due.expires_at < now()
      order by due.expires_at
      limit purge_factor_recoveries.batch
        for update skip locked
   ));
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

comment on function rowseal_private.purge_factor_recoveries(integer) is
$$Removes up to batch waits for the removal of factors that nobody has finished in time.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_factor_recoveries(integer) from public;
