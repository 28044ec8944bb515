create or replace function rowseal.has_own_policies(relation regclass, restrictive boolean) returns boolean
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select exists (
    select from pg_catalog.pg_policy as policy
     where policy.polrelid = has_own_policies.relation
       and policy.polpermissive <> has_own_policies.restrictive
       and policy.polname not in (select rowseal_private.policies_of_protect(has_own_policies.relation))
  );
end;

comment on function rowseal.has_own_policies(regclass, boolean) is $$Whether a protected table has policies that
rowseal.protect did not write, restrictive or permissive ones.
Caller: rowseal.explain.$$;

revoke execute on function rowseal.has_own_policies(regclass, boolean) from public;
grant execute on function rowseal.has_own_policies(regclass, boolean)
  to rowseal_auditor, rowseal_user, pg_database_owner;
