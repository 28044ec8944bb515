create or replace function rowseal_private.token_end(
  token rowseal_private.personal_access_tokens, longest_lifetime interval
) returns timestamptz
  language sql stable parallel restricted
  return least(
    (token_end.token).expires_at,
    coalesce((token_end.token).rotated_at, (token_end.token).created_at) + token_end.longest_lifetime
  );

comment on function rowseal_private.token_end(rowseal_private.personal_access_tokens, interval) is $$When a personal
access token ends: at its expiry, or when it is older than its workspace allows, counted from when its secret was made.
No SET clause, so that it is inlined into its callers.$$;

revoke execute on function rowseal_private.token_end(rowseal_private.personal_access_tokens, interval) from public;
