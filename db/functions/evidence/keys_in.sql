create or replace function rowseal_private.keys_in(personal jsonb, place text) returns text[]
  language sql immutable parallel safe set search_path = pg_catalog, pg_temp
  return array(
    select split_part(path, '.', 2) from jsonb_object_keys(keys_in.personal) as path
     where split_part(path, '.', 1) = keys_in.place and path <> 'ip'
  );

comment on function rowseal_private.keys_in(jsonb, text) is
$$The keys of one column among personal values (rowseal_private.personal_of).$$;

revoke execute on function rowseal_private.keys_in(jsonb, text) from public;
