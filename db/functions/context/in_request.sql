create or replace function rowseal.in_request() returns boolean
  language sql immutable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select rowseal.in_request_now();
end;

comment on function rowseal.in_request() is $$rowseal.in_request_now() for the policies of rowseal.protect, declared
to be immutable although it is not, so that PostgreSQL works it out once, when it plans a statement: "not in_request()
or x" is x in a request, and no condition at all outside, where the owner of a table works as if there were no policy.
A plan that was made outside and runs inside is refused by rowseal.still_outside().
A SET clause, so that it is not inlined, and a body that was bound when it was made, since who calls it need not reach
the schema.
Caller: policies alone.$$;

revoke execute on function rowseal.in_request() from public;
grant execute on function rowseal.in_request() to public;
