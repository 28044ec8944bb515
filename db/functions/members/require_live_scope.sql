create or replace function rowseal_private.require_live_scope(scope text) returns uuid
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope(require_live_scope.scope);
begin
  perform rowseal_private.require_person();
  perform rowseal_private.lock_workspace(v_workspace_id);
  if not rowseal_private.live_scopes() @> array[require_live_scope.scope] then
    raise exception 'this needs the scope %, which the caller has no longer', require_live_scope.scope
      using errcode = 'RS006';
  end if;
  return v_workspace_id;
end
$$;

comment on function rowseal_private.require_live_scope(text) is
$$rowseal.require_scope for functions that give or take rights: locks the workspace until the transaction ends, and then
checks again.
Errors: RS006 the scope is missing, or was taken since this transaction was entered; RS007, RS008 nobody entered a
workspace; RS040 a service; 28000 bad context.$$;

revoke execute on function rowseal_private.require_live_scope(text) from public;
