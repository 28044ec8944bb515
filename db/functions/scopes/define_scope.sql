create or replace function rowseal.define_scope(name text, description text, roles text[] default '{}') returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  if not define_scope.roles <@ rowseal_private.built_in_roles() then
    raise exception 'roles takes built-in roles only: owner, admin, member, viewer' using errcode = 'RS110';
  end if;
  insert into rowseal.scopes (name, description)
  values (define_scope.name, define_scope.description)
  on conflict on constraint scopes_pkey do update set description = excluded.description;

  update rowseal.roles as role
     set scopes = case when role.name = any (define_scope.roles)
                    then array_append(array_remove(role.scopes, define_scope.name), define_scope.name)
                    else array_remove(role.scopes, define_scope.name)
                  end
   where role.workspace_id = rowseal_private.no_workspace()
     and (role.name = any (define_scope.roles)) is distinct from (define_scope.name = any (role.scopes));
end
$$;

comment on function rowseal.define_scope(text, text, text[]) is
$$Adds a scope (resource:action) to the catalogue, or changes its description, and makes exactly the named built-in
roles have it.
Caller: the migrations of an application.
Errors: RS110 roles names one that is not built in; 23514 not a scope, or no description.$$;

revoke execute on function rowseal.define_scope(text, text, text[]) from public;
grant execute on function rowseal.define_scope(text, text, text[]) to pg_database_owner;
