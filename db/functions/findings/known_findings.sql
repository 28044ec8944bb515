create or replace function rowseal_audit.known_findings() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select * from rowseal_private.findings_in_protection()
  union all
  select * from rowseal_private.findings_in_grants()
  union all
  select * from rowseal_private.findings_in_keys()
  union all
  select * from rowseal_private.findings_in_references()
  union all
  select * from rowseal_private.findings_in_cascades()
  union all
  select * from rowseal_private.findings_in_equalities()
  union all
  select * from rowseal_private.findings_in_views()
  union all
  select * from rowseal_private.findings_in_functions()
  union all
  select * from rowseal_private.findings_in_roles()
  union all
  select * from rowseal_private.findings_in_owners()
  union all
  select * from rowseal_private.findings_in_bindings()
  union all
  select * from rowseal_private.findings_in_hooks()
  union all
  select * from rowseal_private.findings_in_exits()
  union all
  select * from rowseal_private.findings_in_database()
  union all
  select * from rowseal_private.findings_in_cost()
  union all
  select * from rowseal_private.findings_in_sessions()
  union all
  select * from rowseal_private.findings_in_locks()
  union all
  select * from rowseal_private.findings_in_workspaces()
  union all
  select * from rowseal_private.findings_in_sealing()
  union all
  select * from rowseal_private.findings_in_installation();
end;

comment on function rowseal_audit.known_findings() is $$The findings that anybody's privileges are enough for.
Caller: rowseal_audit.findings.$$;

revoke execute on function rowseal_audit.known_findings() from public;
grant execute on function rowseal_audit.known_findings() to rowseal_auditor, pg_database_owner;
