create or replace function rowseal_private.enter_by_claims(claims rowseal_private.claims, wanted text, ip inet)
  returns void
  language sql volatile parallel unsafe set search_path = pg_catalog, pg_temp
  return rowseal.enter(
    (enter_by_claims.claims).sub, (enter_by_claims.claims).sid, (enter_by_claims.claims).workspace,
    (enter_by_claims.claims).scope,
    (enter_by_claims.claims).exp, (enter_by_claims.claims).seal_key, (enter_by_claims.claims).seal,
    enter_by_claims.wanted, enter_by_claims.ip, rowseal_private.door_request()
  );

comment on function rowseal_private.enter_by_claims(rowseal_private.claims, text, inet) is
$$rowseal.enter for functions behind the issuing door that act for the user of an access token, in the
request that rowseal_private.from_request has named.
Errors: those of rowseal.enter.$$;

revoke execute on function rowseal_private.enter_by_claims(rowseal_private.claims, text, inet) from public;
