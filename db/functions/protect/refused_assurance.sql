create or replace function rowseal_private.refused_assurance(options jsonb) returns text
  language sql immutable parallel safe
  return case
    when refused_assurance.options ->> 'assurance' is null then case
      when refused_assurance.options ->> 'fresh' is not null or refused_assurance.options ->> 'assured' is not null
        then 'assured and fresh need assurance, a level'
    end
    -- A table that nobody could reach, whatever they proved.
    when (refused_assurance.options ->> 'assurance')::integer not between 1 and rowseal_private.highest_assurance()
      then 'assurance is a level from 1 to ' || rowseal_private.highest_assurance()
    when not refused_assurance.options -> 'assured' <@ '["select", "insert", "update", "delete"]'::jsonb
      or refused_assurance.options -> 'assured' = '[]'
      then 'assured takes the commands select, insert, update and delete'
    when (refused_assurance.options -> 'shared')::boolean and refused_assurance.options -> 'assured' <> '["select"]'
      then 'a shared table is read alone: assured is {select}'
    when (refused_assurance.options ->> 'fresh')::numeric not between 1 and 2147483647
      or (refused_assurance.options ->> 'fresh')::numeric % 1 <> 0
      then 'fresh is a whole number of seconds, one or more'
  end;

comment on function rowseal_private.refused_assurance(jsonb) is $$What is wrong with the assurance that rowseal.protect
is asked for.
Returns: null where nothing is.$$;

revoke execute on function rowseal_private.refused_assurance(jsonb) from public;
