create or replace function rowseal_test.weakenings(relation regclass)
  returns table (mutant text, statement text, undo text)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with policies as (
    select policy.polname as name, policy.polpermissive as permits,
           pg_catalog.pg_get_expr(policy.polqual, policy.polrelid) as u,
           pg_catalog.pg_get_expr(policy.polwithcheck, policy.polrelid) as c
      from pg_catalog.pg_policy as policy
     where policy.polrelid = weakenings.relation
  ), weakened as (
    select policies.*,
           case when permits then 'lets every row through' else 'is dropped' end as how,
           case when u is not null then 'true' end as new_u, case when c is not null then 'true' end as new_c
      from policies
    union all
    select policies.*, 'asks for no scope', rowseal_test.without_scope(u), rowseal_test.without_scope(c) from policies
    union all
    select policies.*, asks.how, rowseal_test.without_proof(u, asks.fresh_alone),
           rowseal_test.without_proof(c, asks.fresh_alone)
      from policies
     cross join (values ('asks for no proof', false), ('asks for no fresh proof', true)) as asks (how, fresh_alone)
    union all
    select policies.*, 'has no USING', 'true', c from policies where c <> 'true'
    union all
    select policies.*, 'has no WITH CHECK', u, 'true' from policies where u <> 'true'
  )
  select pg_catalog.format('%s %s', name, how),
         rowseal_test.weakened_policy(weakenings.relation, name, new_u, new_c),
         rowseal_test.weakened_policy(weakenings.relation, name, u, c)
    from weakened
   where (u, c) is distinct from (new_u, new_c) and (u is null) = (new_u is null) and (c is null) = (new_c is null)
  union all
  select 'row-level security is ' || setting.mutant,
         pg_catalog.format('alter table %s %s row level security', weakenings.relation, setting.off),
         pg_catalog.format('alter table %s %s row level security', weakenings.relation, setting.back)
    from (values ('not forced', 'no force', 'force'), ('disabled', 'disable', 'enable')) as setting (mutant, off, back)
   order by 1;
end;

comment on function rowseal_test.weakenings(regclass) is $$Each way in which the protection of a table can be weakened
by one step: a policy dropped, its USING, its WITH CHECK, its scope or its assurance left out; row-level security not
forced, or disabled.
Returns: for each its name, the statement, and the one that takes it back.$$;

revoke execute on function rowseal_test.weakenings(regclass) from public;
