create or replace function rowseal_private.browser_claims(
  token rowseal_private.presented_refresh_token
) returns rowseal_private.claims
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
  return (
    select rowseal_private.access_claims(session)
      from rowseal_private.shown_session(browser_claims.token) as session
     where session.id is not null
  );

comment on function rowseal_private.browser_claims(rowseal_private.presented_refresh_token) is
$$Sealed claims for a page of our own that a browser asks for with its refresh cookie: as
rowseal_private.refresh_session gives, but the token stays what it is.
Returns: null where nobody is signed in.$$;

revoke execute on function rowseal_private.browser_claims(rowseal_private.presented_refresh_token) from public;
grant execute on function rowseal_private.browser_claims(rowseal_private.presented_refresh_token) to rowseal_issuer;
