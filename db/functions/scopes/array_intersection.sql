create or replace function rowseal_private.array_intersection(one text[], other text[]) returns text[]
  language sql immutable parallel safe
  -- Core has no intersection of arrays, but it has the difference of word sets: what is in both is one without (one
  -- without the other).
  return pg_catalog.tsvector_to_array(pg_catalog.ts_delete(
    pg_catalog.array_to_tsvector(array_intersection.one),
    pg_catalog.tsvector_to_array(
      pg_catalog.ts_delete(pg_catalog.array_to_tsvector(array_intersection.one), array_intersection.other))
  ));

comment on function rowseal_private.array_intersection(text[], text[]) is
$$The texts that both arrays contain, each once; null for null. Without a subquery, which every statement that might
need it would pay for setting up; no SET clause, so that it is inlined into its callers.$$;

revoke execute on function rowseal_private.array_intersection(text[], text[]) from public;
