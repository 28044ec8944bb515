create or replace function rowseal_private.inspect_service_token(
  service_id uuid, key_id uuid, scope text, expires_at bigint
) returns jsonb
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return (
    select pg_catalog.jsonb_build_object(
             'client_id', service.id, 'sub', service.id,
             'scope', coalesce(pg_catalog.array_to_string(
               rowseal_private.array_intersection(
                 rowseal_private.scopes_of_service(service.scopes, key.scopes),
                 pg_catalog.string_to_array(inspect_service_token.scope, ' ')), ' '), ''),
             'workspace', service.workspace_id
           )
      from rowseal_private.service_keys as key
      join rowseal_private.services as service
        on service.workspace_id = key.workspace_id and service.id = key.service_id
      join rowseal.workspaces as home on home.id = key.workspace_id
     where key.service_id = inspect_service_token.service_id
       and key.id = inspect_service_token.key_id
       and key.revoked_at is null
       and rowseal_private.service_key_end(key, home.longest_token_lifetime) > pg_catalog.clock_timestamp()
       and inspect_service_token.expires_at > coalesce(key.tokens_void_until, 0)
       and service.disabled_at is null
       and home.erase_at is null
  );

comment on function rowseal_private.inspect_service_token(uuid, uuid, text, bigint) is
$$What an access token of a service allows now: those of its scopes that its key opens at this moment. key_id, scope and
expires_at (seconds since 1970) are the token's, whose signature the server has verified.
Caller: the issuer, for the service itself, which has authenticated.
Returns: null for one that is not, or no longer, accepted anywhere.
Source: RFC 7662 section 2.2.$$;

revoke execute on function rowseal_private.inspect_service_token(uuid, uuid, text, bigint) from public;
grant execute on function rowseal_private.inspect_service_token(uuid, uuid, text, bigint) to rowseal_issuer;
