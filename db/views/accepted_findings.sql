create or replace view rowseal_audit.accepted_findings as
  select found.kind, found.severity, found.object, found.why, found.sql, found.run_by, found.fingerprint,
         found.reason, found.accepted_by, found.expires_at
    from rowseal_audit.all_findings() as found
   where found.expires_at is not null
   union all
  select allowed.kind, 'low', allowed.object, 'rowseal.protect took it, because allow says so.', allowed.sql, 'owner',
         null, 'allow', allowed.accepted_by, null
    from rowseal_audit.allowances() as allowed
   order by 10, 1, 3;

comment on view rowseal_audit.accepted_findings is
$$The findings that somebody accepted, with the reason, the login role and the end, after which they are in
rowseal_audit.findings again; and, without an end, what allow of rowseal.protect took, by the owner of the table.$$;

revoke all on rowseal_audit.accepted_findings from public;
grant select on rowseal_audit.accepted_findings to rowseal_auditor, pg_database_owner;
