create or replace function rowseal_private.invitation_links_per_workspace() returns integer
  language sql immutable parallel safe
  return 100;

comment on function rowseal_private.invitation_links_per_workspace() is
$$How many open invitation links a workspace may have. Inlined.$$;

revoke execute on function rowseal_private.invitation_links_per_workspace() from public;
