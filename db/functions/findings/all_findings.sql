create or replace function rowseal_audit.all_findings()
  returns table (
    kind text, severity text, object text, why text, sql text, run_by text, fingerprint text, reason text,
    accepted_by text, expires_at timestamptz
  )
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select found.kind, found.severity, found.object, found.why, found.sql, found.run_by, printed.fingerprint,
         acceptance.reason, acceptance.accepted_by, acceptance.expires_at
    from (
      select * from rowseal_audit.known_findings()
      union all
      select * from rowseal_audit.findings_in_statistics()
      union all
      select * from rowseal_audit.findings_in_rows()
    ) as found
   cross join lateral (
     select pg_catalog.md5(pg_catalog.concat_ws(E'\n', found.kind, found.object, found.state)) as fingerprint
   ) as printed
    left join rowseal_audit.acceptances() as acceptance
      on acceptance.fingerprint = printed.fingerprint
     and acceptance.expires_at > pg_catalog.clock_timestamp();
end;

comment on function rowseal_audit.all_findings() is $$Every finding that there is now, with the acceptance in force:
reason, accepted_by and expires_at are null where it was not accepted. It reads catalogues, what the caller may see of
statistics, and the keys of tables whose tenants are external keys.
Caller: rowseal_audit.findings, rowseal_audit.accepted_findings.$$;

revoke execute on function rowseal_audit.all_findings() from public;
grant execute on function rowseal_audit.all_findings() to rowseal_auditor, pg_database_owner;
