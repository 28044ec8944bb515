create or replace function rowseal_private.grant_to_service(
  service_id uuid, workspace_id uuid, key_id uuid, scope text, ip inet,
  out status text, out claims rowseal_private.claims, out granted text
)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_wanted constant text[] := string_to_array(grant_to_service.scope, ' ');
  v_scopes text[];
  v_end bigint;
begin
  select rowseal_private.scopes_of_service(service.scopes, stored.scopes),
         -- Later than what was revoked, within the same second too; the key ends when it ends.
         greatest(
           floor(extract(epoch from least(
             rowseal_private.service_key_end(stored, workspace.longest_token_lifetime),
             clock_timestamp() + settings.access_token_lifetime)))::bigint,
           stored.tokens_void_until + 1)
    into strict v_scopes, v_end
    from rowseal_private.services as service
    join rowseal_private.service_keys as stored
      on stored.workspace_id = service.workspace_id and stored.service_id = service.id
    join rowseal.workspaces as workspace on workspace.id = service.workspace_id
   cross join rowseal_private.settings as settings
   where service.workspace_id = grant_to_service.workspace_id and service.id = grant_to_service.service_id
     and stored.id = grant_to_service.key_id;
  if grant_to_service.scope is not null and not (rowseal.is_scope_list(v_wanted) and v_wanted <@ v_scopes) then
    status := 'invalid_scope';
    return;
  end if;
  status := 'ok';
  granted := coalesce(grant_to_service.scope, array_to_string(v_scopes, ' '));
  claims := rowseal_private.seal_claims(
    grant_to_service.service_id, grant_to_service.key_id, grant_to_service.workspace_id, granted, v_end);
  perform rowseal_private.note_service_key_use(
    grant_to_service.workspace_id, grant_to_service.key_id, grant_to_service.ip);
end
$$;

comment on function rowseal_private.grant_to_service(uuid, uuid, uuid, text, inet) is
$$Sealed claims for an access token of a service that has authenticated by a key: for scope, or for all that the key
opens now. There is no refresh token: the service authenticates again. What is sealed is evaluated live by
rowseal.enter: it ends with the key, the service, and each of its scopes.
Caller: rowseal_private.exchange_service_key, exchange_service_assertion.
Returns: a status: ok, with the claims and the scopes granted; invalid_scope, more than the key opens.
Source: RFC 6749 section 4.4.$$;

revoke execute on function rowseal_private.grant_to_service(uuid, uuid, uuid, text, inet) from public;
