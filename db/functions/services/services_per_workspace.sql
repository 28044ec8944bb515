create or replace function rowseal_private.services_per_workspace() returns integer
  language sql immutable parallel safe
  return 1000;

comment on function rowseal_private.services_per_workspace() is $$How many services a workspace may have. Inlined.$$;

revoke execute on function rowseal_private.services_per_workspace() from public;
