create or replace function rowseal_private.call_hooks() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_event constant text := tg_argv[0];
  v_occasion constant text := tg_argv[1];
  v_row jsonb;
  v_workspace_id uuid;
begin
  if not exists (select from rowseal_private.hooks as hook where hook.event = v_event) then
    return null;
  end if;
  v_row := case tg_op when 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
  case v_occasion
    when 'user_created' then
      perform rowseal_private.run_hooks(v_event, v_occasion, null, (v_row ->> 'id')::uuid);
    when 'workspace_created', 'workspace_deletion' then
      perform rowseal_private.run_hooks(v_event, v_occasion, (v_row ->> 'id')::uuid, null);
    when 'member_added' then
      perform rowseal_private.run_hooks(
        v_event, v_occasion, (v_row ->> 'workspace_id')::uuid, (v_row ->> 'user_id')::uuid);
    when 'member_removed' then
      -- Neither goes with a workspace that is erased, nor with a person, whom erase_user tells of.
      if exists (
        select from rowseal.workspaces as workspace
         where workspace.id = (v_row ->> 'workspace_id')::uuid and workspace.erased_at is null
      ) and exists (select from rowseal.users as account where account.id = (v_row ->> 'user_id')::uuid) then
        perform rowseal_private.run_hooks(
          v_event, v_occasion, (v_row ->> 'workspace_id')::uuid, (v_row ->> 'user_id')::uuid);
      end if;
    -- user_disabled, account_deletion
    else
      for v_workspace_id in
        select membership.workspace_id
          from rowseal.memberships as membership
         where membership.user_id = coalesce(v_row ->> 'user_id', v_row ->> 'id')::uuid
         order by membership.workspace_id
      loop
        perform rowseal_private.run_hooks(
          v_event, v_occasion, v_workspace_id, coalesce(v_row ->> 'user_id', v_row ->> 'id')::uuid);
      end loop;
  end case;
  return null;
end
$$;

comment on function rowseal_private.call_hooks() is $$Calls the hooks of an event (first argument) on an occasion
(second), with the workspace and the person of the row, whatever context the statement has left: on the occasions of
one person in each workspace of theirs.
Caller: triggers.$$;

revoke execute on function rowseal_private.call_hooks() from public;
