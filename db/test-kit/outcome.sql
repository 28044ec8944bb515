create or replace function rowseal_test.outcome(statement text) returns text
  language plpgsql volatile parallel unsafe
as $$
declare
  v_rows bigint := 0;
  v_row record;
begin
  begin
    if outcome.statement ~* '^\s*(select|with|table|values)\M' then
      for v_row in execute outcome.statement loop
        v_rows := v_rows + 1;
      end loop;
    else
      execute outcome.statement;
      get diagnostics v_rows = row_count;
    end if;
    raise exception using errcode = 'RS999';
  exception
    when sqlstate 'RS999' then
      return v_rows;
    when others then
      return sqlstate;
  end;
end
$$;

comment on function rowseal_test.outcome(text) is $$Runs a statement as the user of the transaction, and undoes it.
Returns: how many rows it returned or changed, or its SQLSTATE.$$;

revoke execute on function rowseal_test.outcome(text) from public;
grant execute on function rowseal_test.outcome(text) to rowseal_user;
