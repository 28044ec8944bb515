create or replace function rowseal_private.purge_idempotency_keys(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_purged integer;
begin
  delete from rowseal_private.idempotency_keys
   where ctid = any (array(
     select due.ctid
       from rowseal_private.idempotency_keys as due
      where due.expires_at < now()
      order by due.expires_at
      limit purge_idempotency_keys.batch
        for update skip locked
   ));
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

comment on function rowseal_private.purge_idempotency_keys(integer) is
$$Removes up to batch idempotency keys that are a day old.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_idempotency_keys(integer) from public;
