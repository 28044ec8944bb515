create or replace function rowseal_private.purge_service_assertions(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_purged integer;
begin
  delete from rowseal_private.service_assertions
   where ctid = any (array(
     select due.ctid
       from rowseal_private.service_assertions as due
      where due.expires_at < now()
      order by due.expires_at
      limit purge_service_assertions.batch
        for update skip locked
   ));
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

comment on function rowseal_private.purge_service_assertions(integer) is
$$Removes up to batch assertions of services that have expired, and so cannot be replayed any more.
Caller: rowseal_private.purge.
Returns: how many it removed.
Source: RFC 7523 section 3.$$;

revoke execute on function rowseal_private.purge_service_assertions(integer) from public;
