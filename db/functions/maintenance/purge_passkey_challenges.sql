create or replace function rowseal_private.purge_passkey_challenges(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_purged integer;
begin
  delete from rowseal_private.passkey_challenges
   where ctid = any (array(
     select due.ctid
       from rowseal_private.passkey_challenges as due
      where due.expires_at < now()
      order by due.expires_at
      limit purge_passkey_challenges.batch
        for update skip locked
   ));
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

comment on function rowseal_private.purge_passkey_challenges(integer) is
$$Removes up to batch challenges that no authenticator has answered in time.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_passkey_challenges(integer) from public;
