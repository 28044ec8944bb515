create or replace function rowseal_private.findings_in_sessions() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with application as (
    select function.oid, function.proconfig, function.prosrc, function.oid::pg_catalog.regprocedure::text as name
      from pg_catalog.pg_proc as function
      join pg_catalog.pg_language as language
        on language.oid = function.prolang and language.lanname in ('sql', 'plpgsql')
     where function.prosqlbody is null
       and function.pronamespace in (
         select schema.oid from pg_catalog.pg_namespace as schema where not rowseal_private.is_ours(schema.oid))
       and (
         function.prorettype = 'pg_catalog.trigger'::regtype
         or pg_catalog.has_schema_privilege('rowseal_gateway', function.pronamespace, 'usage')
            and pg_catalog.has_function_privilege('rowseal_gateway', function.oid, 'execute')
       )
       and not exists (
         select from pg_catalog.pg_depend where objid = function.oid and classid = 'pg_catalog.pg_proc'::regclass
           and deptype = 'e'
       )
  )
  select 'session_dependent', 'medium', application.name,
         'What it means depends on settings of the session that calls it first, and stays so for the next ones: '
           || pg_catalog.string_agg(depends.why, ', ' order by depends.setting) || '.',
         pg_catalog.format('alter routine %s %s', application.name,
           pg_catalog.string_agg(
             pg_catalog.format('set %s = %s', depends.setting, depends.value), ' ' order by depends.setting)),
         'owner', application.prosrc
    from application
   cross join lateral (
     values
       ('standard_conforming_strings', 'on', 'a backslash in a plain string',
        '(^|[^\w''])''[^''\n]*\\[^''\n]*'''),
       ('datestyle', '''ISO, MDY''', 'a date that is not in ISO 8601',
        '\m(date|timestamp|timestamptz)\s+''(?!\d{4}-)[^'']*\d[^'']*''|''(?!\d{4}-)\d[^'']*''::(date|timestamp)'),
       ('timezone', '''UTC''', 'a moment without a time zone',
        '\mtimestamptz\s+''\d[^''+Z]*''|''\d[^''+Z]*''::timestamptz'),
       ('transform_null_equals', 'off', 'a comparison with null by =',
        '\m(where|and|or|not|when|if|elsif)\M(?:(?!then|\mset\M|[;,]).)*[^:<>=!]=\s*null\M')
   ) as depends (setting, value, why, pattern)
   where application.prosrc ~* depends.pattern
     and not exists (
       select from pg_catalog.unnest(application.proconfig) as config
        where pg_catalog.lower(config) ~ ('^' || depends.setting || '=')
     )
   group by application.oid, application.name, application.prosrc
  union all
  select 'prepared_transaction', 'medium', prepared.gid,
         pg_catalog.format('Prepared in %s at %s, it keeps its locks, and holds back what is sealed and vacuumed.',
           prepared.database, prepared.prepared),
         pg_catalog.format('rollback prepared %L', prepared.gid), 'owner', null
    from pg_catalog.pg_prepared_xacts as prepared
   -- In other databases they may come and go.
   where prepared.database = pg_catalog.current_database()
      or prepared.prepared < pg_catalog.clock_timestamp() - interval '1 hour';
end;

comment on function rowseal_private.findings_in_sessions() is
$$Findings in what outlives a session: meanings that functions take from its settings, transactions that were
prepared.$$;

revoke execute on function rowseal_private.findings_in_sessions() from public;
