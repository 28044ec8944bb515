create or replace function rowseal_private.canonical_json(value jsonb) returns text
  language plpgsql immutable parallel safe set search_path = pg_catalog, pg_temp
as $$
begin
  case jsonb_typeof(canonical_json.value)
    when 'object' then
      return '{' || coalesce((
        select string_agg(
                 to_json(member.key)::text || ':' || case
                   when jsonb_typeof(member.value) in ('string', 'boolean', 'null') then member.value::text
                   else rowseal_private.canonical_json(member.value)
                 end,
                 ',' order by member.key collate "C")
          from jsonb_each(canonical_json.value) as member
      ), '') || '}';
    when 'array' then
      return '[' || coalesce((
        select string_agg(rowseal_private.canonical_json(item.value), ',' order by item.place)
          from jsonb_array_elements(canonical_json.value) with ordinality as item (value, place)
      ), '') || ']';
    when 'number' then
      return case
        when canonical_json.value::text ~ '^-?[0-9]{1,15}$' then canonical_json.value::text
        else rowseal_private.canonical_number(canonical_json.value::numeric)
      end;
    else
      return canonical_json.value::text;
  end case;
end
$$;

comment on function rowseal_private.canonical_json(jsonb) is
$$JSON in the one form that RFC 8785 gives it: no spaces, members by their keys, numbers as ECMAScript prints them.
PostgreSQL escapes strings as it asks. Keys are compared by code points, which is the order of UTF-16 but for characters
beyond the basic plane; keys of audit events are names of columns and our own words.
Source: RFC 8785.$$;

revoke execute on function rowseal_private.canonical_json(jsonb) from public;
