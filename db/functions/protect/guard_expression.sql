create or replace function rowseal_private.guard_expression(relation regclass, options jsonb) returns text
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace constant text := quote_ident(guard_expression.options ->> 'workspace');
  v_type constant text := guard_expression.options ->> 'type';
begin
  if v_workspace is not null then
    return format(
      '%s operator(rowseal.===) (select %s)', v_workspace,
      case v_type when 'uuid' then 'rowseal.workspace_id()' else 'rowseal.workspace_key()::' || v_type end
    );
  end if;
  -- The parent's own guard binds the rows of a table that carries no workspace; a shared table has nothing to guard.
  return case when guard_expression.options -> 'parent_key' is null then 'true'
    else rowseal_private.row_rule(guard_expression.relation, guard_expression.options, 'parent')
  end;
end
$$;

comment on function rowseal_private.guard_expression(regclass, jsonb) is
$$The condition that compares each row of a protected table with the workspace entered (db/decisions/0021).$$;

revoke execute on function rowseal_private.guard_expression(regclass, jsonb) from public;
