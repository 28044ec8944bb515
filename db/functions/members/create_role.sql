create or replace function rowseal.create_role(name text, scopes text[]) returns uuid
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal_private.require_live_scope('members:write');
  v_id uuid;
begin
  if not create_role.scopes <@ rowseal_private.live_scopes() then
    raise exception 'a role cannot exceed the scopes of who makes it' using errcode = 'RS006';
  end if;
  insert into rowseal.roles as role (workspace_id, name, scopes)
  values (v_workspace_id, create_role.name, create_role.scopes)
  returning role.id into v_id;
  perform rowseal_private.record_event(
    'role_defined', rowseal.user_id(), v_workspace_id,
    jsonb_build_object('role', create_role.name, 'scopes', create_role.scopes),
    after => jsonb_build_object('scopes', create_role.scopes)
  );
  return v_id;
end
$$;

comment on function rowseal.create_role(text, text[]) is $$Adds a role of the workspace entered. Requires members:write,
and that the caller has all of its scopes at this moment.
Returns: its id.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS040 a service; 23505 there is one of that name;
23502, 23514 no name, a built-in one, or no list of scopes.$$;

revoke execute on function rowseal.create_role(text, text[]) from public;
grant execute on function rowseal.create_role(text, text[]) to rowseal_gateway;
