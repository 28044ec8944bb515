create or replace function rowseal_test.tenant_name(protection jsonb, workspace uuid) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_key text;
begin
  if coalesce(tenant_name.protection ->> 'type', 'uuid') = 'uuid' then
    return tenant_name.workspace;
  end if;
  update rowseal.workspaces as tenant
     set external_key = coalesce(tenant.external_key, abs(hashtext(tenant.id::text))::text)
   where tenant.id = tenant_name.workspace
  returning tenant.external_key into strict v_key;
  return v_key;
end
$$;

comment on function rowseal_test.tenant_name(jsonb, uuid) is $$What a table that is protected so has in its workspace
column for a workspace: its id, or its external key, which it gets where it has none.$$;

revoke execute on function rowseal_test.tenant_name(jsonb, uuid) from public;
grant execute on function rowseal_test.tenant_name(jsonb, uuid) to rowseal_user;
