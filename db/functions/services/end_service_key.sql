create or replace function rowseal_private.end_service_key(
  workspace_id uuid, key_id uuid, reason text
) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_service_id uuid;
begin
  update rowseal_private.service_keys as key
     set revoked_at = clock_timestamp()
   where key.workspace_id = end_service_key.workspace_id
     and key.id = end_service_key.key_id
     and key.revoked_at is null
  returning key.service_id into v_service_id;
  if not found then
    return false;
  end if;
  perform rowseal_private.record_event(
    'service_key_revoked', rowseal.user_id(), end_service_key.workspace_id,
    jsonb_build_object('service_id', v_service_id, 'key_id', end_service_key.key_id, 'reason', end_service_key.reason)
  );
  return true;
end
$$;

comment on function rowseal_private.end_service_key(uuid, uuid, text) is
$$Revokes a key of a service, and with it the access tokens that it was exchanged for. reason goes into the audit event,
in the same commit.
Returns: false where there was nothing to revoke.$$;

revoke execute on function rowseal_private.end_service_key(uuid, uuid, text) from public;
