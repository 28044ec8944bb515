create or replace function rowseal_test.attacks_by_change(
  relation regclass, workspace_column name, mine text, theirs text
) returns table (what text, statement text)
  language plpgsql stable parallel restricted
as $$
declare
  v_table constant text := attacks_by_change.relation;
  v_column constant text := quote_ident(attacks_by_change.workspace_column);
  v_type constant text := (
    select format_type(atttypid, null) from pg_catalog.pg_attribute
     where attrelid = attacks_by_change.relation and attname = attacks_by_change.workspace_column);
  -- What answers one workspace when the statement is set up, and another afterwards.
  v_flip constant text := format('%s = current_setting(''rowseal_test.tenant'')::%s', v_column, v_type);
  v_turn constant text := format('set_config(''rowseal_test.tenant'', %L, true)', attacks_by_change.theirs);
  -- Once with either: the inner side of a nested loop is scanned again for the second.
  v_turns constant text := format(
    '(values (%L), (%L)) as step (tenant) cross join lateral (select set_config(''rowseal_test.tenant'', '
    'step.tenant, true) offset 0) as turned (tenant)', attacks_by_change.mine, attacks_by_change.theirs);
  v_found constant text := format(' where tenant = %L::%s', attacks_by_change.theirs, v_type);
  v_update constant text := (
    select quote_ident(name) from unnest(rowseal_test.columns_for(attacks_by_change.relation, 'UPDATE')) as name
     where name <> attacks_by_change.workspace_column limit 1);
begin
  return query
    select 'reads rows of another workspace by an expression that changes',
           format('select from (select %s as tenant, %s from %s where %s offset 0) as seen', v_column, v_turn, v_table,
             v_flip) || v_found
    union all
    select 'reads rows of another workspace by an expression that changes between scans',
           format(
             'select from (select own.%s as tenant from %s cross join %s as own where own.%s '
             'and turned.tenant is not null offset 0) as seen', v_column, v_turns, v_table, v_flip) || v_found
    union all
    select 'deletes rows of another workspace by an expression that changes in RETURNING',
           format('with gone as (delete from %s where %s returning %s as tenant, %s) select from gone', v_table, v_flip,
             v_column, v_turn) || v_found
    union all
    select 'deletes rows of another workspace by an expression that changes between scans',
           format(
             'with gone as (delete from %s as own using %s where own.%s and turned.tenant is not null '
             'returning own.%s as tenant) select from gone', v_table, v_turns, v_flip, v_column) || v_found
    union all
    select changed.what, changed.statement || v_found
      from (values
        ('changes rows of another workspace by an expression that changes in RETURNING',
         format('with seen as (update %s set %s = %2$s where %s returning %s as tenant, %s) select from seen', v_table,
           v_update, v_flip, v_column, v_turn)),
        ('changes rows of another workspace by an expression that changes between scans',
         format(
           'with seen as (update %s as own set %s = own.%2$s from %s where own.%s and turned.tenant is not null '
           'returning own.%s as tenant) select from seen', v_table, v_update, v_turns, v_flip, v_column))
      ) as changed (what, statement)
     where v_update is not null;
end
$$;

comment on function rowseal_test.attacks_by_change(regclass, name, text, text) is
$$Statements that compare the workspace with an expression whose value changes while they run: each is to find no row
of another workspace. Where nothing but an equality keeps rows apart, PostgreSQL merges it with the one of the statement
(db/decisions/0021).$$;

revoke execute on function rowseal_test.attacks_by_change(regclass, name, text, text) from public;
grant execute on function rowseal_test.attacks_by_change(regclass, name, text, text) to rowseal_user;
