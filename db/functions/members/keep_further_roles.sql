create or replace function rowseal_private.keep_further_roles() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_name text;
begin
  -- The workspace is written first, so that of a role that goes and a member who gets it the later one waits, and under
  -- repeatable read fails.
  if tg_table_name = 'memberships' then
    perform rowseal_private.lock_workspace(new.workspace_id);
    select named.name into v_name
      from unnest(new.further_roles) as named (name)
     where not exists (
       select from rowseal.roles as role
        where role.workspace_id = rowseal_private.role_home(named.name, new.workspace_id) and role.name = named.name
     )
     limit 1;
    if found then
      raise exception 'there is no role % in the workspace', v_name
        using errcode = '23503', schema = 'rowseal', table = 'memberships', column = 'further_roles';
    end if;
    return null;
  end if;
  perform rowseal_private.lock_workspace(old.workspace_id);
  if exists (
    select from rowseal.memberships as membership
     where membership.workspace_id = old.workspace_id and membership.further_roles @> array[old.name]
  ) or old.workspace_id = rowseal_private.no_workspace() and exists (
    select from rowseal.memberships as membership where membership.further_roles @> array[old.name]
  ) then
    raise exception 'members still have the role %', old.name
      using errcode = '23503', schema = 'rowseal', table = 'roles',
        hint = 'rowseal.remove_role names another for them.';
  end if;
  return null;
end
$$;

comment on function rowseal_private.keep_further_roles() is
$$Trigger of memberships and roles, in place of a foreign key, which an array has none of: each role that is named in
memberships.further_roles exists in the workspace or is built in, and a role that somebody has is not deleted or given
another name.
Errors: 23503; 40001 as rowseal_private.lock_workspace.$$;

revoke execute on function rowseal_private.keep_further_roles() from public;
