create or replace function rowseal_private.exchange_service_key(
  service_id uuid, key rowseal_private.presented_token, scope text, ip inet,
  out status text, out claims rowseal_private.claims, out granted text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_proven record;
  v_given record;
begin
  select * into v_proven
    from rowseal_private.authenticate_service_key(
      exchange_service_key.service_id, exchange_service_key.key, exchange_service_key.ip);
  status := v_proven.status;
  retry_after := v_proven.retry_after;
  if status = 'ok' then
    select * into v_given
      from rowseal_private.grant_to_service(
        exchange_service_key.service_id, v_proven.workspace_id, v_proven.key_id, exchange_service_key.scope,
        exchange_service_key.ip);
    status := v_given.status;
    claims := v_given.claims;
    granted := v_given.granted;
  end if;
end
$$;

comment on function rowseal_private.exchange_service_key(uuid, rowseal_private.presented_token, text, inet) is
$$Sealed claims for an access token of a service that presents one of its keys, in its workspace.
Caller: the issuer.
Returns: the statuses of rowseal_private.authenticate_service_key and rowseal_private.grant_to_service; with ok, the
claims and the scopes granted.
Source: RFC 6749 section 4.4.$$;

revoke execute on function rowseal_private.exchange_service_key(uuid, rowseal_private.presented_token, text, inet)
  from public;
grant execute on function rowseal_private.exchange_service_key(uuid, rowseal_private.presented_token, text, inet)
  to rowseal_issuer;
