create or replace function rowseal_private.identity_claims(account rowseal.users, identity_scope text) returns jsonb
  language sql stable parallel restricted
  return pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
    'sub', (identity_claims.account).id,
    'name', case when 'profile' = any (pg_catalog.string_to_array(identity_claims.identity_scope, ' '))
      then (identity_claims.account).name end,
    'email', case when 'email' = any (pg_catalog.string_to_array(identity_claims.identity_scope, ' '))
      then (identity_claims.account).email end,
    'email_verified', case when 'email' = any (pg_catalog.string_to_array(identity_claims.identity_scope, ' '))
      then (identity_claims.account).email_verified_at is not null end
  ));

comment on function rowseal_private.identity_claims(rowseal.users, text) is
$$What a grant may learn of its user: sub, with profile the name, with email the address and whether it is verified. No
SET clause, so that it is inlined into the one statement of its callers.
Source: OpenID Connect Core section 5.4.$$;

revoke execute on function rowseal_private.identity_claims(rowseal.users, text) from public;
