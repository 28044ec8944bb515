create or replace function rowseal.workspace_for(scope text) returns uuid
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_context constant bytea := rowseal_private.verified_context();
begin
  -- Searched from the blank before the first scope on: before it stand a MAC and ids, which hold none.
  if position(convert_to(' ' || workspace_for.scope || ' ', 'UTF8') in v_context) > 0 then
    return encode(substr(v_context, 73, 36), 'escape')::uuid;
  end if;
  return null;
end
$$;

comment on function rowseal.workspace_for(text) is $$The workspace of this transaction if the effective scopes contain
this one, else null, which matches no row. For the USING clause of policies that hide rows; always wrapped, so that it
runs once a statement: (select rowseal.workspace_for('notes:read')).
Errors: 28000 bad context.$$;

revoke execute on function rowseal.workspace_for(text) from public;
grant execute on function rowseal.workspace_for(text) to rowseal_user, rowseal_developer;
