create or replace function rowseal_private.matches_redirect_uri(registered text[], presented text) returns boolean
  language sql immutable parallel safe
  return coalesce(
    matches_redirect_uri.presented = any (matches_redirect_uri.registered)
    or (
      rowseal_private.are_redirect_uris(array[matches_redirect_uri.presented])
      and matches_redirect_uri.presented ~ '^http://(127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?(/|\?|$)'
      and pg_catalog.regexp_replace(
        matches_redirect_uri.presented, '^(http://[^/:?\[]+|http://\[::1\])(:[0-9]+)?', '\1') in (
        select pg_catalog.regexp_replace(uri, '^(http://[^/:?\[]+|http://\[::1\])(:[0-9]+)?', '\1')
          from pg_catalog.unnest(matches_redirect_uri.registered) as uri
         where uri ~ '^http://(127\.0\.0\.1|\[::1\])'
      )
    ),
    false
  );

comment on function rowseal_private.matches_redirect_uri(text[], text) is
$$Whether a redirect URI is one of those registered: the same string, except for the port of a loopback address, which a
native app picks as it runs.
Returns: never null.
Source: RFC 9700 section 2.1 (the same string), RFC 8252 section 7.3 (the port).$$;

revoke execute on function rowseal_private.matches_redirect_uri(text[], text) from public;
