create or replace function rowseal_private.changeable_service(id uuid) returns rowseal_private.services
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal_private.require_live_scope('services:write');
  v_service rowseal_private.services;
begin
  select * into v_service
    from rowseal_private.services as service
   where service.workspace_id = v_workspace_id and service.id = changeable_service.id
     for update;
  if not found then
    raise exception 'there is no such service' using errcode = 'RS013';
  end if;
  return v_service;
end
$$;

comment on function rowseal_private.changeable_service(uuid) is
$$A service of the workspace entered, locked, if the caller may change it: with services:write. The workspace is locked
before it.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such service; RS040 a service.$$;

revoke execute on function rowseal_private.changeable_service(uuid) from public;
