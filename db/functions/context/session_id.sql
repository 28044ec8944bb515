create or replace function rowseal.session_id() returns uuid
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return encode(substr(rowseal_private.verified_context(), 145, 36), 'escape')::uuid;
end
$$;

comment on function rowseal.session_id() is $$The credential of this transaction: the id of a session, of a personal
access token, or of the key of a service.
Returns: null where nobody entered.
Errors: 28000 bad context.$$;

revoke execute on function rowseal.session_id() from public;
grant execute on function rowseal.session_id() to rowseal_user, rowseal_developer;
