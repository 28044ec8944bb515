create or replace function rowseal_private.asked_levels(given jsonb, acr jsonb) returns smallint[]
  language sql immutable parallel safe
begin atomic
  select coalesce(
           pg_catalog.array_agg(rowseal_private.level_named(named.name)::smallint order by named.place)
             filter (where rowseal_private.level_named(named.name) is not null),
           '{}')
    from pg_catalog.unnest(coalesce(
           nullif(array(select pg_catalog.jsonb_array_elements_text(asked_levels.acr -> 'values')), '{}'),
           pg_catalog.string_to_array(asked_levels.given ->> 'acr_values', ' ')
         )) with ordinality as named (name, place);
end;

comment on function rowseal_private.asked_levels(jsonb, jsonb) is $$The levels of assurance that an authorization
request names, the one that the client likes best first: acr of the parameter claims, or acr_values. Names of others
are as if left out.
Returns: an empty array: any level will do.
Source: OpenID Connect Core section 3.1.2.1 and 5.5.1.1.$$;

revoke execute on function rowseal_private.asked_levels(jsonb, jsonb) from public;
