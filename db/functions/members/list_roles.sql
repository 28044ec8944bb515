create or replace function rowseal.list_roles(after uuid default null, page_size integer default 100)
  returns table (id uuid, name text, scopes text[], built_in boolean)
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('members:read');
begin
  return query
    select role.id, role.name, role.scopes, role.workspace_id = rowseal_private.no_workspace()
      from rowseal.roles as role
     where role.workspace_id in (v_workspace_id, rowseal_private.no_workspace())
       and role.id > coalesce(list_roles.after, '00000000-0000-0000-0000-000000000000')
     order by role.id
     limit rowseal_private.page_size(list_roles.page_size);
end
$$;

comment on function rowseal.list_roles(uuid, integer) is $$The roles of the workspace entered, built in and its own, by
their ids, a page at a time: after is the id of the last one on the page before (null: the first page), page_size how
many at most, 1 to 1000.
Errors: RS006 lacks members:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.list_roles(uuid, integer) from public;
grant execute on function rowseal.list_roles(uuid, integer) to rowseal_gateway;
