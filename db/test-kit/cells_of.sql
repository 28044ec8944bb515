create or replace function rowseal_test.cells_of(
  relation regclass, protection jsonb, row_values jsonb, other uuid, foreign_tenant text
) returns jsonb
  language plpgsql volatile parallel unsafe
as $$
declare
  v_columns constant text[] := rowseal_test.columns_for(cells_of.relation, 'UPDATE');
  v_column constant text := coalesce(v_columns[1], (rowseal_test.columns_for(cells_of.relation, 'SELECT'))[1]);
begin
  return jsonb_build_object(
    'select', rowseal_test.reach(format('select from %s', cells_of.relation)),
    'insert', rowseal_test.reach_of_insert(
      cells_of.relation, cells_of.protection, cells_of.row_values, cells_of.other, cells_of.foreign_tenant),
    'update', coalesce(rowseal_test.reach(format(
      'update %s set %I = %s', cells_of.relation, v_column,
      case when v_column = any (rowseal_test.columns_for(cells_of.relation, 'SELECT')) then quote_ident(v_column)
        else 'default' end)), '42501'),
    'delete', rowseal_test.reach(format('delete from %s', cells_of.relation))
  );
end
$$;

comment on function rowseal_test.cells_of(regclass, jsonb, jsonb, uuid, text) is $$What each command of the user of the
transaction reaches in a table.$$;

revoke execute on function rowseal_test.cells_of(regclass, jsonb, jsonb, uuid, text) from public;
grant execute on function rowseal_test.cells_of(regclass, jsonb, jsonb, uuid, text) to rowseal_user;
