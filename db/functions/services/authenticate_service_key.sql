create or replace function rowseal_private.authenticate_service_key(
  service_id uuid, key rowseal_private.presented_token, ip inet,
  out status text, out workspace_id uuid, out key_id uuid, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_hash bytea;
begin
  select opened.secret_hash
    into v_hash
    from rowseal_private.service_entry((authenticate_service_key.key).owner_id, (authenticate_service_key.key).id, null,
      authenticate_service_key.ip, null) as opened
   where opened.service_id = authenticate_service_key.service_id;
  -- Not in the statement: a log of plans would hold the digest.
  if (v_hash = sha256((authenticate_service_key.key).digest)) is not true then
    select failure.retry_after into retry_after
      from rowseal_private.record_failure('client_guess', rowseal_private.network_of(authenticate_service_key.ip))
        as failure;
    status := case when retry_after is null then 'invalid_client' else 'throttled' end;
    return;
  end if;
  status := 'ok';
  workspace_id := (authenticate_service_key.key).owner_id;
  key_id := (authenticate_service_key.key).id;
end
$$;

comment on function rowseal_private.authenticate_service_key(uuid, rowseal_private.presented_token, inet) is
$$Whether a service presents one of its keys.
Caller: the issuer; rowseal_private.exchange_service_key.
Returns: a status: ok, with the workspace and the key; invalid_client, no such service with such a key, or one that is
not accepted from this network or by its workspace; throttled, the same after too many from this network, with the time
to wait.
Source: RFC 6749 section 2.3.1.$$;

revoke execute on function rowseal_private.authenticate_service_key(uuid, rowseal_private.presented_token, inet)
  from public;
grant execute on function rowseal_private.authenticate_service_key(uuid, rowseal_private.presented_token, inet)
  to rowseal_issuer;
