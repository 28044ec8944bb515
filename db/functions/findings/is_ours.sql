create or replace function rowseal_private.is_ours(namespace oid) returns boolean
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select pg_catalog.bool_or(
           schema.nspname ~ '^pg_' or schema.nspname in (
             'information_schema', 'rowseal', 'rowseal_private', 'rowseal_audit', 'rowseal_test',
             'graphile_worker_rowseal'))
    from pg_catalog.pg_namespace as schema
   where schema.oid = is_ours.namespace;
end;

comment on function rowseal_private.is_ours(oid) is $$Whether a schema is Rowseal's, the test kit's or PostgreSQL's:
findings in applications' schemas leave it out.$$;

revoke execute on function rowseal_private.is_ours(oid) from public;
