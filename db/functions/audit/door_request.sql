create or replace function rowseal_private.door_request() returns text
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
begin
  return case when session_user = 'rowseal_issuer' then nullif(current_setting('rowseal.door_request', true), '') end;
end
$$;

comment on function rowseal_private.door_request() is
$$The request that this call of the issuing door belongs to, as rowseal_private.from_request said. Through any other
door the setting says nothing: SQL in a request may write it.
Returns: null elsewhere, and where none was said.$$;

revoke execute on function rowseal_private.door_request() from public;
