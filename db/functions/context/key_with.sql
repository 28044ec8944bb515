create or replace function rowseal.key_with(scope text, hides boolean default false) returns text
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_context constant bytea := rowseal_private.verified_context();
begin
  if position(convert_to(' ' || key_with.scope || ' ', 'UTF8') in v_context) > 0 then
    return rowseal_private.key_in_context(v_context);
  end if;
  -- They say what is missing.
  if key_with.hides then
    perform rowseal.workspace_with(key_with.scope);
  else
    perform rowseal.require_scope(key_with.scope);
  end if;
  return null;
end
$$;

comment on function rowseal.key_with(text, boolean) is $$The external key of the workspace of this transaction if the
effective scopes contain this one. For policies of tables whose tenants are no uuid, cast to the column's type.
Returns: null, which matches no row, where the workspace has no key, or the scope is missing and hides says so.
Errors: RS006 the scope is missing; RS007 no workspace was named; RS008 nobody entered; 28000 bad context.$$;

revoke execute on function rowseal.key_with(text, boolean) from public;
grant execute on function rowseal.key_with(text, boolean) to public;
