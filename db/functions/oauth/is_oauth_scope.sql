create or replace function rowseal_private.is_oauth_scope(scope text) returns boolean
  language sql immutable parallel safe
  return coalesce(
    (select pg_catalog.bool_and(word in ('openid', 'profile', 'email', 'offline_access') or rowseal.is_scope(word))
            and pg_catalog.count(*) = pg_catalog.count(distinct word)
       from pg_catalog.unnest(pg_catalog.string_to_array(is_oauth_scope.scope, ' ')) as word),
    is_oauth_scope.scope is not null
  );

comment on function rowseal_private.is_oauth_scope(text) is
$$Whether a text is a scope parameter that we know: scopes of OpenID Connect (openid, profile, email, offline_access)
and scopes of the catalogue's form, each once. The empty text is one.
Returns: never null.
Source: RFC 6749 section 3.3.$$;

revoke execute on function rowseal_private.is_oauth_scope(text) from public;
