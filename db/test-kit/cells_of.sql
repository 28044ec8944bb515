create or replace function rowseal_test.cells_of(
  relation regclass, protection jsonb, row_values jsonb, other uuid, foreign_tenant text,
  own bigint, here bigint
) returns jsonb
  language plpgsql volatile parallel unsafe
as $$
declare
  v_columns constant text[] := rowseal_test.columns_for(cells_of.relation, 'UPDATE');
  v_column constant text := coalesce(v_columns[1], (
    select attname from pg_catalog.pg_attribute
     where attrelid = cells_of.relation and attnum > 0 and not attisdropped and attgenerated = '' and attidentity <> 'a'
     order by attnum limit 1));
begin
  return jsonb_build_object(
    'select', rowseal_test.reach(format('select from %s', cells_of.relation), own, here),
    'insert', rowseal_test.reach_of_insert(
      cells_of.relation, cells_of.protection, cells_of.row_values, cells_of.other, cells_of.foreign_tenant),
    'update', coalesce(rowseal_test.reach(format(
      'update %s set %I = %s', cells_of.relation, v_column,
      case when v_column = any (rowseal_test.columns_for(cells_of.relation, 'SELECT')) then quote_ident(v_column)
        else 'default' end), own, here), '42501'),
    'delete', rowseal_test.reach(format('delete from %s', cells_of.relation), own, here)
  );
end
$$;

comment on function rowseal_test.cells_of(regclass, jsonb, jsonb, uuid, text, bigint, bigint) is $$What each
command of the user of the transaction reaches in a table.$$;

revoke execute on function rowseal_test.cells_of(regclass, jsonb, jsonb, uuid, text, bigint, bigint) from public;
grant execute on function rowseal_test.cells_of(regclass, jsonb, jsonb, uuid, text, bigint, bigint) to rowseal_user;
