create or replace function rowseal_audit.findings_in_statistics() returns setof rowseal_private.finding
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
declare
  v_visible constant boolean := has_table_privilege('pg_catalog.pg_statistic', 'select');
  v_secret record;
  v_kept boolean;
begin
  for v_secret in select * from rowseal_audit.secret_columns() loop
    if v_secret.target is distinct from 0 then
      return query select
        'statistics_of_secret', 'medium', v_secret.name,
        'ANALYZE gathers its values, and EXPLAIN estimates by those of all workspaces.',
        v_secret.command || case when v_secret.relation is null then '' else ' 0' end, 'owner', null::text;
      continue;
    end if;
    if v_visible then
      execute 'select exists (select from pg_catalog.pg_statistic where starelid = $1 and staattnum = $2)'
         into v_kept using v_secret.relation, v_secret.number;
      continue when not v_kept;
    end if;
    return query select
      'statistics_of_secret', case when v_visible then 'medium' else 'unknown' end, v_secret.name,
      case when v_visible then 'Statistics that ANALYZE gathered before are still there.'
        else 'Only a superuser sees whether statistics that ANALYZE gathered before are still there.' end,
      format('delete from pg_catalog.pg_statistic where starelid = %L::regclass and staattnum = %s',
        v_secret.relation::regclass, v_secret.number),
      'superuser', null::text;
  end loop;
end
$$;

comment on function rowseal_audit.findings_in_statistics() is $$Findings in the statistics of secret columns, as far as
the caller may see them; what the caller may not see is of severity unknown.
Caller: rowseal_audit.findings.$$;

revoke execute on function rowseal_audit.findings_in_statistics() from public;
grant execute on function rowseal_audit.findings_in_statistics() to rowseal_auditor, pg_database_owner;
