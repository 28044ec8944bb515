create or replace function rowseal_private.purge_seal_keys(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_purged integer;
begin
  delete from rowseal_private.seal_keys
   where id = any (array(
     select due.id
       from rowseal_private.seal_keys as due
      where due.retires_at < clock_timestamp()
      order by due.retires_at
      limit purge_seal_keys.batch
        for update skip locked
   ));
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

comment on function rowseal_private.purge_seal_keys(integer) is
$$Removes up to batch seal keys that have retired: a key that is missing here verifies nothing, whereas old dumps still
have it.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_seal_keys(integer) from public;
