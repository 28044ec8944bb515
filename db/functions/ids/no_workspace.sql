create or replace function rowseal_private.no_workspace() returns uuid
  language sql immutable parallel safe
  return '00000000-0000-0000-0000-000000000000'::uuid;

comment on function rowseal_private.no_workspace() is
$$What stands in the column of a key for no workspace, where null cannot: the home of built-in roles, consents and audit
events that are for none. Inlined; policies write it out, because the roles that read a table may not execute this.
Source: RFC 9562 section 5.9 (nil UUID).$$;

revoke execute on function rowseal_private.no_workspace() from public;
