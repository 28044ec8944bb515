create or replace function rowseal_private.protection_of(relation regclass) returns jsonb
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select substring(pg_catalog.obj_description(policy.oid, 'pg_policy') from '\{.*\}$')::pg_catalog.jsonb - 'digest'
    from pg_catalog.pg_policy as policy
   where policy.polrelid = protection_of.relation
     and policy.polname in ('rowseal_guard', 'rowseal_still_outside')
     and pg_catalog.obj_description(policy.oid, 'pg_policy') ~ '\{.*\}$'
   order by policy.polname
   limit 1;
end;

comment on function rowseal_private.protection_of(regclass) is $$What rowseal.protect was called with for a table, and
what stood before (key before): the comment on its policy rowseal_guard is the record, so that dumps and renames keep
it, and that on rowseal_still_outside repeats it.
Returns: null where rowseal.protect has not been called, or only that of an older version.$$;

revoke execute on function rowseal_private.protection_of(regclass) from public;
