create or replace function rowseal_private.run_hook(
  hook rowseal_private.hooks, occasion text, workspace_id uuid, user_id uuid
) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_before constant text := coalesce(current_setting('rowseal.context', true), '');
  v_began constant timestamptz := clock_timestamp();
  -- Outside requests nobody has entered, and what stands in the setting is of another session user.
  v_entered constant boolean := rowseal.in_request_now();
  v_call text;
begin
  if v_entered and rowseal.session_id() = rowseal_private.hook_credential() then
    raise exception 'a hook may not cause what another one is called for' using errcode = 'RS062';
  end if;
  -- As it was judged: nothing is looked up by a search_path.
  select format('select %I.%I($1, $2, $3)', schema.nspname, known.proname) into v_call
    from pg_catalog.pg_proc as known
    join pg_catalog.pg_namespace as schema on schema.oid = known.pronamespace
   where known.oid = (run_hook.hook).function_oid;
  perform set_config(
    'rowseal.context', (
      select rowseal_private.sealed_context(
               key.id, key.inner_pad, key.outer_pad,
               rowseal_private.context_body(
                 run_hook.workspace_id, case when v_entered then rowseal.user_id() end,
                 rowseal_private.hook_credential(),
                 -- A scope is of a workspace.
                 case when run_hook.workspace_id is not null then array_to_string((run_hook.hook).scopes, ' ') end,
                 case when v_entered then rowseal.request_ip() end,
                 case when v_entered then rowseal.request_id() end,
                 (select entered.external_key from rowseal.workspaces as entered
                   where entered.id = run_hook.workspace_id),
                 null))
        from rowseal_private.seal_keys as key
       where key.retires_at is null
    ), true);
  execute v_call using run_hook.occasion, run_hook.workspace_id, run_hook.user_id;
  -- What raises is rolled back, and this with it.
  perform set_config('rowseal.context', v_before, true);
  if clock_timestamp() > v_began + interval '100 ms' then
    insert into rowseal_private.slow_hooks (name) values ((run_hook.hook).name);
  end if;
end
$$;

comment on function rowseal_private.run_hook(rowseal_private.hooks, text, uuid, uuid) is $$Calls a hook in a context of
its own: the workspace of the event, who is acting, its own scopes; every assurance is met. What stood there before
stands there afterwards, whatever the hook has set.
Caller: rowseal_private.run_hooks, retry_hooks.
Errors: RS062 a hook has caused it; those of the hook.$$;

revoke execute on function rowseal_private.run_hook(rowseal_private.hooks, text, uuid, uuid) from public;
