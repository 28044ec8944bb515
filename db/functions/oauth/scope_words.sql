create or replace function rowseal_private.scope_words(scope text, identity boolean) returns text
  language sql immutable parallel safe
  return (
    select coalesce(pg_catalog.string_agg(word, ' ' order by position), '')
      from pg_catalog.unnest(pg_catalog.string_to_array(scope_words.scope, ' '))
        with ordinality as asked (word, position)
     where (word in ('openid', 'profile', 'email', 'offline_access')) = scope_words.identity
  );

comment on function rowseal_private.scope_words(text, boolean) is
$$Of a scope parameter, the scopes of OpenID Connect (identity) or those of the catalogue, in their order.
Returns: never null.$$;

revoke execute on function rowseal_private.scope_words(text, boolean) from public;
