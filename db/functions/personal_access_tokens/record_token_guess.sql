create or replace function rowseal_private.record_token_guess(ip inet) returns interval
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
  return rowseal_private.record_attempt('token_guess', rowseal_private.network_of(record_token_guess.ip));

comment on function rowseal_private.record_token_guess(inet) is
$$Counts a personal access token that rowseal.enter_with_token refused: that refusal raises, so it cannot count itself.
A genuine token is never held up by the guesses of others.
Returns: how long the network has to wait; zero while it need not.$$;

revoke execute on function rowseal_private.record_token_guess(inet) from public;
grant execute on function rowseal_private.record_token_guess(inet) to rowseal_issuer;
