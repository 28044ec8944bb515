create or replace function rowseal_audit.revoke_service_key(workspace uuid, id uuid) returns boolean
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
  return rowseal_private.end_service_key(revoke_service_key.workspace, revoke_service_key.id, 'revoked_by_operator');

comment on function rowseal_audit.revoke_service_key(uuid, uuid) is $$Revokes a key of a service.
Caller: the database's owner, superusers.
Returns: false where there was nothing to revoke.$$;

revoke execute on function rowseal_audit.revoke_service_key(uuid, uuid) from public;
grant execute on function rowseal_audit.revoke_service_key(uuid, uuid) to pg_database_owner;
