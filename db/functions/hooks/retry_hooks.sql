create or replace function rowseal_private.retry_hooks() returns integer
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_failure rowseal_private.hook_failures;
  v_hook rowseal_private.hooks;
begin
  delete from rowseal_private.slow_hooks where at < now() - interval '1 day';
  select * into v_failure
    from rowseal_private.hook_failures as due
   where due.retry_at < clock_timestamp()
   order by due.retry_at
   limit 1
     for update skip locked;
  if not found then
    return 0;
  end if;
  select hook.* into v_hook
    from rowseal_private.hooks as hook
   where hook.event = 'member_removed' and hook.name = v_failure.name;
  if not found or not exists (
    select from rowseal.workspaces as workspace where workspace.id = v_failure.workspace_id
  ) then
    delete from rowseal_private.hook_failures as done where done.id = v_failure.id;
    return 1;
  end if;
  if not rowseal_private.is_still_removed(v_failure) then
    perform rowseal_private.record_event(
      'hook_call_dropped', v_failure.user_id, v_failure.workspace_id,
      jsonb_build_object('function', v_failure.name, 'occasion', v_failure.occasion));
    delete from rowseal_private.hook_failures as done where done.id = v_failure.id;
    return 1;
  end if;
  begin
    if exists (select from rowseal_private.hook_faults(v_hook.function_oid, v_hook.name, v_hook.owner)) then
      raise exception 'the hook was changed' using errcode = 'RS060';
    end if;
    perform rowseal_private.run_hook(v_hook, v_failure.occasion, v_failure.workspace_id, v_failure.user_id);
    delete from rowseal_private.hook_failures as done where done.id = v_failure.id;
  exception when query_canceled or assert_failure or others then
    update rowseal_private.hook_failures as failed
       set error = sqlstate, tries = failed.tries + 1,
           retry_at = clock_timestamp() + least(interval '1 minute' * 2 ^ least(failed.tries, 11), interval '1 day')
     where failed.id = v_failure.id;
  end;
  return 1;
end
$$;

comment on function rowseal_private.retry_hooks() is $$Calls once more a hook that has failed where it stops nothing:
after a minute, two, four, at last once a day, until it succeeds, is no hook any more, its workspace is gone, or what it
would be told does not hold any more (rowseal_private.is_still_removed), which is an event.
Caller: rowseal_private.purge.
Returns: 1; 0 where none is due.$$;

revoke execute on function rowseal_private.retry_hooks() from public;
