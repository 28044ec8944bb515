create or replace function rowseal.assignable_roles() returns table (name text, scopes text[], by_link boolean)
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('members:write');
  v_scopes constant text[] := rowseal.effective_scopes();
begin
  return query
    select role.name, role.scopes, rowseal_private.link_gives(role.workspace_id, role.name)
      from rowseal.roles as role
     where role.workspace_id in (v_workspace_id, rowseal_private.no_workspace())
       and role.scopes <@ v_scopes
     order by cardinality(role.scopes), role.name
     limit 1000;
end
$$;

comment on function rowseal.assignable_roles() is $$The roles of the workspace entered, built in and its own, that the
caller may give to somebody: those without a scope that the caller lacks. The smallest first. by_link: whether an
invitation link may give it.
Errors: RS006 lacks members:write; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.assignable_roles() from public;
grant execute on function rowseal.assignable_roles() to rowseal_gateway;
