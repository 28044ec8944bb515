create or replace function rowseal_private.requests_may(relation regclass, command text) returns boolean
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select case requests_may.command
           when 'delete' then pg_catalog.has_table_privilege('rowseal_gateway', requests_may.relation, 'delete')
           else pg_catalog.has_any_column_privilege('rowseal_gateway', requests_may.relation, requests_may.command)
         end;
end;

comment on function rowseal_private.requests_may(regclass, text) is $$Whether requests hold the privilege of a
command (select, insert, update, delete) on a table, or on a column of it: what rowseal_user has, PUBLIC, and
rowseal_gateway itself.$$;

revoke execute on function rowseal_private.requests_may(regclass, text) from public;
