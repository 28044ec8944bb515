create or replace function rowseal.runs_code_of_others(relation regclass, reader name) returns boolean
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select exists (
    select from pg_catalog.pg_policy as policy
     where policy.polrelid = runs_code_of_others.relation
       and policy.polcmd in ('r', '*')
       and exists (
         select from pg_catalog.unnest(policy.polroles) as role
          where role = 0 or pg_catalog.pg_has_role(runs_code_of_others.reader, role, 'usage')
       )
       -- What is of pg_catalog has no entry.
       and exists (
         select from pg_catalog.pg_depend as needed
          where needed.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
            and needed.objid = policy.oid
            and not (
              needed.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and needed.refobjid = policy.polrelid)
            and not exists (
              select from pg_catalog.pg_proc as ours
               where needed.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
                 and ours.oid = needed.refobjid
                 and pg_catalog.pg_get_userbyid(ours.proowner) = 'rowseal_owner')
            and not exists (
              select from pg_catalog.pg_operator as ours
               where needed.refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass
                 and ours.oid = needed.refobjid
                 and pg_catalog.pg_get_userbyid(ours.oprowner) = 'rowseal_owner')
       )
  );
end;

comment on function rowseal.runs_code_of_others(regclass, name) is $$Whether a policy that binds a role where it reads a
table needs more than the table and functions of Rowseal: what others wrote would run with the rights of who reads.
Caller: rowseal.read_row, rowseal_audit.findings_in_rows.
Returns: never null.$$;

revoke execute on function rowseal.runs_code_of_others(regclass, name) from public;
grant execute on function rowseal.runs_code_of_others(regclass, name)
  to rowseal_auditor, rowseal_user, pg_database_owner;
