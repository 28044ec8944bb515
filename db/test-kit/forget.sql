create or replace function rowseal_test.forget() returns setof rowseal_test.weakened
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
begin atomic
  delete from rowseal_test.weakened returning *;
end;

comment on function rowseal_test.forget() is $$The tables that are weakened, which are no longer kept.$$;

revoke execute on function rowseal_test.forget() from public;
