create or replace function rowseal_private.findings_in_database() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'may_create', 'medium', place.name,
         'Requests may create objects here, and others who use the same name may get these instead.',
         pg_catalog.format('revoke %s on %s from %s', place.privileges, place.name, held.grantee), 'owner',
         held.grantee
    from (
      select pg_catalog.format('database %I', datname) as name, datacl as acl, 'd'::"char" as kind, datdba as owner,
             'create, temporary' as privileges
        from pg_catalog.pg_database where datname = pg_catalog.current_database()
      union all
      select pg_catalog.format('schema %I', nspname), nspacl, 'n', nspowner, 'create'
        from pg_catalog.pg_namespace where not rowseal_private.is_ours(oid)
    ) as place
   cross join lateral rowseal_private.grants_to_requests(place.acl, place.kind, place.owner) as held
   where held.privileges ~ 'create|temporary'
  union all
  select 'logs_parameters', case when logging.is_on then 'high' else 'low' end, role.rolname::text,
         case when logging.is_on then 'The server logs statements' else 'A server that logs statements logs' end
         || ' with their parameters: digests of credentials, seals, addresses.',
         pg_catalog.format('alter role %I set log_parameter_max_length = 0', role.rolname),
         rowseal_private.run_by_superuser(), null
    from pg_catalog.pg_roles as role
   cross join lateral (
     select pg_catalog.current_setting('log_statement') <> 'none'
            or pg_catalog.current_setting('log_min_duration_statement') <> '-1'
            or pg_catalog.current_setting('log_min_duration_sample') <> '-1' as is_on
   ) as logging
   where role.rolname in ('rowseal_gateway', 'rowseal_issuer', 'rowseal_worker')
     and not exists (
       select from pg_catalog.pg_db_role_setting as setting
        where setting.setrole = role.oid and setting.setdatabase = 0
          and setting.setconfig @> '{log_parameter_max_length=0}'
     )
  union all
  select 'login_setting', 'medium', pg_catalog.format('%s %s', role.rolname, pg_catalog.split_part(config, '=', 1)),
         'A setting of this role for this database alone overrides what Rowseal relies on.',
         pg_catalog.format('alter role %I in database %I reset %I', role.rolname, pg_catalog.current_database(),
           pg_catalog.split_part(config, '=', 1)),
         'owner', null
    from pg_catalog.pg_db_role_setting as setting
    join pg_catalog.pg_roles as role on role.oid = setting.setrole
    join pg_catalog.pg_database as database on database.oid = setting.setdatabase
   cross join lateral pg_catalog.unnest(setting.setconfig) as config
   where role.rolname in ('rowseal_gateway', 'rowseal_issuer', 'rowseal_worker')
     and database.datname = pg_catalog.current_database()
  union all
  select 'collation_version', 'medium', collation_used.name,
         'Indexes were built with another version of this collation: they may miss rows, and unique keys may repeat.',
         pg_catalog.format('%s; alter collation %s refresh version', collation_used.reindex, collation_used.name),
         'owner', collation_used.collversion
    from (
      select pg_catalog.format('%s.%I', used.collnamespace::pg_catalog.regnamespace, used.collname) as name,
             used.collversion,
             pg_catalog.string_agg(
               pg_catalog.format('reindex index %s', index.indexrelid::pg_catalog.regclass), '; '
               order by index.indexrelid) as reindex
        from pg_catalog.pg_collation as used
        join pg_catalog.pg_index as index on used.oid = any (index.indcollation::oid[])
       where used.collversion <> pg_catalog.pg_collation_actual_version(used.oid)
       group by used.oid, used.collname, used.collnamespace, used.collversion
    ) as collation_used;
end;

comment on function rowseal_private.findings_in_database() is
$$Findings in the database and the server: what requests may create, what is logged, settings of the login roles,
collations.$$;

revoke execute on function rowseal_private.findings_in_database() from public;
