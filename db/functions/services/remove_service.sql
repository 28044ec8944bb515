create or replace function rowseal.remove_service(id uuid) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
  v_service constant rowseal_private.services := rowseal_private.changeable_service(remove_service.id);
begin
  -- Its keys go with the row, by foreign key.
  delete from rowseal_private.services as service
   where service.workspace_id = v_service.workspace_id and service.id = v_service.id;
  perform rowseal_private.record_event(
    'service_removed', v_user_id, v_service.workspace_id, jsonb_build_object('service_id', v_service.id));
end
$$;

comment on function rowseal.remove_service(uuid) is $$Removes a service of the workspace entered, and its keys: none of
them, and no access token of it, gets in from the commit on. Requires services:write and a session that is limited in
nothing.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS010 a personal access token, a grant, a limited
session, or a service; RS013 no such service.$$;

revoke execute on function rowseal.remove_service(uuid) from public;
grant execute on function rowseal.remove_service(uuid) to rowseal_gateway;
