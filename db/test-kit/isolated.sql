create or replace function rowseal_test.isolated(relation regclass, workspace_column name default null) returns text
  language plpgsql volatile parallel unsafe
as $$
declare
  v_leaks constant text[] := array(select * from rowseal_test.leaks(isolated.relation, isolated.workspace_column));
begin
  return ok(v_leaks = '{}', format('%s is isolated', isolated.relation))
         || coalesce(E'\n' || diag(nullif(array_to_string(v_leaks, E'\n'), '')), '');
end
$$;

comment on function rowseal_test.isolated(regclass, name) is $$A pgTAP test: no command sees, changes, moves or
reveals rows of another workspace (rowseal_test.leaks).$$;

revoke execute on function rowseal_test.isolated(regclass, name) from public;
