create or replace function rowseal_private.run_hooks(event text, occasion text, workspace_id uuid, user_id uuid)
  returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_hook rowseal_private.hooks;
begin
  for v_hook in
    select hook.*
      from rowseal_private.hooks as hook
     where hook.event = run_hooks.event
     order by hook.name
  loop
    -- One that was changed since is a finding, and is not called. What it might have refused is not done without it.
    if exists (select from rowseal_private.hook_faults(v_hook.function_oid, v_hook.name, v_hook.owner)) then
      if run_hooks.event = 'before_delete' then
        raise exception 'the hook % cannot be asked', v_hook.name
          using errcode = 'RS063', hint = 'The findings tell what is wrong with it.';
      elsif run_hooks.event = 'member_removed' then
        insert into rowseal_private.hook_failures (name, occasion, workspace_id, user_id, error)
        values (v_hook.name, run_hooks.occasion, run_hooks.workspace_id, run_hooks.user_id, 'RS060');
      end if;
    elsif run_hooks.event <> 'member_removed' then
      perform rowseal_private.run_hook(v_hook, run_hooks.occasion, run_hooks.workspace_id, run_hooks.user_id);
    else
      begin
        perform rowseal_private.run_hook(v_hook, run_hooks.occasion, run_hooks.workspace_id, run_hooks.user_id);
      -- Whatever an application answers, nobody keeps what was taken from them.
      exception when query_canceled or assert_failure or others then
        insert into rowseal_private.hook_failures (name, occasion, workspace_id, user_id, error)
        values (v_hook.name, run_hooks.occasion, run_hooks.workspace_id, run_hooks.user_id, sqlstate);
      end;
    end if;
  end loop;
end
$$;

comment on function rowseal_private.run_hooks(text, text, uuid, uuid) is $$Calls the hooks of an event, one after the
other by their names. Where one of member_removed raises, or was changed since and is not called, that is written down,
and the worker calls it again (rowseal_private.retry_hooks).
Errors: those of the hooks, but for member_removed; RS063 a hook of before_delete was changed since.$$;

revoke execute on function rowseal_private.run_hooks(text, text, uuid, uuid) from public;
