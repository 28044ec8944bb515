create or replace function rowseal_test.give(relation regclass, attribute name, expression text) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  insert into rowseal_test.given (relation, attribute, expression)
  values (rowseal_test.name_of(give.relation), give.attribute, give.expression)
  on conflict on constraint given_pkey do update set expression = excluded.expression;
end
$$;

comment on function rowseal_test.give(regclass, name, text) is $$Says what rows that the kit generates hold in a column,
where their type says too little: expression is SQL, evaluated for each row.$$;

revoke execute on function rowseal_test.give(regclass, name, text) from public;
