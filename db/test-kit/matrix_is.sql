create or replace function rowseal_test.matrix_is(expected text, variadic relations regclass[] default '{}')
  returns text
  language plpgsql volatile parallel unsafe
as $$
declare
  v_differences constant text[] := array(
    select *
      from rowseal_test.matrix_differences(
        matrix_is.expected,
        (select string_agg(line, E'\n') from rowseal_test.matrix(variadic matrix_is.relations) as line)));
begin
  return ok(v_differences = '{}', 'who reaches what is as it was committed')
         || coalesce(E'\n' || diag(nullif(array_to_string(v_differences, E'\n'), '')), '');
end
$$;

comment on function rowseal_test.matrix_is(text, regclass[]) is $$A pgTAP test: rowseal_test.matrix gives the expected
lines. It says in which cells it does not.$$;

revoke execute on function rowseal_test.matrix_is(text, regclass[]) from public;
