create or replace function rowseal_private.relation_family(relation regclass) returns setof regclass
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with recursive family (member, depth) as (
    select relation_family.relation::oid, 0
    union
    select inheritance.inhrelid, family.depth + 1
      from family
      join pg_catalog.pg_inherits as inheritance on inheritance.inhparent = family.member
      join pg_catalog.pg_class as class on class.oid = inheritance.inhrelid and class.relkind in ('r', 'p')
  )
  select family.member::pg_catalog.regclass
    from family
   group by family.member
   order by pg_catalog.max(family.depth) desc, family.member;
end;

comment on function rowseal_private.relation_family(regclass) is $$A table with all its partitions and children,
itself last.$$;

revoke execute on function rowseal_private.relation_family(regclass) from public;
