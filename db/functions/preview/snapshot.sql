create or replace function rowseal_audit.snapshot() returns jsonb
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select pg_catalog.jsonb_build_object(
    'reach', (
      select coalesce(pg_catalog.jsonb_agg(
               pg_catalog.to_jsonb(reach)
               || pg_catalog.jsonb_build_object('object', class.oid::pg_catalog.regclass::text, 'command', command)
             ), '[]')
        from pg_catalog.pg_class as class
       cross join unnest(array['select', 'insert', 'update', 'delete']) as command
       cross join lateral rowseal_private.request_reach(class.oid, command) as reach
       where class.relkind in ('r', 'p')
         and class.relnamespace in (
           select schema.oid from pg_catalog.pg_namespace as schema where not rowseal_private.is_ours(schema.oid))
         and reach.level <> 'none'
    ),
    'roles', (
      select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(role)), '[]') from rowseal.roles as role
    ),
    'outside', (
      select coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
               'object', shown.relation, 'command', shown.command, 'role', shown.role)), '[]')
        from rowseal_audit.all_access() as shown
       where shown.kind = 'database role' and shown.allowed
    ),
    'findings', (
      select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(found) - 'state'), '[]')
        from rowseal_audit.known_findings() as found
    )
  );
end;

comment on function rowseal_audit.snapshot() is $$Who may do what as catalogues and roles of workspaces say it, and the
findings: what rowseal_audit.preview compares.
Caller: rowseal_audit.preview, as the database's owner.$$;

revoke execute on function rowseal_audit.snapshot() from public;
grant execute on function rowseal_audit.snapshot() to pg_database_owner;
