create or replace function rowseal_private.enter_by_claims(claims rowseal_private.claims, wanted text) returns void
  language sql volatile parallel unsafe set search_path = ''
  return rowseal.enter(
    (enter_by_claims.claims).sub, (enter_by_claims.claims).sid, (enter_by_claims.claims).workspace,
    (enter_by_claims.claims).scope,
    (enter_by_claims.claims).exp, (enter_by_claims.claims).seal_key, (enter_by_claims.claims).seal,
    enter_by_claims.wanted, null, null
  );

comment on function rowseal_private.enter_by_claims(rowseal_private.claims, text) is
$$rowseal.enter for functions behind the issuing door that act for the user of an access token.
Errors: those of rowseal.enter.$$;

revoke execute on function rowseal_private.enter_by_claims(rowseal_private.claims, text) from public;
