create or replace function rowseal.has_scope(scope text) returns boolean
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(
    position(convert_to(' ' || has_scope.scope || ' ', 'UTF8') in rowseal_private.verified_context()) > 0, false
  );
end
$$;

comment on function rowseal.has_scope(text) is $$Whether the effective scopes of this transaction contain this one.
Returns: never null; false where nobody entered.
Errors: 28000 bad context.$$;

revoke execute on function rowseal.has_scope(text) from public;
-- Policies of protected tables call it, through any view or function.
grant execute on function rowseal.has_scope(text) to public;
