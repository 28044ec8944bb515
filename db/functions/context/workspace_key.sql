create or replace function rowseal.workspace_key() returns text
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
declare
  -- Once, and not for each row that a scan of few workspaces looks at.
  v_workspace constant uuid := rowseal.workspace_id();
begin
  return (select workspace.external_key from rowseal.workspaces as workspace where workspace.id = v_workspace);
end
$$;

comment on function rowseal.workspace_key() is $$The external key of the workspace of this transaction: how the tables
of an application that has tenants of its own name it. For column defaults and policies, cast to the column's type.
Returns: null where nobody entered, no workspace was named, or it has no key.
Errors: 28000 bad context.$$;

revoke execute on function rowseal.workspace_key() from public;
grant execute on function rowseal.workspace_key() to public;
