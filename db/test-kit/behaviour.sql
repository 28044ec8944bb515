create or replace function rowseal_test.behaviour(relation regclass) returns text[]
  language plpgsql volatile parallel unsafe
as $$
declare
  v_matrix jsonb;
  v_leaks text[] := '{}';
begin
  begin
    v_matrix := rowseal_test.matrix_of(behaviour.relation);
    if rowseal_test.protection(behaviour.relation) ? 'workspace' then
      v_leaks := array(
        select distinct regexp_replace(leak, ': .*', '')
          from rowseal_test.leaks(behaviour.relation) as leak);
    end if;
    raise exception using errcode = 'RS999';
  exception when sqlstate 'RS999' then
    return array(
      select format('%s of %s reaches %s', cell.key, line ->> 'persona', cell.value)
        from jsonb_array_elements(v_matrix) as line
       cross join jsonb_each_text(line -> 'cells') as cell
      union
      select unnest(v_leaks));
  end;
end
$$;

comment on function rowseal_test.behaviour(regclass) is $$What personas see and change of rows that are generated, and
how it leaks: two protections between which none of this differs are equivalent to it.$$;

revoke execute on function rowseal_test.behaviour(regclass) from public;
