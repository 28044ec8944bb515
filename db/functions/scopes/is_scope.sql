create or replace function rowseal.is_scope(scope text) returns boolean
  language sql immutable parallel safe
  return coalesce(is_scope.scope ~ '^[a-z][a-z0-9_.-]{0,39}:[a-z][a-z0-9_.-]{0,39}$', false);

comment on function rowseal.is_scope(text) is $$Whether a text is a scope: resource:action, each of 1 to 40 characters
from a-z 0-9 _ . - and beginning with a letter. The characters are a subset of those of an OAuth scope-token.
Returns: never null.
Source: RFC 6749 section 3.3.$$;

revoke execute on function rowseal.is_scope(text) from public;
grant execute on function rowseal.is_scope(text) to rowseal_user;
