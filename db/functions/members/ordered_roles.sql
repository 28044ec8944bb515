create or replace function rowseal_private.ordered_roles(roles text[]) returns text[]
  language sql immutable parallel safe
  return array(
    select named.name
      from (select distinct given.name from pg_catalog.unnest(ordered_roles.roles) as given (name)) as named
     order by pg_catalog.array_position(rowseal_private.built_in_roles(), named.name) nulls last,
              named.name collate "C"
  );

comment on function rowseal_private.ordered_roles(text[]) is
$$Names of roles as a membership has them: each once, those that are built in first, from the highest to the lowest,
then the others by name. So the same roles are the same row, in whatever order they are named.
Returns: never null; a null among them comes last.$$;

revoke execute on function rowseal_private.ordered_roles(text[]) from public;
