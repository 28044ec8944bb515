create or replace function rowseal_test.matrix_differences(expected text, found text) returns setof text
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
begin atomic
  select pg_catalog.format(
           '%s: %s of %s reaches %s, expected: %s', relation, command, persona,
           coalesce(found.reach, 'nothing that was tried'), coalesce(expected.reach, 'nothing'))
    from rowseal_test.matrix_cells(matrix_differences.expected) as expected
    full join rowseal_test.matrix_cells(matrix_differences.found) as found using (relation, persona, command)
   where expected.reach is distinct from found.reach
   order by relation, persona, command;
end;

comment on function rowseal_test.matrix_differences(text, text) is $$The cells in which two matrices differ, a sentence
each.$$;

revoke execute on function rowseal_test.matrix_differences(text, text) from public;
