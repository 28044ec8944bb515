-- Who may ask who may do what in a workspace. An application that has a scope of this name keeps it.
with defined as (
  insert into rowseal.scopes (name, description, defined_by)
  values ('audit:read', 'See who may do what, and why not', 'rowseal_owner')
      on conflict do nothing
  returning name
)
update rowseal.roles as role
   set scopes = array_append(role.scopes, defined.name)
  from defined
 where role.workspace_id = '00000000-0000-0000-0000-000000000000'
   and role.name in ('owner', 'admin');
