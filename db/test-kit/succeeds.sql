create or replace function rowseal_test.succeeds(statement text) returns boolean
  language plpgsql volatile parallel unsafe
as $$
declare
  v_rows bigint;
begin
  execute succeeds.statement;
  get diagnostics v_rows = row_count;
  raise exception using errcode = 'RS999';
exception
  when sqlstate 'RS999' then
    return v_rows > 0 or succeeds.statement ~ '^truncate';
  when foreign_key_violation or unique_violation then
    -- Keys are checked for rows that policies have let through.
    return true;
  when others then
    return false;
end
$$;

comment on function rowseal_test.succeeds(text) is $$Whether a statement reaches rows as the user of the transaction: it
returns or changes some, or violates a key with them. It is undone.$$;

revoke execute on function rowseal_test.succeeds(text) from public;
grant execute on function rowseal_test.succeeds(text) to rowseal_user;
