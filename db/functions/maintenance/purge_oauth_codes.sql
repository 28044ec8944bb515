create or replace function rowseal_private.purge_oauth_codes(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_purged integer;
begin
  delete from rowseal_private.oauth_codes
   where ctid = any (array(
     select due.ctid
       from rowseal_private.oauth_codes as due
      where due.session_id is null and due.expires_at < now()
      order by due.expires_at
      limit purge_oauth_codes.batch
        for update skip locked
   ));
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

comment on function rowseal_private.purge_oauth_codes(integer) is
$$Removes up to batch authorization codes that have expired and were not redeemed. One that was redeemed is kept for as
long as its grant, so that a replay still ends the grant, and is deleted with it.
Caller: rowseal_private.purge.
Returns: how many it removed.
Source: RFC 6749 section 4.1.2.$$;

revoke execute on function rowseal_private.purge_oauth_codes(integer) from public;
