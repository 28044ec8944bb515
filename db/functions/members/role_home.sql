create or replace function rowseal_private.role_home(role text, workspace_id uuid) returns uuid
  language sql immutable parallel safe
  return case
    when role_home.role = any (rowseal_private.built_in_roles()) then rowseal_private.no_workspace()
    else role_home.workspace_id
  end;

comment on function rowseal_private.role_home(text, uuid) is
$$The workspace in which a role that is named in a workspace is defined (rowseal.roles.workspace_id): no workspace for
built-in roles, this one for any other. Whether there is such a role is not decided here.$$;

revoke execute on function rowseal_private.role_home(text, uuid) from public;
