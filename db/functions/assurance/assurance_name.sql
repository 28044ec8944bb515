create or replace function rowseal_private.assurance_name(level integer) returns text
  language sql immutable parallel safe
  return 'urn:rowseal:assurance:' || assurance_name.level;

comment on function rowseal_private.assurance_name(integer) is $$A level of assurance as clients name it.
Source: OpenID Connect Core section 2 (acr).$$;

revoke execute on function rowseal_private.assurance_name(integer) from public;
