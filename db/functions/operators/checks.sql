create or replace function rowseal_audit.checks(server_time timestamptz default null)
  returns table (topic text, state text, what text, fix text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select checked.topic, case when checked.failed then 'fails' when checked.warned then 'warns' else 'passes' end,
         checked.what, case when checked.failed or checked.warned then checked.fix end
    from rowseal_private.checked_installation() as checked
  union all
  select checked.topic, case when checked.failed then 'fails' when checked.warned then 'warns' else 'passes' end,
         checked.what, case when checked.failed or checked.warned then checked.fix end
    from rowseal_private.checked_server(checks.server_time) as checked;
end;

comment on function rowseal_audit.checks(timestamptz) is $$How the installation is: settings, roles, clock, keys,
events, replication, connections. A line each, with what mends it where it does not pass. server_time: the clock of
the caller, just now; null: not compared. What is wrong with the protection of tables is in rowseal_audit.findings.
Caller: auditors, the database's owner; rowseal doctor.$$;

revoke execute on function rowseal_audit.checks(timestamptz) from public;
grant execute on function rowseal_audit.checks(timestamptz) to rowseal_auditor, pg_database_owner;
