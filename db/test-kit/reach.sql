create or replace function rowseal_test.reach(statement text) returns text
  language sql volatile parallel unsafe
begin atomic
  -- One row is the persona's own, two are of others in the workspace, four are of another workspace.
  select coalesce(
           attempted.failure,
           case
             when attempted.rows >= 4 then 'everything'
             when attempted.rows = 3 then 'workspace'
             when attempted.rows = 2 then 'others'
             when attempted.rows = 1 then 'own'
             else 'none'
           end)
    from rowseal_test.attempt(reach.statement) as attempted;
end;

comment on function rowseal_test.reach(text) is $$Which of the rows that rowseal_test.matrix generates a statement
reaches, or its SQLSTATE.$$;

revoke execute on function rowseal_test.reach(text) from public;
grant execute on function rowseal_test.reach(text) to rowseal_user;
