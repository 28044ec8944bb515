create or replace function rowseal_private.findings_in_hooks() returns setof rowseal_private.finding
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'hook_unfit', 'high', hook.name,
         pg_catalog.format('It is a hook of %s and is not called, because %s.', hook.event, fault),
         pg_catalog.format('select rowseal.unregister_hook(%L, %L)', hook.event, hook.name), 'owner', fault
    from rowseal_private.hooks as hook
   cross join lateral rowseal_private.hook_faults(hook.function_oid, hook.name, hook.owner) as fault
  union all
  select 'hook_failing', 'medium', failed.name,
         pg_catalog.format(
           'It has failed (SQLSTATE %s) after people were removed, %s times, and is tried again.',
           pg_catalog.string_agg(distinct failed.error, ', '), pg_catalog.count(*)),
         pg_catalog.format('select rowseal.unregister_hook(%L, %L)', 'member_removed', failed.name), 'owner', null
    from rowseal_private.hook_failures as failed
   where failed.tries > 3
   group by failed.name;
end;

comment on function rowseal_private.findings_in_hooks() is
$$Findings in hooks: those that were changed since they were registered, and those that go on failing.$$;

revoke execute on function rowseal_private.findings_in_hooks() from public;
