create or replace function rowseal_private.identifiers_in(details jsonb) returns jsonb
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
begin atomic
  select coalesce(pg_catalog.jsonb_object_agg(detail.key, detail.value), '{}')
    from pg_catalog.jsonb_each_text(
           case when pg_catalog.jsonb_typeof(identifiers_in.details) = 'object' then identifiers_in.details end
         ) as detail
   where detail.value ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
end;

comment on function rowseal_private.identifiers_in(jsonb) is $$Of the details of an event those that are ids (UUIDs),
and so no name or address of anybody.
Source: RFC 9562 section 4.$$;

revoke execute on function rowseal_private.identifiers_in(jsonb) from public;
