create or replace function rowseal_private.purge_addresses(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_purged integer;
  v_former integer;
begin
  delete from rowseal_private.pending_addresses
   where ctid = any (array(
     select due.ctid
       from rowseal_private.pending_addresses as due
      where due.expires_at < now()
      order by due.expires_at
      limit purge_addresses.batch
        for update skip locked
   ));
  get diagnostics v_purged = row_count;
  update rowseal_private.former_addresses
     set secret_hash = null
   where ctid = any (array(
     select due.ctid
       from rowseal_private.former_addresses as due
      where due.expires_at < now() and due.secret_hash is not null
      order by due.expires_at
      limit purge_addresses.batch
        for update skip locked
   ));
  get diagnostics v_former = row_count;
  return v_purged + v_former;
end
$$;

comment on function rowseal_private.purge_addresses(integer) is
$$Removes up to batch addresses that nobody has confirmed in time, and the secrets of as many former ones that nobody
can take back any more.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_addresses(integer) from public;
