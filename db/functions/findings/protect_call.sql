create or replace function rowseal_private.protect_call(relation text, options jsonb) returns text
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with option (place, argument, value) as (
    select place, argument,
           case pg_catalog.jsonb_typeof(protect_call.options -> key)
             when 'array' then (
               select pg_catalog.quote_literal(pg_catalog.array_agg(element)::text)
                 from pg_catalog.jsonb_array_elements_text(protect_call.options -> key) as element
             )
             when 'boolean' then protect_call.options ->> key
             when 'number' then case key
               when 'fresh' then pg_catalog.quote_literal((protect_call.options ->> key) || ' s')
               else protect_call.options ->> key
             end
             else pg_catalog.quote_literal(protect_call.options ->> key)
           end
      from (values
        (1, 'workspace', 'workspace'), (2, 'read', 'select'), (3, 'insert', 'insert'), (4, 'update', 'update'),
        (5, 'delete', 'delete'), (6, 'owner', 'owner'), (7, 'owned', 'owned'), (8, 'override', 'override'),
        (9, 'parent', 'parent'), (10, 'shared', 'shared'), (11, 'missing', 'missing'), (12, 'keep', 'keep'),
        (13, 'secret', 'secret'), (14, 'allow', 'allow'), (15, 'assured', 'assured'), (16, 'assurance', 'assurance'),
        (17, 'fresh', 'fresh')
      ) as known (place, argument, key)
     where protect_call.options -> key not in ('null', '[]', 'false', '"raise"')
       and (key <> 'owned' or protect_call.options ->> 'owner' is not null)
  )
  select pg_catalog.format(
           'select rowseal.protect(%L, %s)', protect_call.relation,
           pg_catalog.string_agg(pg_catalog.format('%s => %s', argument, value), ', ' order by place)
         )
    from option;
end;

comment on function rowseal_private.protect_call(text, jsonb) is $$The call that protects a table as its record says.$$;

revoke execute on function rowseal_private.protect_call(text, jsonb) from public;
