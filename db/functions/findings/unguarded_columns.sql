create or replace function rowseal_private.unguarded_columns(expression text, elsewhere text, joins boolean)
  returns setof text
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  with source as (
    select pg_catalog.regexp_replace(pg_catalog.lower(unguarded_columns.expression), '\s+', ' ', 'g') as text
  ),
  compared as (
    select (pg_catalog.regexp_matches(
             source.text,
             '([a-z_"][\w."]*)\)*(?:::[\w ]+)? = (?:\(*\s*select\M|\(*[\w."]+\(|\(*(?:current|session)_\w+|\(*case\M)',
             'g'
           ))[1] as name
      from source
    union
    select (pg_catalog.regexp_matches(
             source.text, '(?:\)|_user|\mend)(?:::[\w ]+)? = \(*([a-z"][\w."]*)(?![\w."]*\()', 'g'))[1]
      from source
    union
    select (pg_catalog.regexp_matches(source.text, '([\w."]+) in \(\s*select\M', 'g'))[1]
      from source
     where unguarded_columns.joins
  )
  select compared.name
    from compared, source
   cross join lateral (
     select source.text || ' ' || pg_catalog.lower(coalesce(unguarded_columns.elsewhere, '')) as text
   ) as guards
   where position(' ' || compared.name || ' operator(rowseal.===)' in guards.text) = 0
     and position('(' || compared.name || ' operator(rowseal.===)' in guards.text) = 0;
end;

comment on function rowseal_private.unguarded_columns(text, text, boolean) is $$The columns that an expression compares
with a function or a subquery by an equality that the planner may merge with one of the statement's own
(db/decisions/0021). elsewhere: what else binds the same rows; joins: whether IN (SELECT …) becomes a join.$$;

revoke execute on function rowseal_private.unguarded_columns(text, text, boolean) from public;
