create or replace function rowseal_test.add_row(
  relation regclass, workspace uuid, author uuid, privileged boolean, out row_values jsonb, out row_seen jsonb
)
  language plpgsql volatile parallel unsafe
as $$
declare
  v_protection constant jsonb := rowseal_test.protection(add_row.relation);
  v_key record;
  v_parent jsonb;
  v_seen text[];
  v_statement text;
begin
  row_values := rowseal_test.values_for_row(
    add_row.relation, v_protection, add_row.workspace, rowseal_test.tenant_name(v_protection, add_row.workspace),
    add_row.author, add_row.privileged);
  for v_key in select * from rowseal_test.parents_of(add_row.relation, v_protection) loop
    select added.row_seen into v_parent
      from rowseal_test.add_row(v_key.parent, add_row.workspace, add_row.author, add_row.privileged) as added;
    select row_values || jsonb_object_agg(pair.child, quote_literal(v_parent ->> pair.parent))
      into row_values
      from unnest(v_key.child_columns, v_key.parent_columns) as pair (child, parent)
     where add_row.privileged or pair.child = any (rowseal_test.columns_for(add_row.relation, 'INSERT'));
  end loop;
  v_seen := case when add_row.privileged
    then array(select attname::text from pg_catalog.pg_attribute
                where attrelid = relation and attnum > 0 and not attisdropped)
    else rowseal_test.columns_for(add_row.relation, 'SELECT') end;
  v_statement := format(
    '%s returning (select to_jsonb(seen) from (select %s) as seen)',
    rowseal_test.insertion(add_row.relation, row_values),
    (select string_agg(quote_ident(name), ', ') from unnest(v_seen) as name)
  );
  -- From here on it is the owner, who need not have the kit.
  if add_row.privileged then
    perform set_config('role', (select relowner::regrole::text from pg_catalog.pg_class where oid = relation), true);
  end if;
  execute v_statement into row_seen;
  if add_row.privileged then
    perform set_config('role', 'none', true);
  end if;
end
$$;

comment on function rowseal_test.add_row(regclass, uuid, uuid, boolean) is $$Adds a row to a table, and to those that it
refers to, as the user of the transaction or (privileged) as the owners of the tables.
Returns: SQL for what it holds, and the row as it is seen.$$;

revoke execute on function rowseal_test.add_row(regclass, uuid, uuid, boolean) from public;
grant execute on function rowseal_test.add_row(regclass, uuid, uuid, boolean) to rowseal_user;
