create or replace function rowseal_private.require_roles_within(workspace_id uuid, roles text[]) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if coalesce(cardinality(require_roles_within.roles), 0) = 0 or exists (
    select from unnest(require_roles_within.roles) as named (name)
     where not exists (
       select from rowseal.roles as role
        where role.workspace_id = rowseal_private.role_home(named.name, require_roles_within.workspace_id)
          and role.name = named.name
     )
  ) then
    raise exception 'there is no such role' using errcode = 'RS013';
  end if;
  if not rowseal_private.united_scopes(require_roles_within.workspace_id, '{}', require_roles_within.roles)
    <@ rowseal_private.live_scopes() then
    raise exception 'nobody can give or take a role above their own scopes' using errcode = 'RS006';
  end if;
end
$$;

comment on function rowseal_private.require_roles_within(uuid, text[]) is
$$Refuses unless the caller has every scope of some roles at this moment (rowseal_private.live_scopes): those that are
named in a workspace, built in or its own.
Errors: RS006 they have scopes that the caller lacks; RS013 one of them does not exist, or none is named.$$;

revoke execute on function rowseal_private.require_roles_within(uuid, text[]) from public;
