create or replace function rowseal.request_id() returns text
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return nullif(split_part(convert_from(substr(rowseal_private.verified_context(), 182), 'UTF8'), '|', 3), '');
end
$$;

comment on function rowseal.request_id() is $$What logs call the request, as it was said to rowseal.enter: for an
application's own records. The server says what its log lines and problem documents say too.
Returns: null where nobody entered, or none was said.
Errors: 28000 bad context.$$;

revoke execute on function rowseal.request_id() from public;
grant execute on function rowseal.request_id() to rowseal_user, rowseal_developer;
