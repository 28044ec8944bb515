create or replace function rowseal_test.matrix_cells(matrix text)
  returns table (relation text, persona text, command text, reach text)
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
begin atomic
  select part.fields [1], part.fields [2],
         pg_catalog.split_part(cell.text, ' ', 1), pg_catalog.split_part(cell.text, ' ', 2)
    from pg_catalog.regexp_split_to_table(matrix_cells.matrix, E'\\s*\n\\s*') as line (text)
   cross join lateral (
     select pg_catalog.regexp_split_to_array(pg_catalog.btrim(line.text), E'\\s*\\|\\s*') as fields
   ) as part
   cross join unnest(part.fields [3:]) as cell (text)
   where line.text !~ '^\s*(#|$)';
end;

comment on function rowseal_test.matrix_cells(text) is $$The cells of lines of rowseal_test.matrix. Empty lines and
those that begin with # say nothing.$$;

revoke execute on function rowseal_test.matrix_cells(text) from public;
