create or replace function rowseal_private.refuse_service_key(
  workspace_id uuid, key_id uuid, service_id uuid, ip inet
) returns void
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_networks cidr[];
begin
  select key.networks
    into v_networks
    from rowseal_private.service_keys as key
    join rowseal_private.services as service
      on service.workspace_id = key.workspace_id and service.id = key.service_id and service.disabled_at is null
   where key.workspace_id = refuse_service_key.workspace_id
     and key.id = refuse_service_key.key_id
     and (refuse_service_key.service_id is null or key.service_id = refuse_service_key.service_id)
     and key.revoked_at is null
     and key.expires_at > clock_timestamp();
  if not found then
    return;
  end if;
  if not coalesce(refuse_service_key.ip <<= any (v_networks), v_networks is null) then
    raise exception 'the key does not serve this network' using errcode = 'RS012';
  end if;
  perform rowseal_private.refuse_workspace(
    refuse_service_key.workspace_id, null, refuse_service_key.key_id, refuse_service_key.ip);
end
$$;

comment on function rowseal_private.refuse_service_key(uuid, uuid, uuid, inet) is $$Says why a key that is live, of a
service that is not disabled, opens nothing now. The caller has seen that its holder has the secret, or what was sealed
for it.
Returns: nothing, where there is no such key.
Errors: RS001 it is older than the workspace allows; RS012 from another network; RS025 the workspace was deleted.$$;

revoke execute on function rowseal_private.refuse_service_key(uuid, uuid, uuid, inet) from public;
