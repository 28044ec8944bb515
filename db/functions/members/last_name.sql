create or replace function rowseal_private.last_name(name text) returns text
  language sql immutable parallel safe
  return substring(lower(last_name.name) from '\s(\S+)\s*$');

comment on function rowseal_private.last_name(text) is
$$The last word of a name that has several, in lower case; null: it has one, or there is none. No SET clause, so that it
is inlined into its callers.$$;

revoke execute on function rowseal_private.last_name(text) from public;
