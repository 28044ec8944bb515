create or replace function rowseal_test.weakened_policy(
  relation regclass, policy name, using_expression text, check_expression text
) returns text
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select pg_catalog.format('alter policy %I on %s', weakened_policy.policy, weakened_policy.relation)
         || coalesce(' using (' || weakened_policy.using_expression || ')', '')
         || coalesce(' with check (' || weakened_policy.check_expression || ')', '');
end;

comment on function rowseal_test.weakened_policy(regclass, name, text, text) is $$The statement that gives a policy
other expressions; null: it has none.$$;

revoke execute on function rowseal_test.weakened_policy(regclass, name, text, text) from public;
