create or replace function rowseal_test.leaks(relation regclass, workspace_column name default null)
  returns setof text
  language plpgsql volatile parallel unsafe
as $$
declare
  v_column constant name := coalesce(
    leaks.workspace_column, (rowseal_test.protection(leaks.relation) ->> 'workspace')::name);
  v_tenants record;
begin
  return query
    select format('row-level security of %s does not bind its owner, whose views and functions show every row', name)
      from rowseal_test.relations_over(leaks.relation) as name
      join pg_catalog.pg_class as class on class.oid = name
     where class.relkind in ('r', 'p') and class.relrowsecurity and not class.relforcerowsecurity;
  select array_agg(tenants.id) as ids, array_agg(tenants.tenant) as names, array_agg(tenants.rows) as rows
    into v_tenants
    from rowseal_test.tenants_of(leaks.relation, v_column) as tenants;
  if cardinality(v_tenants.ids) is distinct from 2 or v_tenants.names[2] is null then
    return next format('two workspaces with rows of %s, and SELECT on %s, are needed first', leaks.relation, v_column);
    return;
  end if;
  if v_tenants.rows[1] @> v_tenants.rows[2] then
    return next 'a member of one workspace sees the rows of another';
  end if;
  return query
    select *
      from rowseal_test.leaks_to(
        leaks.relation, v_column, v_tenants.ids[1], v_tenants.names[1], v_tenants.rows[1] -> 0, v_tenants.names[2],
        v_tenants.rows[2] -> 0)
    union
    select *
      from rowseal_test.leaks_to(
        leaks.relation, v_column, v_tenants.ids[2], v_tenants.names[2], v_tenants.rows[2] -> 0, v_tenants.names[1],
        v_tenants.rows[1] -> 0);
end
$$;

comment on function rowseal_test.leaks(regclass, name) is $$How a member of one workspace with every scope sees,
changes, moves or reveals rows of another: through the table, its partitions, children and views, and by its unique
keys; and that row-level security does not bind the owner. Two workspaces must have rows. workspace_column: that of a
table that rowseal.protect has not protected.
Returns: a sentence for each leak, with the statement; none is isolation.$$;

revoke execute on function rowseal_test.leaks(regclass, name) from public;
