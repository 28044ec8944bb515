create or replace function rowseal.still_outside() returns integer
  language sql stable parallel restricted
begin atomic
  select case when rowseal.in_request_now() then rowseal_private.refuse_plan() else 1 end;
end;

comment on function rowseal.still_outside() is $$Refuses a plan that was cached outside requests and runs inside one,
after SET SESSION AUTHORIZATION or a GRANT in the middle of a session: it has no condition of the policies any more
(rowseal.in_request). Its body was bound when it was made: who calls it need not reach the schema.
Caller: policies of rowseal.protect.
Returns: 1.
Errors: RS015 in a request.$$;

revoke execute on function rowseal.still_outside() from public;
grant execute on function rowseal.still_outside() to public;
