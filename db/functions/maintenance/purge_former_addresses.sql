create or replace function rowseal_private.purge_former_addresses(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_purged integer;
begin
  update rowseal_private.former_addresses
     set secret_hash = null
   where ctid = any (array(
     select due.ctid
       from rowseal_private.former_addresses as due
      where due.expires_at < now() and due.secret_hash is not null
      order by due.expires_at
      limit purge_former_addresses.batch
        for update skip locked
   ));
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

comment on function rowseal_private.purge_former_addresses(integer) is
$$Removes the secrets of up to batch former addresses that nobody can take back any more.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_former_addresses(integer) from public;
