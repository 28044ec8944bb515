create or replace function rowseal_test.clean() returns text
  language plpgsql volatile parallel unsafe
as $$
declare
  v_superuser constant boolean := (select rolsuper from pg_catalog.pg_roles where rolname = session_user);
  v_findings text[];
begin
  perform rowseal_test.leave();
  if not v_superuser then
    perform set_config('role', 'rowseal_owner', true);
  end if;
  select array_agg(format('%s, %s: %s %s; to mend it: %s', finding.severity, finding.kind, finding.object, finding.why,
           coalesce(finding.sql, 'no SQL')) order by finding.kind, finding.object)
    into v_findings
    from rowseal_audit.findings as finding
   -- Logins of suites that are no superusers may take this role, in other databases of tests too, and enter
   -- (npx rowseal test-kit install --role).
   where (finding.kind, split_part(finding.object, ' ', 3)) <> ('own_role_membership', 'rowseal_owner')
     and finding.kind <> 'test_kit'
     and concat_ws(' ', finding.kind, finding.object)
         !~ '^installation_changed (execute on function rowseal\.enter(_with_digest)?\(|usage on schema rowseal to )';
  if not v_superuser then
    perform set_config('role', 'none', true);
  end if;
  return ok(v_findings is null, 'nobody has findings to accept')
         || coalesce(E'\n' || diag(array_to_string(v_findings, E'\n')), '');
end
$$;

comment on function rowseal_test.clean() is $$A pgTAP test: rowseal_audit.findings has nothing that nobody has
accepted.$$;

revoke execute on function rowseal_test.clean() from public;
