create or replace function rowseal_private.united_scopes(
  workspace_id uuid, scopes text[], roles text[], within text[] default null
) returns text[]
  language plpgsql stable parallel restricted set search_path = ''
as $$
begin
  return array(
    select granted.scope
      from unnest(united_scopes.scopes) as granted (scope)
     where united_scopes.within is null or granted.scope = any (united_scopes.within)
     union
    select granted.scope
      from unnest(united_scopes.roles) as held (name)
      join rowseal.roles as role
        on role.workspace_id = rowseal_private.role_home(held.name, united_scopes.workspace_id)
       and role.name = held.name
     cross join lateral unnest(role.scopes) as granted (scope)
     where united_scopes.within is null or granted.scope = any (united_scopes.within)
     order by 1
  );
end
$$;

comment on function rowseal_private.united_scopes(uuid, text[], text[], text[]) is
$$Scopes, and those of roles that are named in a workspace, each once. within: only those of these (null: all). In
PL/pgSQL, which keeps its plan from one transaction to the next.
Returns: never null; a name without a role adds nothing.$$;

revoke execute on function rowseal_private.united_scopes(uuid, text[], text[], text[]) from public;
