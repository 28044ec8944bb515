create or replace function rowseal_test.add_row(
  relation regclass, workspace uuid, author uuid, privileged boolean, fixed jsonb,
  out row_values jsonb, out row_seen jsonb, out made boolean
)
  language plpgsql volatile parallel unsafe
as $$
declare
  v_protection constant jsonb := rowseal_test.protection(add_row.relation);
  v_tenant constant text := rowseal_test.tenant_name(v_protection, add_row.workspace);
  v_known constant jsonb := add_row.fixed || case when v_protection ? 'workspace'
    then jsonb_build_object(v_protection ->> 'workspace', quote_literal(v_tenant)) else '{}' end;
  v_key record;
  v_seen text;
  v_statement text;
begin
  row_values := rowseal_test.values_for_row(
    add_row.relation, v_protection, add_row.workspace, v_tenant, add_row.author, add_row.privileged) || add_row.fixed;
  for v_key in select * from rowseal_test.parents_of(add_row.relation, v_protection) loop
    row_values := row_values || rowseal_test.reference_to_parent(
      v_key.parent, v_key.child_columns, v_key.parent_columns, add_row.workspace, add_row.author, add_row.privileged,
      v_known, case when not add_row.privileged then rowseal_test.columns_for(add_row.relation, 'INSERT') end);
  end loop;
  select string_agg(quote_ident(attname), ', ')
    into v_seen
    from pg_catalog.pg_attribute
   where attrelid = add_row.relation and attnum > 0 and not attisdropped
     and (add_row.privileged or attname = any (rowseal_test.columns_for(add_row.relation, 'SELECT')));
  v_statement := format('%s returning (select to_jsonb(seen) from (select %s) as seen)',
    rowseal_test.insertion(add_row.relation, row_values), v_seen);
  -- From here on it is the owner, who need not have the kit.
  if add_row.privileged then
    perform set_config(
      'role', (select pg_catalog.pg_get_userbyid(relowner) from pg_catalog.pg_class where oid = relation), true);
  end if;
  begin
    execute v_statement into row_seen;
    made := true;
  exception when unique_violation then
    -- A table that has one row a tenant.
    execute format('select to_jsonb(seen) from (select %s from %s where %s limit 1) as seen', v_seen, relation,
      coalesce((select string_agg(format('%I = %s', key, value), ' and ') from jsonb_each_text(v_known)), 'false'))
      into row_seen;
    made := false;
    if row_seen is null then
      raise;
    end if;
  end;
  if add_row.privileged then
    perform set_config('role', 'none', true);
  end if;
end
$$;

comment on function rowseal_test.add_row(regclass, uuid, uuid, boolean, jsonb) is $$Adds a row to a table, and to those
that it refers to, as the user of the transaction or (privileged) as the owners of the tables. fixed: SQL for columns
whose value is known.
Returns: SQL for what it holds, the row as it is seen, and whether it was made: else there was one, and no room for
another.$$;

revoke execute on function rowseal_test.add_row(regclass, uuid, uuid, boolean, jsonb) from public;
grant execute on function rowseal_test.add_row(regclass, uuid, uuid, boolean, jsonb) to rowseal_user;
