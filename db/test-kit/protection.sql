create or replace function rowseal_test.protection(relation regclass) returns jsonb
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select rowseal_private.protection_of(protection.relation);
end;

comment on function rowseal_test.protection(regclass) is $$What rowseal.protect was called with for a table; null for
one that it has not protected.$$;

revoke execute on function rowseal_test.protection(regclass) from public;
grant execute on function rowseal_test.protection(regclass) to rowseal_user;
