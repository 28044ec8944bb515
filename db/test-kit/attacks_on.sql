create or replace function rowseal_test.attacks_on(relation regclass, workspace_column name, mine text, theirs text)
  returns table (what text, statement text)
  language plpgsql stable parallel restricted
as $$
declare
  v_table constant text := attacks_on.relation;
  v_column constant text := quote_ident(attacks_on.workspace_column);
  v_type constant text := (
    select format_type(atttypid, null) from pg_catalog.pg_attribute
     where attrelid = attacks_on.relation and attname = attacks_on.workspace_column);
  v_theirs constant text := format('%s = %L::%s', v_column, attacks_on.theirs, v_type);
  v_update constant text := (
    select quote_ident(name) from unnest(rowseal_test.columns_for(attacks_on.relation, 'UPDATE')) as name
     where name <> attacks_on.workspace_column limit 1);
  -- Without a clause that reads a column PostgreSQL asks the policies of SELECT about nothing.
  v_blind constant text :=
    'with reached as (%s returning 1) select from (select count(*) from reached) as reached (n), '
    '(select count(*) from %s) as own (n) where reached.n > own.n';
begin
  return query
    select 'reads rows of another workspace', format('select from %s where %s', v_table, v_theirs)
    union all
    select 'locks rows of another workspace', format('select from %s where %s for update', v_table, v_theirs)
    union all
    select 'deletes rows of another workspace', format('delete from %s where %s', v_table, v_theirs)
    union all
    select 'deletes rows that it does not see', format(v_blind, format('delete from %s', v_table), v_table)
    union all
    select 'moves rows to another workspace',
           format('update %s set %s = %L::%s', v_table, v_column, attacks_on.theirs, v_type)
    union all
    select 'truncates the table', format('truncate %s', v_table)
    union all
    select changed.what, changed.statement
      from (values
        ('changes rows of another workspace', format('update %s set %s = %2$s where %3$s', v_table, v_update,
          v_theirs)),
        ('changes rows that it does not see',
          format(v_blind, format('update %s set %s = default', v_table, v_update), v_table)),
        ('merges into rows of another workspace',
         format(
           'merge into %s as own using (values (1)) as one on own.%s when matched then update set %s = own.%3$s',
           v_table, v_theirs, v_update))
      ) as changed (what, statement)
     where v_update is not null;
end
$$;

comment on function rowseal_test.attacks_on(regclass, name, text, text) is
$$Statements by which a member of one workspace would reach rows of another, if nothing kept them apart: each is to
fail or to touch no row.$$;

revoke execute on function rowseal_test.attacks_on(regclass, name, text, text) from public;
grant execute on function rowseal_test.attacks_on(regclass, name, text, text) to rowseal_user;
