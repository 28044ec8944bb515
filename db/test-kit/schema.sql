create schema if not exists rowseal_test;
comment on schema rowseal_test is $$Tests of isolation beside pgTAP. For databases of tests alone: who may execute its
functions can be anybody.$$;
grant usage on schema rowseal_test to rowseal_user;
create sequence if not exists rowseal_test.seen;
grant usage, update on sequence rowseal_test.seen to rowseal_user;

-- Another version of the kit may be here, whose functions have other arguments or results.
do $$
declare
  v_function record;
begin
  for v_function in
    select oid, oid::regprocedure as name from pg_catalog.pg_proc where pronamespace = 'rowseal_test'::regnamespace
  loop
    -- It may have gone with one before it.
    if exists (select from pg_catalog.pg_proc where oid = v_function.oid) then
      execute format('drop function %s cascade', v_function.name);
    end if;
  end loop;
end
$$;
