create or replace function rowseal_test.personas_for(protection jsonb)
  returns table (name text, role text, scopes text[], level integer, age interval)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select persona.name, persona.role, persona.scopes, persona.level, persona.age
    from (
      select 0 as place, 'nobody' as name, null as role, null::text[] as scopes, null::integer as level,
             null::interval as age
      union all
      select 1, built_in.name, built_in.name, null, null, null
        from rowseal.roles as built_in
       where built_in.workspace_id = '00000000-0000-0000-0000-000000000000'
      union all
      select 2, 'all but ' || named.scope, 'rowseal_matrix', rowseal_test.scopes_without(named.scope), null, null
        from (
          select distinct option.value #>> '{}' as scope
            from pg_catalog.jsonb_each(personas_for.protection) as option
           where option.key in ('select', 'insert', 'update', 'delete', 'override')
             and pg_catalog.jsonb_typeof(option.value) = 'string'
        ) as named
      union all
      select 3, 'who proved less', 'rowseal_matrix', rowseal_test.scopes_without(null), asked.assurance - 1, '0'
        from (select (personas_for.protection ->> 'assurance')::integer as assurance) as asked
       where asked.assurance is not null
      union all
      select 4, 'who proved it earlier', 'rowseal_matrix', rowseal_test.scopes_without(null),
             (personas_for.protection ->> 'assurance')::integer,
             pg_catalog.make_interval(secs => asked.fresh + 1)
        from (select (personas_for.protection ->> 'fresh')::integer as fresh) as asked
       where asked.fresh is not null
    ) as persona
   order by persona.place, pg_catalog.array_position('{owner,admin,member,viewer}', persona.name), persona.name;
end;

comment on function rowseal_test.personas_for(jsonb) is $$Who is tried on a table that is protected so: nobody, each of
the built-in roles, and for each scope that the table names somebody who has every other one; where it asks for an
assurance, somebody who has proved less (level; null: everything), or not lately (age).$$;

revoke execute on function rowseal_test.personas_for(jsonb) from public;
