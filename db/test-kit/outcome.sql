create or replace function rowseal_test.outcome(statement text) returns text
  language sql volatile parallel unsafe
begin atomic
  select coalesce(attempted.failure, attempted.rows::text)
    from rowseal_test.attempt(outcome.statement) as attempted;
end;

comment on function rowseal_test.outcome(text) is $$Runs a statement as the user of the transaction, and undoes it.
Returns: how many rows it returned or changed, or its SQLSTATE.$$;

revoke execute on function rowseal_test.outcome(text) from public;
grant execute on function rowseal_test.outcome(text) to rowseal_user;
