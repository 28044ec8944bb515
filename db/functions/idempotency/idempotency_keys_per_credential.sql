create or replace function rowseal_private.idempotency_keys_per_credential() returns integer
  language sql immutable parallel safe
  return 1000;

comment on function rowseal_private.idempotency_keys_per_credential() is $$How many idempotency keys of a credential are
remembered at a time. Inlined.$$;

revoke execute on function rowseal_private.idempotency_keys_per_credential() from public;
