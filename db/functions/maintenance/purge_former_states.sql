create or replace function rowseal_private.purge_former_states(batch integer) returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_before constant timestamptz := now() - (
    select settings.audit_retention from rowseal_private.settings as settings
  );
  v_last timestamptz;
  v_count integer;
begin
  with gone as (
    delete from rowseal_private.former_states
     where ctid = any (array(
       select due.ctid
         from rowseal_private.former_states as due
        where due.ended_at < v_before
        order by due.ended_at
        limit purge_former_states.batch
     ))
    returning ended_at
  )
  select max(gone.ended_at), count(*) into v_last, v_count from gone;
  update rowseal_private.history_start set at = v_last where at < v_last;
  return v_count;
end
$$;

comment on function rowseal_private.purge_former_states(integer) is
$$Removes up to batch former states that ended longer ago than settings.audit_retention, the oldest first, and says
since when the history is complete.
Caller: rowseal_private.purge.
Returns: how many it removed.$$;

revoke execute on function rowseal_private.purge_former_states(integer) from public;
