create or replace function rowseal_private.access_claims(
  session rowseal_private.sessions
) returns rowseal_private.claims
  language sql volatile parallel restricted set search_path = pg_catalog, pg_temp
  return (
    select rowseal_private.seal_claims(
             (access_claims.session).user_id, (access_claims.session).id, (access_claims.session).workspace_id,
             (access_claims.session).scope,
             pg_catalog.floor(extract(
               epoch from least(
                 (access_claims.session).expires_at, pg_catalog.clock_timestamp() + settings.access_token_lifetime
               )
             ))::bigint
           )
      from rowseal_private.settings as settings
  );

comment on function rowseal_private.access_claims(rowseal_private.sessions) is
$$Sealed claims for an access token of a session: as limited as the session, and never outliving it.$$;

revoke execute on function rowseal_private.access_claims(rowseal_private.sessions) from public;
