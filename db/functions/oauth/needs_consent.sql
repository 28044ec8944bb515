create or replace function rowseal_private.needs_consent(
  request rowseal_private.oauth_requests, client rowseal_private.oauth_clients, user_id uuid, workspace_id uuid,
  scopes text[]
) returns boolean
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
  return 'consent' = any ((needs_consent.request).prompt)
    or (needs_consent.client).auth_method = 'none' and (needs_consent.request).redirect_uri !~ '^https:'
    or not (needs_consent.client).first_party and not exists (
      select from rowseal_private.oauth_consents as given
       where given.user_id = needs_consent.user_id
         and given.client_id = (needs_consent.client).id
         and given.workspace_id = coalesce(needs_consent.workspace_id, rowseal_private.no_workspace())
         and coalesce(needs_consent.scopes, '{}') <@ pg_catalog.string_to_array(given.scope, ' ')
         and pg_catalog.string_to_array((needs_consent.request).identity_scope, ' ')
           <@ pg_catalog.string_to_array(given.identity_scope, ' ')
    );

comment on function rowseal_private.needs_consent(
  rowseal_private.oauth_requests, rowseal_private.oauth_clients, uuid, uuid, text[]
) is
$$Whether a person must be asked before a client gets what it asks for; scopes are those that it can get (null: none).
Not for first-party clients, and not where the person has agreed to as much before. Behind a redirect URI that is not
https any program of the device could pass for a client that cannot authenticate: there everybody is asked each time, by
first-party clients too.
Source: RFC 8252 section 8.6.$$;

revoke execute on function rowseal_private.needs_consent(
  rowseal_private.oauth_requests, rowseal_private.oauth_clients, uuid, uuid, text[]) from public;
