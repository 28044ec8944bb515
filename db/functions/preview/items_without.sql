create or replace function rowseal_private.items_without(change text, items jsonb, others jsonb)
  returns table (change text, item jsonb)
  language sql immutable parallel safe
begin atomic
  select items_without.change, one.value
    from pg_catalog.jsonb_array_elements(items_without.items) as one
   where one.value not in (select other.value from pg_catalog.jsonb_array_elements(items_without.others) as other);
end;

comment on function rowseal_private.items_without(text, jsonb, jsonb) is $$The items of one JSON array that another has
not, beside a word for it.$$;

revoke execute on function rowseal_private.items_without(text, jsonb, jsonb) from public;
