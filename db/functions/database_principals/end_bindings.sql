create or replace function rowseal_private.end_bindings(ids uuid[], reason text) returns integer
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_ended record;
  v_count integer := 0;
begin
  for v_ended in
    delete from rowseal_private.database_principals as bound
     where bound.id = any (end_bindings.ids)
    returning bound.id, bound.role_name, bound.user_id, bound.workspace_id
  loop
    v_count := v_count + 1;
    perform rowseal_private.record_event(
      'database_role_unbound', v_ended.user_id, v_ended.workspace_id,
      jsonb_build_object('binding_id', v_ended.id, 'database_role', v_ended.role_name, 'reason', end_bindings.reason));
  end loop;
  return v_count;
end
$$;

comment on function rowseal_private.end_bindings(uuid[], text) is $$Ends bindings of login roles. reason goes into the
audit events, in the same commit.
Returns: how many.$$;

revoke execute on function rowseal_private.end_bindings(uuid[], text) from public;
