create or replace function rowseal_private.purge_throttles(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_limits record;
  v_purged integer;
  v_total integer := 0;
begin
  -- Kind by kind, so that each range of the index has constant bounds: the kinds are forgotten after different times.
  for v_limits in
    select limits.kind, now() - limits.forgotten_after as before from rowseal_private.throttle_limits as limits
  loop
    delete from rowseal_private.throttles
     where ctid = any (array(
       select due.ctid
         from rowseal_private.throttles as due
        where due.kind = v_limits.kind and due.last_attempt_at < v_limits.before and due.blocked_until < now()
        order by due.last_attempt_at
        limit purge_throttles.batch - v_total
          for update skip locked
     ));
    get diagnostics v_purged = row_count;
    v_total := v_total + v_purged;
  end loop;
  return v_total;
end
$$;

comment on function rowseal_private.purge_throttles(integer) is
$$Removes up to batch counters of attempts that are forgotten.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_throttles(integer) from public;
