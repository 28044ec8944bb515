create or replace function rowseal_test.reach(statement text, own bigint, here bigint) returns text
  language sql volatile parallel unsafe
begin atomic
  select coalesce(
           attempted.failure,
           case
             when attempted.rows = 0 then 'none'
             when attempted.rows > reach.here then 'everything'
             when attempted.rows = reach.here then 'workspace'
             when attempted.rows = reach.own then 'own'
             else 'others'
           end)
    from rowseal_test.attempt(reach.statement) as attempted;
end;

comment on function rowseal_test.reach(text, bigint, bigint) is $$Which of the rows that rowseal_test.matrix
generates a statement reaches, or its SQLSTATE. own: how many are of the persona, here: of the workspace; there are
more elsewhere.$$;

revoke execute on function rowseal_test.reach(text, bigint, bigint) from public;
grant execute on function rowseal_test.reach(text, bigint, bigint) to rowseal_user;
