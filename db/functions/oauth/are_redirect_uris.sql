create or replace function rowseal_private.are_redirect_uris(uris text[]) returns boolean
  language sql immutable parallel safe
  return coalesce(
    (select pg_catalog.bool_and(
              pg_catalog.length(uri) <= 2000
              and uri ~ '^[!-~]+$' and uri !~ '[#\\"<>^`{|}]'
              and (
                uri ~ '^https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/|\?|$)'
                or uri ~ '^http://(127\.0\.0\.1|\[::1\]|localhost)(:[0-9]{1,5})?(/|\?|$)'
                or uri ~ '^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:/'
              )
              and uri !~ (
                '^https?://[^/?]*:'
                '(0[0-9]*|6553[6-9]|655[4-9][0-9]|65[6-9][0-9]{2}|6[6-9][0-9]{3}|[7-9][0-9]{4})(/|\?|$)'
              )
              and uri !~ '/\.{1,2}(/|$|\?|;)' and uri !~* '%(2e|2f|5c|0[0-9a-f]|1[0-9a-f]|7f)'
            )
       from pg_catalog.unnest(are_redirect_uris.uris) as uri),
    false
  );

comment on function rowseal_private.are_redirect_uris(text[]) is
$$Whether these may be registered as redirect URIs: https; http on the loopback interface; a private-use scheme that
contains a dot. No fragment, no user, no invalid port, nothing that parsers disagree about: no dot segments, no escaped
dots, slashes or control characters.
Returns: never null.
Source: RFC 8252 section 7.3 (loopback), section 7.1 (private-use schemes).$$;

revoke execute on function rowseal_private.are_redirect_uris(text[]) from public;
