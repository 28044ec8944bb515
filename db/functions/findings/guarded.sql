create or replace function rowseal_private.guarded(expression text) returns text
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
  return pg_catalog.regexp_replace(
    guarded.expression,
    '([a-z_"][\w."]*\)*(?:::[\w ]+)?) = (\(*\s*select\M|\(*[\w."]+\(|\(*(?:current|session)_\w+|\(*case\M)',
    '\1 operator(rowseal.===) \2', 'gi'
  );

comment on function rowseal_private.guarded(text) is $$An expression with operator(rowseal.===) in place of the
equalities that compare a column with a function or a subquery: exact, and of no use to an index.$$;

revoke execute on function rowseal_private.guarded(text) from public;
