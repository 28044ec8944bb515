-- A scope belongs to the role that defined it. Those of applications that there are belong to the database's owner,
-- who alone could define them.
alter table rowseal.scopes add column if not exists defined_by text;
comment on column rowseal.scopes.defined_by is
$$The role that defined it, which alone may define it again; rowseal_owner: Rowseal's own.$$;
update rowseal.scopes
   set defined_by = case
         when name in (
           'members:read', 'members:write', 'members:invite', 'owners:write', 'tokens:read', 'tokens:write'
         ) then 'rowseal_owner'
         else (
           select role.rolname
             from pg_catalog.pg_database as database
             join pg_catalog.pg_roles as role on role.oid = database.datdba
            where database.datname = current_database()
         )
       end
 where defined_by is null;
alter table rowseal.scopes alter column defined_by set not null;

-- How an application that has tenants of its own names a workspace.
alter table rowseal.workspaces add column if not exists external_key text
  constraint workspaces_external_key_check check (char_length(external_key) between 1 and 200);
create unique index if not exists workspaces_external_key_key on rowseal.workspaces (external_key);
alter table rowseal.workspaces alter column external_key set statistics 0;
comment on column rowseal.workspaces.external_key is
$$What the tables of an application call it, where their tenants are no uuid: set once, by operators and
rowseal_developer (rowseal.workspace_for_key). It decides whose rows the workspace sees.$$;
