create or replace function rowseal_private.built_in_roles() returns text[]
  language sql immutable parallel safe
  return '{owner,admin,member,viewer}'::text[];

comment on function rowseal_private.built_in_roles() is $$The roles that every workspace has, highest first. Inlined.$$;

revoke execute on function rowseal_private.built_in_roles() from public;
