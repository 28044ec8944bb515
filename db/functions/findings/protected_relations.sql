create or replace function rowseal_private.protected_relations()
  returns table (relation oid, name text, owner oid, options jsonb)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select class.oid, class.oid::pg_catalog.regclass::text, class.relowner, rowseal_private.protection_of(class.oid)
    from pg_catalog.pg_class as class
   where class.relkind in ('r', 'p')
     and exists (
       select from pg_catalog.pg_policy as policy
        where policy.polrelid = class.oid
          and policy.polname ~ '^rowseal_((gate_)?(select|insert|update|delete)|guard|still_outside)$'
     );
end;

comment on function rowseal_private.protected_relations() is $$The tables that rowseal.protect protects, with their
partitions and children, whatever is left of its policies.
Returns: options is null where an older version protected a table.$$;

revoke execute on function rowseal_private.protected_relations() from public;
