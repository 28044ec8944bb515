create or replace function rowseal.request_ip() returns inet
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- No scope holds a "|", and the request's id loses its own.
  return nullif(
    split_part(convert_from(substr(rowseal_private.verified_context(), 182), 'UTF8'), '|', 2), '')::inet;
end
$$;

comment on function rowseal.request_ip() is
$$The client's address, as it was said to rowseal.enter: for an application's own records. It gives no right.
Returns: null where nobody entered, or no address was said.
Errors: 28000 bad context.$$;

revoke execute on function rowseal.request_ip() from public;
grant execute on function rowseal.request_ip() to rowseal_user, rowseal_developer;
