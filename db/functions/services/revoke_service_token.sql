create or replace function rowseal_private.revoke_service_token(
  service_id uuid, key_id uuid, expires_at bigint, ip inet
) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id uuid;
begin
  update rowseal_private.service_keys as key
     -- No token that was made until now expires later, however its lifetime was set meanwhile.
     set tokens_void_until = greatest(
       key.tokens_void_until, revoke_service_token.expires_at,
       floor(extract(epoch from clock_timestamp() + settings.access_token_lifetime))::bigint)
    from rowseal_private.settings as settings
   where key.service_id = revoke_service_token.service_id
     and key.id = revoke_service_token.key_id
     and key.revoked_at is null
     and revoke_service_token.expires_at > extract(epoch from clock_timestamp())
     and revoke_service_token.expires_at > coalesce(key.tokens_void_until, 0)
  returning key.workspace_id into v_workspace_id;
  if not found then
    return false;
  end if;
  perform rowseal_private.record_event(
    'service_tokens_revoked', null, v_workspace_id,
    jsonb_build_object('service_id', revoke_service_token.service_id, 'key_id', revoke_service_token.key_id),
    revoke_service_token.ip, actor_id => revoke_service_token.service_id);
  return true;
end
$$;

comment on function rowseal_private.revoke_service_token(uuid, uuid, bigint, inet) is
$$Ends an access token of a service, and with it all that its key was exchanged for until now; the key goes on. key_id
and expires_at (seconds since 1970) are the token's, whose signature the server has verified.
Caller: the issuer, for the service itself, which has authenticated.
Returns: false where there was nothing to end: callers answer both alike.
Source: RFC 7009 section 2.1.$$;

revoke execute on function rowseal_private.revoke_service_token(uuid, uuid, bigint, inet) from public;
grant execute on function rowseal_private.revoke_service_token(uuid, uuid, bigint, inet) to rowseal_issuer;
