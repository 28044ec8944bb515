create or replace function rowseal_test.attempt(statement text, out rows bigint, out failure text)
  language plpgsql volatile parallel unsafe
as $$
begin
  execute attempt.statement;
  get diagnostics rows = row_count;
  raise exception using errcode = 'RS999';
exception
  when sqlstate 'RS999' then
    failure := null;
  when others then
    rows := null;
    failure := sqlstate;
end
$$;

comment on function rowseal_test.attempt(text) is $$Runs a statement as the user of the transaction, and undoes it.
Returns: how many rows it returned or changed, or its SQLSTATE.$$;

revoke execute on function rowseal_test.attempt(text) from public;
grant execute on function rowseal_test.attempt(text) to rowseal_user;
