create or replace function rowseal_private.identity_claims(user_id uuid, identity_scope text) returns jsonb
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
  return (
    select pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
             'sub', account.id,
             'name', case when 'profile' = any (words) then account.name end,
             'email', case when 'email' = any (words) then account.email end,
             'email_verified', case when 'email' = any (words) then account.email_verified_at is not null end
           ))
      from rowseal.users as account
     cross join pg_catalog.string_to_array(identity_claims.identity_scope, ' ') as words
     where account.id = identity_claims.user_id
  );

comment on function rowseal_private.identity_claims(uuid, text) is
$$What a grant may learn of its user: sub, with profile the name, with email the address and whether it is verified.
Source: OpenID Connect Core section 5.4.$$;

revoke execute on function rowseal_private.identity_claims(uuid, text) from public;
