create or replace function rowseal_test.remember(relation regclass, undo text) returns void
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
begin atomic
  insert into rowseal_test.weakened (relation, undo) values (rowseal_test.name_of(remember.relation), remember.undo);
end;

comment on function rowseal_test.remember(regclass, text) is $$Keeps how a weakened table is restored.$$;

revoke execute on function rowseal_test.remember(regclass, text) from public;
