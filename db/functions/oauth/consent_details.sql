create or replace function rowseal_private.consent_details(
  request rowseal_private.oauth_requests, client rowseal_private.oauth_clients, user_id uuid, choice jsonb
) returns jsonb
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
  return pg_catalog.jsonb_build_object(
    'redirect_uri', (consent_details.request).redirect_uri,
    'logo', case when not (consent_details.client).registered_by_itself then (consent_details.client).logo_uri end,
    'user', (select account.email from rowseal.users as account where account.id = consent_details.user_id),
    'workspaces', pg_catalog.jsonb_path_query_array(consent_details.choice, '$[0 to 99]'),
    'next', case
      when pg_catalog.jsonb_array_length(consent_details.choice) > 100 then consent_details.choice -> 99 -> 'id'
    end,
    'identity', pg_catalog.to_jsonb(pg_catalog.string_to_array((consent_details.request).identity_scope, ' ')),
    'scopes', coalesce((
      select pg_catalog.jsonb_agg(
               pg_catalog.jsonb_build_object('name', scope.name, 'description', scope.description) order by scope.name
             )
        from rowseal.scopes as scope
       where exists (
         select from pg_catalog.jsonb_array_elements(consent_details.choice) as each
          where each -> 'scopes' ? scope.name
       )
    ), '[]')
  );

comment on function rowseal_private.consent_details(
  rowseal_private.oauth_requests, rowseal_private.oauth_clients, uuid, jsonb
) is
$$What a consent page shows, but for the client's name: where the answer goes, whom it is about, the first hundred
workspaces of the choice (rowseal_private.workspace_choice) and where the next begin, and what would be granted: scopes
of OpenID Connect (identity), and those of the catalogue that the session has in one of the workspaces at least. A logo
is shown only for clients that an operator registered.$$;

revoke execute on function rowseal_private.consent_details(
  rowseal_private.oauth_requests, rowseal_private.oauth_clients, uuid, jsonb) from public;
