create or replace function rowseal_private.proved_for(
  request rowseal_private.oauth_requests, session rowseal_private.sessions
) returns integer
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
  return rowseal_private.proved_level(
    (proved_for.session).user_id, (proved_for.session).id,
    pg_catalog.clock_timestamp() - rowseal_private.authentication_since(proved_for.request, proved_for.session)
  );

comment on function rowseal_private.proved_for(rowseal_private.oauth_requests, rowseal_private.sessions) is
$$The level of assurance that a session brings to an authorization request, by the proofs that count for it
(rowseal_private.authentication_since).$$;

revoke execute on function rowseal_private.proved_for(rowseal_private.oauth_requests, rowseal_private.sessions)
  from public;
