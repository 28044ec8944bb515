create or replace function rowseal_test.matrix(variadic relations regclass[] default '{}')
  returns setof text
  language plpgsql volatile parallel unsafe
as $$
declare
  v_relations constant regclass[] := case when matrix.relations = '{}'
    then array(select * from rowseal_test.protected_tables()) else matrix.relations end;
  v_relation regclass;
  v_found jsonb;
  v_lines text[] := '{}';
begin
  foreach v_relation in array v_relations loop
    begin
      v_found := rowseal_test.matrix_of(v_relation);
      raise exception using errcode = 'RS999';
    exception when sqlstate 'RS999' then
      v_lines := v_lines || array(
        select format(
                 '%s | %s | select %s | insert %s | update %s | delete %s', rowseal_test.name_of(v_relation),
                 line ->> 'persona', line #>> '{cells,select}', line #>> '{cells,insert}', line #>> '{cells,update}',
                 line #>> '{cells,delete}')
          from jsonb_array_elements(v_found) with ordinality as found (line, place)
         order by place);
    end;
  end loop;
  return query select unnest(v_lines);
end
$$;

comment on function rowseal_test.matrix(regclass[]) is $$Who reaches what: for each protected table, or those named,
and each persona (nobody, the built-in roles, who has all scopes but one, who has proved too little) what each command
reaches of generated rows: none, own, others (in the workspace), workspace (both), everything (of another workspace
too), or its SQLSTATE. To be committed: rowseal_test.matrix_is. It leaves nothing behind.
Returns: a line for each table and persona.
Errors: P0001 no rows can be generated.$$;

revoke execute on function rowseal_test.matrix(regclass[]) from public;
