create or replace function rowseal_private.highest_assurance() returns integer
  language sql immutable parallel safe
  return 3;

comment on function rowseal_private.highest_assurance() is $$The highest level that rowseal_private.assurance_level
answers: nothing above it is asked of anybody.$$;

revoke execute on function rowseal_private.highest_assurance() from public;
