create or replace function rowseal_test.tenants_of(relation regclass, workspace_column name)
  returns table (id uuid, tenant text, rows jsonb)
  language plpgsql volatile parallel unsafe
as $$
declare
  v_workspace record;
  v_found integer := 0;
begin
  for v_workspace in select * from rowseal_test.workspace_ids() loop
    rows := rowseal_test.sample(tenants_of.relation, v_workspace.id);
    if jsonb_array_length(rows) > 0 then
      id := v_workspace.id;
      tenant := rows -> 0 ->> tenants_of.workspace_column;
      return next;
      v_found := v_found + 1;
      exit when v_found = 2;
    end if;
  end loop;
end
$$;

comment on function rowseal_test.tenants_of(regclass, name) is $$Two workspaces that have rows of a table, with how
the table names them and a sample of their rows.$$;

revoke execute on function rowseal_test.tenants_of(regclass, name) from public;
