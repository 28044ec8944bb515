create or replace function rowseal.key_with(scope text, hides boolean default false) returns text
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
declare
  v_workspace constant uuid := case
    when key_with.hides then rowseal.workspace_with(key_with.scope)
    else rowseal.require_scope(key_with.scope)
  end;
begin
  return (select workspace.external_key from rowseal.workspaces as workspace where workspace.id = v_workspace);
end
$$;

comment on function rowseal.key_with(text, boolean) is $$The external key of the workspace of this transaction if the
effective scopes contain this one. For policies of tables whose tenants are no uuid, cast to the column's type.
Returns: null, which matches no row, where the workspace has no key, or the scope is missing and hides says so.
Errors: RS006 the scope is missing; RS007 no workspace was named; RS008 nobody entered; 28000 bad context.$$;

revoke execute on function rowseal.key_with(text, boolean) from public;
grant execute on function rowseal.key_with(text, boolean) to public;
