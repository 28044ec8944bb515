create or replace function rowseal_private.authenticate_service_assertion(
  service_id uuid, key_id uuid, jti text, expires_at timestamptz, ip inet,
  out status text, out workspace_id uuid, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  select stored.workspace_id
    into workspace_id
    from rowseal_private.service_keys as stored
   cross join lateral rowseal_private.service_entry(
     stored.workspace_id, stored.id, null, authenticate_service_assertion.ip, null) as opened
   where stored.service_id = authenticate_service_assertion.service_id
     and stored.id = authenticate_service_assertion.key_id
     and stored.public_key is not null;
  if found then
    insert into rowseal_private.service_assertions (workspace_id, service_id, jti_hash, expires_at)
    values (
      authenticate_service_assertion.workspace_id, authenticate_service_assertion.service_id,
      rowseal_private.text_hash(authenticate_service_assertion.jti), authenticate_service_assertion.expires_at
    )
    on conflict on constraint service_assertions_pkey do nothing;
  end if;
  if found then
    status := 'ok';
    return;
  end if;
  workspace_id := null;
  retry_after := nullif(rowseal_private.record_client_guess(authenticate_service_assertion.ip), interval '0');
  status := case when retry_after is null then 'invalid_client' else 'throttled' end;
end
$$;

comment on function rowseal_private.authenticate_service_assertion(uuid, uuid, text, timestamptz, inet) is
$$Whether an assertion authenticates a service, whose signature the server has verified with the public key of this id
(rowseal_private.service_public_keys): the key is live and accepted from this network, and the jti was not used before.
expires_at: when the assertion ends.
Caller: the issuer; rowseal_private.exchange_service_assertion.
Returns: a status: ok, with the workspace; invalid_client; throttled, the same after too many from this network, with
the time to wait.
Source: RFC 7523 section 3.$$;

revoke execute on function rowseal_private.authenticate_service_assertion(uuid, uuid, text, timestamptz, inet)
  from public;
grant execute on function rowseal_private.authenticate_service_assertion(uuid, uuid, text, timestamptz, inet)
  to rowseal_issuer;
