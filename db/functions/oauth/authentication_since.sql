create or replace function rowseal_private.authentication_since(
  request rowseal_private.oauth_requests, session rowseal_private.sessions
) returns timestamptz
  language sql stable parallel restricted
  return (
    select since.at
      from (
        select least(
          (authentication_since.request).created_at,
          pg_catalog.clock_timestamp() - pg_catalog.make_interval(secs => (authentication_since.request).max_age)
        )
      ) as since (at)
     where (authentication_since.request).max_age is not null
       and (authentication_since.session).authenticated_at < since.at
  );

comment on function rowseal_private.authentication_since(rowseal_private.oauth_requests, rowseal_private.sessions) is
$$From when on proofs of a session count for an authorization request that limits their age (max_age): those that
are no older now, not when the request came, so that a page which was left open lends an old sign-in no time; and those
given since the request, whatever it says: else nobody could answer one of max_age=0.
Returns: null where all do: any age will do, or the person has signed in since.
Source: OpenID Connect Core section 3.1.2.1.$$;

revoke execute on function rowseal_private.authentication_since(
  rowseal_private.oauth_requests, rowseal_private.sessions) from public;
