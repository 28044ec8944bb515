create or replace function rowseal_private.readers_of_protected() returns table (relation oid)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with recursive reader (relation) as (
    select protected.relation from rowseal_private.protected_relations() as protected
    union
    select rule.ev_class
      from reader
      join pg_catalog.pg_depend as dependency
        on dependency.refclassid = 'pg_catalog.pg_class'::regclass and dependency.refobjid = reader.relation
       and dependency.classid = 'pg_catalog.pg_rewrite'::regclass
      join pg_catalog.pg_rewrite as rule on rule.oid = dependency.objid and rule.rulename = '_RETURN'
  )
  select reader.relation from reader;
end;

comment on function rowseal_private.readers_of_protected() is $$Protected tables, and the views and materialized views
that read them, directly or by others.$$;

revoke execute on function rowseal_private.readers_of_protected() from public;
