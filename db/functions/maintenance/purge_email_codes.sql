create or replace function rowseal_private.purge_email_codes(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_purged integer;
begin
  delete from rowseal_private.email_codes
   where ctid = any (array(
     select due.ctid
       from rowseal_private.email_codes as due
      where due.expires_at < now()
      order by due.expires_at
      limit purge_email_codes.batch
        for update skip locked
   ));
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

comment on function rowseal_private.purge_email_codes(integer) is
$$Removes up to batch codes that nobody has used in time.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_email_codes(integer) from public;
