create or replace function rowseal.create_service(name text, scopes text[]) returns uuid
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
  v_workspace_id constant uuid := rowseal_private.require_live_scope('services:write');
  v_id constant uuid := rowseal.uuidv7();
begin
  perform rowseal_private.require_scopes_within(create_service.scopes);
  if (
    select count(*) from rowseal_private.services as other where other.workspace_id = v_workspace_id
  ) >= rowseal_private.services_per_workspace() then
    raise exception 'the workspace has as many services as it may' using errcode = 'RS041';
  end if;
  insert into rowseal_private.services (workspace_id, id, name, scopes, created_by)
  values (v_workspace_id, v_id, create_service.name, create_service.scopes, v_user_id);
  perform rowseal_private.record_event(
    'service_created', v_user_id, v_workspace_id,
    jsonb_build_object('service_id', v_id, 'scopes', create_service.scopes)
  );
  return v_id;
end
$$;

comment on function rowseal.create_service(text, text[]) is $$Makes a service of the workspace entered: a program that
acts there for nobody, with these scopes, and that outlives who makes it. It gets in with a key
(rowseal_private.create_service_key). Requires services:write, every scope given, and a session that is limited in
nothing.
Returns: its id.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS010 a personal access token, a grant, a limited
session, or a service; RS041 the workspace has a thousand; 23502, 23514 no name, or no list of scopes.$$;

revoke execute on function rowseal.create_service(text, text[]) from public;
grant execute on function rowseal.create_service(text, text[]) to rowseal_gateway;
