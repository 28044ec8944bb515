create or replace function rowseal_private.delete_roles_of_workspace() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  delete from rowseal.roles as role where role.workspace_id = old.id;
  return null;
end
$$;

comment on function rowseal_private.delete_roles_of_workspace() is
$$Trigger of workspaces: deletes the roles of a workspace with it. No foreign key can, because the built-in roles belong
to the nil workspace, which does not exist. By its name it runs after the foreign keys: their triggers come first in the
alphabet, and have deleted everybody who had such a role.$$;

revoke execute on function rowseal_private.delete_roles_of_workspace() from public;
