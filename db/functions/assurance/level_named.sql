create or replace function rowseal_private.level_named(name text) returns integer
  language sql immutable parallel safe
  return substring(level_named.name from '^urn:rowseal:assurance:([1-9])$')::integer;

comment on function rowseal_private.level_named(text) is $$The level of assurance that a client names
(rowseal_private.assurance_name); null: it is no name of ours.
Source: OpenID Connect Core section 2 (acr).$$;

revoke execute on function rowseal_private.level_named(text) from public;
