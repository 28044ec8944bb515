create or replace function rowseal.define_role(name text, scopes text[]) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal_private.require_live_scope('members:write');
  v_before constant text[] := (
    select role.scopes from rowseal.roles as role
     where role.workspace_id = v_workspace_id and role.name = define_role.name
  );
begin
  if v_before is not null then
    perform rowseal_private.require_role_within(v_workspace_id, define_role.name);
  end if;
  if not define_role.scopes <@ rowseal_private.live_scopes() then
    raise exception 'a role cannot exceed the scopes of who defines it' using errcode = 'RS006';
  end if;
  if v_before = define_role.scopes then
    return;
  end if;
  -- A new role is nobody's yet.
  perform rowseal_private.refuse_old_giver(define_role.scopes, coalesce(v_before, define_role.scopes));
  insert into rowseal.roles (workspace_id, name, scopes)
  values (v_workspace_id, define_role.name, define_role.scopes)
  on conflict on constraint roles_pkey do update set scopes = excluded.scopes;
  perform rowseal_private.record_event(
    'role_defined', rowseal.user_id(), v_workspace_id,
    jsonb_build_object('role', define_role.name, 'scopes', define_role.scopes),
    before => case when v_before is not null then jsonb_build_object('scopes', v_before) end,
    after => jsonb_build_object('scopes', define_role.scopes)
  );
end
$$;

comment on function rowseal.define_role(text, text[]) is $$Adds a role of the workspace entered, or changes its scopes.
Requires members:write, and that the caller has all of its old and new scopes. Takes effect on the next transaction of
everybody who has the role.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS050 a session adds owners:write to a role without
a fresh proof; 23514 a built-in name, or no list of scopes.$$;

revoke execute on function rowseal.define_role(text, text[]) from public;
grant execute on function rowseal.define_role(text, text[]) to rowseal_gateway;
