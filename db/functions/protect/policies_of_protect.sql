create or replace function rowseal_private.policies_of_protect(relation regclass) returns setof text
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select policy.polname::text
    from pg_catalog.pg_policy as policy
   where policy.polrelid = policies_of_protect.relation
     and policy.polname ~ '^rowseal_((gate_|rows_)?(select|insert|update|delete)|guard|still_outside|outside|backup)$'
   order by policy.polname;
end;

comment on function rowseal_private.policies_of_protect(regclass) is $$The policies of a table that rowseal.protect
wrote, this version's or an older one's.$$;

revoke execute on function rowseal_private.policies_of_protect(regclass) from public;
