create or replace function rowseal.revoke_service_key(id uuid) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
begin
  return rowseal_private.end_service_key(
    rowseal_private.require_live_scope('services:write'), revoke_service_key.id, 'revoked_by_member');
end
$$;

comment on function rowseal.revoke_service_key(uuid) is $$Revokes a key of a service of the workspace entered: from its
commit on it gets nobody in. Requires services:write and a session that is limited in nothing.
Returns: false where there was nothing to revoke.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS010 a personal access token, a grant, a limited
session, or a service.$$;

revoke execute on function rowseal.revoke_service_key(uuid) from public;
grant execute on function rowseal.revoke_service_key(uuid) to rowseal_gateway;
