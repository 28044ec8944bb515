create or replace function rowseal.in_request() returns boolean
  language plpgsql immutable parallel restricted set search_path = pg_catalog, pg_temp
as $$
begin
  -- A superuser has every role, that of rowseal_owner too, which nobody else inherits.
  return (
      pg_catalog.pg_has_role(session_user, 'rowseal_user', 'usage, set')
      or pg_catalog.pg_has_role(session_user, 'rowseal_reader', 'usage, set')
    ) and not pg_catalog.pg_has_role(session_user, 'rowseal_owner', 'usage')
    or session_user in ('rowseal_issuer', 'rowseal_worker')
    or (
      pg_catalog.pg_has_role(current_user, 'rowseal_user', 'usage')
      or pg_catalog.pg_has_role(current_user, 'rowseal_reader', 'usage')
    ) and not pg_catalog.pg_has_role(current_user, 'rowseal_owner', 'usage');
end
$$;

comment on function rowseal.in_request() is $$rowseal.in_request_now() for the policies of rowseal.protect, declared
to be immutable although it is not, so that PostgreSQL works it out once, when it plans a statement: "not in_request()
or x" is x in a request, and no condition at all outside, where the owner of a table works as if there were no policy.
A plan that was made outside and runs inside is refused by rowseal.still_outside().
Caller: policies alone.$$;

revoke execute on function rowseal.in_request() from public;
grant execute on function rowseal.in_request() to public;
