create or replace function rowseal_private.statistics_of_secrets(relation oid, secret jsonb) returns setof text
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select distinct pg_catalog.format('%s.%I', extended.stxnamespace::pg_catalog.regnamespace, extended.stxname)
    from pg_catalog.pg_statistic_ext as extended
    join pg_catalog.pg_depend as uses
      on uses.classid = 'pg_catalog.pg_statistic_ext'::regclass and uses.objid = extended.oid
     and uses.refobjid = extended.stxrelid
    join rowseal_private.holders_of_secrets(statistics_of_secrets.relation, statistics_of_secrets.secret) as held
      on held.holder = extended.stxrelid and held.number = uses.refobjsubid
   where extended.stxrelid = statistics_of_secrets.relation;
end;

comment on function rowseal_private.statistics_of_secrets(oid, jsonb) is
$$The extended statistics (CREATE STATISTICS) that hold values of secret columns of a table.$$;

revoke execute on function rowseal_private.statistics_of_secrets(oid, jsonb) from public;
