create or replace function rowseal_test.mutants(variadic relations regclass[] default '{}')
  returns table (relation regclass, mutant text, difference text)
  language plpgsql volatile parallel unsafe
as $$
declare
  v_relations constant regclass[] := case when mutants.relations = '{}'
    then array(select * from rowseal_test.protected_tables()) else mutants.relations end;
  v_weakening record;
  v_before text[];
  v_after text[];
begin
  foreach relation in array v_relations loop
    v_before := rowseal_test.behaviour(relation);
    for v_weakening in select * from rowseal_test.weakenings(relation) loop
      begin
        perform rowseal_test.as_owner(relation, v_weakening.statement);
        v_after := rowseal_test.behaviour(relation);
        raise exception using errcode = 'RS999';
      exception when sqlstate 'RS999' then
        null;
      end;
      mutant := v_weakening.mutant;
      difference := (
        select min(line) from unnest(v_after) as line where line <> all (v_before)
      );
      return next;
    end loop;
  end loop;
end
$$;

comment on function rowseal_test.mutants(regclass[]) is $$Weakens each protected table, or those named, by one step
after the other (rowseal_test.weakenings), and takes each back.
Caller: a superuser, or who may SET ROLE to the owners of the tables.
Returns: each mutant, with one thing that personas reach in generated rows by it and did not before; null: it is
equivalent.
Errors: P0001 no rows can be generated.$$;

revoke execute on function rowseal_test.mutants(regclass[]) from public;
