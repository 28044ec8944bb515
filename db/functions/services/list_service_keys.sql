create or replace function rowseal.list_service_keys(
  service uuid default null, after uuid default null, page_size integer default 100
)
  returns table (
    id uuid, service_id uuid, networks cidr[], last_four text, created_at timestamptz, created_by uuid,
    expires_at timestamptz, last_used_at timestamptz, last_used_ip inet, revoked_at timestamptz, scopes text[],
    public_key jsonb
  )
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('services:read');
begin
  return query
    select key.id, key.service_id, key.networks, key.last_four, key.created_at, key.created_by,
           rowseal_private.service_key_end(key, workspace.longest_token_lifetime), key.last_used_at, key.last_used_ip,
           key.revoked_at, rowseal_private.scopes_of_service(service.scopes, key.scopes), key.public_key
      from rowseal_private.service_keys as key
      join rowseal_private.services as service
        on service.workspace_id = key.workspace_id and service.id = key.service_id
      join rowseal.workspaces as workspace on workspace.id = key.workspace_id
     where key.workspace_id = v_workspace_id
       and key.service_id = coalesce(list_service_keys.service, key.service_id)
       and key.id > coalesce(list_service_keys.after, '00000000-0000-0000-0000-000000000000')
     order by key.id
     limit rowseal_private.page_size(list_service_keys.page_size);
end
$$;

comment on function rowseal.list_service_keys(uuid, uuid, integer) is $$The keys of services of the workspace entered,
oldest first, with those that ended lately, a page at a time: after is the id of the last one on the page before (null:
the first page), page_size how many at most, 1 to 1000. service: only its; null: of
all. scopes: what each opens now. public_key: what its assertions are verified with; null: it has a secret.
Returns: no row where there is no such service.
Errors: RS006 lacks services:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.list_service_keys(uuid, uuid, integer) from public;
grant execute on function rowseal.list_service_keys(uuid, uuid, integer) to rowseal_gateway;
