create or replace function rowseal_audit.create_service(workspace uuid, name text, scopes text[]) returns uuid
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_unknown constant text := (
    select string_agg(coalesce(wanted, 'null'), ', ') from unnest(create_service.scopes) as wanted
     where not exists (select from rowseal.scopes as known where known.name = wanted));
  v_id uuid;
begin
  if v_unknown is not null then
    raise exception 'there is no scope %', v_unknown using errcode = 'RS113';
  end if;
  insert into rowseal_private.services as service (workspace_id, name, scopes)
  values (create_service.workspace, create_service.name, create_service.scopes)
  returning service.id into v_id;
  perform rowseal_private.record_event(
    'service_created', null, create_service.workspace,
    jsonb_build_object('service_id', v_id, 'scopes', create_service.scopes));
  return v_id;
end
$$;

comment on function rowseal_audit.create_service(uuid, text, text[]) is $$Makes a service of a workspace, with any
scopes of the catalogue: nobody is named as its maker.
Caller: the database's owner, superusers.
Returns: its id.
Errors: RS113 there is no such scope; 23503 no such workspace; 23502, 23514 no name, or no list of scopes.$$;

revoke execute on function rowseal_audit.create_service(uuid, text, text[]) from public;
grant execute on function rowseal_audit.create_service(uuid, text, text[]) to pg_database_owner;
