create or replace function rowseal_private.service_key_end(
  key rowseal_private.service_keys, longest_lifetime interval
) returns timestamptz
  language sql stable parallel restricted
  return least(
    (service_key_end.key).expires_at, (service_key_end.key).created_at + service_key_end.longest_lifetime);

comment on function rowseal_private.service_key_end(rowseal_private.service_keys, interval) is $$When the key of a
service ends: at its expiry, or when it is older than its workspace allows, as rowseal_private.token_end has it for a
personal access token. No SET clause, so that it is inlined into its callers.$$;

revoke execute on function rowseal_private.service_key_end(rowseal_private.service_keys, interval) from public;
