create or replace function rowseal_audit.accept(fingerprint text, reason text, until timestamptz) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_finding record;
begin
  select * into v_finding
    from rowseal_audit.all_findings() as found
   where found.fingerprint = accept.fingerprint
   limit 1;
  if not found then
    raise exception 'there is no such finding now' using errcode = 'RS125';
  elsif accept.until is null or accept.until <= now() or accept.until > now() + interval '400 days' then
    raise exception 'a finding is accepted until a day within 400 days' using errcode = 'RS126';
  elsif char_length(trim(accept.reason)) between 3 and 1000 is not true then
    raise exception 'a finding is accepted for a reason of 3 to 1000 characters' using errcode = 'RS126';
  end if;
  insert into rowseal_private.accepted_findings as accepted (fingerprint, kind, object, reason, accepted_by, expires_at)
  values (
    accept.fingerprint, v_finding.kind, v_finding.object, trim(accept.reason), session_user, accept.until
  )
      on conflict on constraint accepted_findings_pkey do update
     set reason = excluded.reason, accepted_by = excluded.accepted_by, accepted_at = excluded.accepted_at,
         expires_at = excluded.expires_at;
  perform rowseal_private.record_event(
    'finding_accepted', null, null,
    jsonb_build_object(
      'fingerprint', accept.fingerprint, 'kind', v_finding.kind, 'object', v_finding.object,
      'reason', trim(accept.reason), 'role', session_user, 'until', accept.until
    )
  );
end
$$;

comment on function rowseal_audit.accept(text, text, timestamptz) is $$Accepts a finding of rowseal_audit.findings, by
its fingerprint, for a reason (3 to 1000 characters) and until a moment within 400 days: it moves to
rowseal_audit.accepted_findings. Again, it replaces reason and end. An audit event (finding_accepted) says who did so.
Caller: auditors, the database's owner, superusers.
Errors: RS125 there is no such finding now; RS126 no reason, or no end within 400 days.$$;

revoke execute on function rowseal_audit.accept(text, text, timestamptz) from public;
grant execute on function rowseal_audit.accept(text, text, timestamptz) to rowseal_auditor, pg_database_owner;
