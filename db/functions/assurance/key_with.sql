create or replace function rowseal.key_with(scope text, hides boolean, level integer, max_age integer) returns text
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_context constant bytea := rowseal_private.verified_context();
begin
  if position(convert_to(' ' || key_with.scope || ' ', 'UTF8') in v_context) > 0 then
    perform rowseal_private.require_level(v_context, key_with.level, make_interval(secs => key_with.max_age));
    return rowseal_private.key_in_context(v_context);
  end if;
  return rowseal.key_with(key_with.scope, key_with.hides);
end
$$;

comment on function rowseal.key_with(text, boolean, integer, integer) is $$rowseal.key_with(scope, hides) for tables
that need an assurance as well. level, max_age: as in rowseal.require_scope.
Returns: null, which matches no row, where the workspace has no key, or the scope is missing and hides says so.
Errors: those of rowseal.key_with(scope, hides); RS050 the person can prove more; RS051 the credential cannot.$$;

revoke execute on function rowseal.key_with(text, boolean, integer, integer) from public;
grant execute on function rowseal.key_with(text, boolean, integer, integer) to public;
