create or replace function rowseal_audit.acceptances()
  returns table (fingerprint text, reason text, accepted_by text, expires_at timestamptz)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select accepted.fingerprint, accepted.reason, accepted.accepted_by, accepted.expires_at
    from rowseal_private.accepted_findings as accepted;
end;

comment on function rowseal_audit.acceptances() is $$The findings that somebody accepted, those that have expired too.
Caller: rowseal_audit.all_findings.$$;

revoke execute on function rowseal_audit.acceptances() from public;
grant execute on function rowseal_audit.acceptances() to rowseal_auditor, pg_database_owner;
