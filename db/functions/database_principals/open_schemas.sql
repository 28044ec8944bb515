create or replace function rowseal.open_schemas() returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_schema name;
begin
  for v_schema in
    select distinct schema.nspname
      from pg_catalog.pg_policy as policy
      join pg_catalog.pg_class as class on class.oid = policy.polrelid
      join pg_catalog.pg_namespace as schema on schema.oid = class.relnamespace
     where policy.polname = 'rowseal_guard'
       and pg_catalog.has_schema_privilege('rowseal_user', schema.oid, 'usage')
       and not pg_catalog.has_schema_privilege('rowseal_reader', schema.oid, 'usage')
  loop
    begin
      execute format('grant usage on schema %I to rowseal_reader', v_schema);
    exception when insufficient_privilege then
      raise warning 'the owner of the schema has to run: grant usage on schema % to rowseal_reader', v_schema;
    end;
  end loop;
end
$$;

comment on function rowseal.open_schemas() is $$Lets rowseal_reader reach the schemas of protected tables that
rowseal_user reaches.
Caller: rowseal.bind_role: the caller's own rights decide.$$;

revoke execute on function rowseal.open_schemas() from public;
grant execute on function rowseal.open_schemas() to pg_database_owner;
