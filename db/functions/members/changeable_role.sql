create or replace function rowseal_private.changeable_role(id uuid) returns rowseal.roles
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- The workspace is locked first of all, as whatever gives or takes rights does.
  v_workspace_id constant uuid := rowseal_private.require_live_scope('members:write');
  v_role rowseal.roles;
begin
  select * into v_role
    from rowseal.roles as role
   where role.workspace_id = v_workspace_id and role.id = changeable_role.id
     for update;
  if not found then
    raise exception 'the workspace has no such role of its own' using errcode = 'RS013';
  end if;
  perform rowseal_private.require_role_within(v_workspace_id, v_role.name);
  return v_role;
end
$$;

comment on function rowseal_private.changeable_role(uuid) is $$A role of the workspace entered that is its own, locked,
if the caller has members:write and every scope of it at this moment.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such role, or one that is built in; RS040 a
service.$$;

revoke execute on function rowseal_private.changeable_role(uuid) from public;
