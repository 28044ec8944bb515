create or replace function rowseal.change_role(id uuid, scopes text[]) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_was constant rowseal.roles := rowseal_private.changeable_role(change_role.id);
begin
  if not change_role.scopes <@ rowseal_private.live_scopes() then
    raise exception 'a role cannot exceed the scopes of who changes it' using errcode = 'RS006';
  end if;
  if change_role.scopes = v_was.scopes then
    return;
  end if;
  perform rowseal_private.refuse_old_giver(change_role.scopes, v_was.scopes);
  update rowseal.roles as role
     set scopes = change_role.scopes
   where role.workspace_id = v_was.workspace_id and role.id = v_was.id;
  perform rowseal_private.record_event(
    'role_defined', rowseal.user_id(), v_was.workspace_id,
    jsonb_build_object('role', v_was.name, 'scopes', change_role.scopes),
    before => jsonb_build_object('scopes', v_was.scopes), after => jsonb_build_object('scopes', change_role.scopes)
  );
end
$$;

comment on function rowseal.change_role(uuid, text[]) is $$Gives a role of the workspace entered other scopes. Requires
members:write, and that the caller has all of its old and new scopes at this moment. Takes effect on the next
transaction of everybody who has the role.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such role, or one that is built in; RS040 a
service; RS050 a session adds owners:write without a fresh proof; 23502, 23514 no list of scopes.$$;

revoke execute on function rowseal.change_role(uuid, text[]) from public;
grant execute on function rowseal.change_role(uuid, text[]) to rowseal_gateway;
