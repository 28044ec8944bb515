create or replace function rowseal_private.webhooks_per_workspace() returns integer
  language sql immutable parallel safe
  return 20;

comment on function rowseal_private.webhooks_per_workspace() is $$How many webhooks a workspace may have. Inlined.$$;

revoke execute on function rowseal_private.webhooks_per_workspace() from public;
