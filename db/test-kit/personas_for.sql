create or replace function rowseal_test.personas_for(protection jsonb)
  returns table (name text, role text, scopes text[])
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select persona.name, persona.role, persona.scopes
    from (
      select 0 as place, 'nobody' as name, null as role, null::text[] as scopes
      union all
      select 1, built_in.name, built_in.name, null
        from rowseal.roles as built_in
       where built_in.workspace_id = '00000000-0000-0000-0000-000000000000'
      union all
      select 2, 'all but ' || named.scope, 'rowseal_matrix', rowseal_test.scopes_without(named.scope)
        from (
          select distinct option.value #>> '{}' as scope
            from pg_catalog.jsonb_each(personas_for.protection) as option
           where option.key in ('select', 'insert', 'update', 'delete', 'override')
             and pg_catalog.jsonb_typeof(option.value) = 'string'
        ) as named
    ) as persona
   order by persona.place, pg_catalog.array_position('{owner,admin,member,viewer}', persona.name), persona.name;
end;

comment on function rowseal_test.personas_for(jsonb) is $$Who is tried on a table that is protected so: nobody, each of
the built-in roles, and for each scope that the table names somebody who has every other one.$$;

revoke execute on function rowseal_test.personas_for(jsonb) from public;
