create or replace function rowseal_test.protected_tables() returns setof regclass
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select class.oid::pg_catalog.regclass
    from pg_catalog.pg_policy as policy
    join pg_catalog.pg_class as class on class.oid = policy.polrelid
   where policy.polname = 'rowseal_guard'
     and rowseal_private.protection_of(class.oid) is not null
     and not exists (
       select from pg_catalog.pg_inherits as inherits
         join pg_catalog.pg_policy as parent on parent.polrelid = inherits.inhparent
        where inherits.inhrelid = class.oid and parent.polname = 'rowseal_guard'
     )
   order by rowseal_test.name_of(class.oid);
end;

comment on function rowseal_test.protected_tables() is $$The tables that rowseal.protect has protected, without their
partitions and children.$$;

revoke execute on function rowseal_test.protected_tables() from public;
