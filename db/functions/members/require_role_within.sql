create or replace function rowseal_private.require_role_within(workspace_id uuid, name text) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_scopes text[];
begin
  select role.scopes into v_scopes
    from rowseal.roles as role
   where role.workspace_id = require_role_within.workspace_id and role.name = require_role_within.name;
  if not found then
    raise exception 'there is no such role' using errcode = 'RS013';
  end if;
  if not v_scopes <@ rowseal_private.live_scopes() then
    raise exception 'nobody can give or take a role above their own scopes' using errcode = 'RS006';
  end if;
end
$$;

comment on function rowseal_private.require_role_within(uuid, text) is
$$Refuses unless the caller has every scope of a role at this moment (rowseal_private.live_scopes).
Errors: RS006 the role has scopes that the caller lacks; RS013 no such role.$$;

revoke execute on function rowseal_private.require_role_within(uuid, text) from public;
