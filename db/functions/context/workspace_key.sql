create or replace function rowseal.workspace_key() returns text
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return rowseal_private.key_in_context(rowseal_private.verified_context());
end
$$;

comment on function rowseal.workspace_key() is $$The external key of the workspace of this transaction: how the tables
of an application that has tenants of its own name it. For column defaults and policies, cast to the column's type.
Returns: null where nobody entered, no workspace was named, or it has no key.
Errors: 28000 bad context.$$;

revoke execute on function rowseal.workspace_key() from public;
grant execute on function rowseal.workspace_key() to public;
