create or replace function rowseal_private.is_within_grant(
  session rowseal_private.sessions, resource text, scope text
) returns boolean
  language sql stable parallel restricted
  return coalesce(is_within_grant.resource, (is_within_grant.session).resource, '')
      = coalesce((is_within_grant.session).resource, '')
    and (
      is_within_grant.scope is null
      or pg_catalog.string_to_array(is_within_grant.scope, ' ') <@ pg_catalog.string_to_array(
        pg_catalog.concat_ws(
          ' ', (is_within_grant.session).identity_scope, (is_within_grant.session).scope), ' ')
    );

comment on function rowseal_private.is_within_grant(rowseal_private.sessions, text, text) is
$$Whether a grant covers what a refresh asks for: the resource that it was made for, and no scopes but its own. No SET
clause, so that it is inlined into the one statement of its callers.
Source: RFC 6749 section 6, RFC 8707 section 2.2.$$;

revoke execute on function rowseal_private.is_within_grant(rowseal_private.sessions, text, text) from public;
