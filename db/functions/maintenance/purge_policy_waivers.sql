create or replace function rowseal_private.purge_policy_waivers(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_purged integer;
begin
  delete from rowseal_private.policy_waivers
   where ctid = any (array(
     select due.ctid
       from rowseal_private.policy_waivers as due
      where due.ends_at < now()
      order by due.ends_at
      limit purge_policy_waivers.batch
        for update skip locked
   ));
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;

comment on function rowseal_private.purge_policy_waivers(integer) is
$$Removes up to batch waivers of policies that have ended.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_policy_waivers(integer) from public;
