create or replace function rowseal_private.exchange_service_assertion(
  service_id uuid, key_id uuid, jti text, expires_at timestamptz, scope text, ip inet,
  out status text, out claims rowseal_private.claims, out granted text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_proven record;
  v_given record;
begin
  select * into v_proven
    from rowseal_private.authenticate_service_assertion(
      exchange_service_assertion.service_id, exchange_service_assertion.key_id, exchange_service_assertion.jti,
      exchange_service_assertion.expires_at, exchange_service_assertion.ip);
  status := v_proven.status;
  retry_after := v_proven.retry_after;
  if status = 'ok' then
    select * into v_given
      from rowseal_private.grant_to_service(
        exchange_service_assertion.service_id, v_proven.workspace_id, exchange_service_assertion.key_id,
        exchange_service_assertion.scope, exchange_service_assertion.ip);
    status := v_given.status;
    claims := v_given.claims;
    granted := v_given.granted;
  end if;
end
$$;

comment on function rowseal_private.exchange_service_assertion(uuid, uuid, text, timestamptz, text, inet) is
$$Sealed claims for an access token of a service that has signed an assertion, in its workspace. The server has
verified the signature with the public key of this id.
Caller: the issuer.
Returns: the statuses of rowseal_private.authenticate_service_assertion and rowseal_private.grant_to_service; with ok,
the claims and the scopes granted.
Source: RFC 6749 section 4.4, RFC 7523 section 2.2.$$;

revoke execute on function rowseal_private.exchange_service_assertion(uuid, uuid, text, timestamptz, text, inet)
  from public;
grant execute on function rowseal_private.exchange_service_assertion(uuid, uuid, text, timestamptz, text, inet)
  to rowseal_issuer;
