create or replace function rowseal_private.record_client_guess(ip inet) returns interval
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
  return rowseal_private.record_attempt('client_guess', rowseal_private.network_of(record_client_guess.ip));

comment on function rowseal_private.record_client_guess(inet) is
$$Counts a client assertion that proved nothing, which the server verifies and not SQL, like the wrong secrets that
rowseal_private.find_client counts. A genuine assertion is never held up.
Returns: zero: that was one more; more: how long a network that has made too many has to wait.
Source: RFC 7523.$$;

revoke execute on function rowseal_private.record_client_guess(inet) from public;
grant execute on function rowseal_private.record_client_guess(inet) to rowseal_issuer;
