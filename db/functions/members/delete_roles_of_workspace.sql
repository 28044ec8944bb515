create or replace function rowseal_private.delete_roles_of_workspace() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  delete from rowseal.roles as role where role.workspace_id = old.id;
  return null;
end
$$;

comment on function rowseal_private.delete_roles_of_workspace() is $$
Trigger of workspaces: the roles of a workspace go with it. No foreign key can see to that, because the built-in roles belong to the nil workspace,
which is none. After the foreign keys, by its name: their triggers come first in the alphabet, and have deleted whoever had such a role.
$$;

revoke execute on function rowseal_private.delete_roles_of_workspace() from public;
