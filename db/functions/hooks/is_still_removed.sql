create or replace function rowseal_private.is_still_removed(failure rowseal_private.hook_failures) returns boolean
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  -- Every change of who belongs to a workspace takes its row first, and every change of an account that of the user.
  perform from rowseal.workspaces as workspace where workspace.id = (is_still_removed.failure).workspace_id for update;
  perform from rowseal.users as account where account.id = (is_still_removed.failure).user_id for no key update;
  return case (is_still_removed.failure).occasion
    when 'member_removed' then not exists (
      select from rowseal.memberships as membership
       where membership.workspace_id = (is_still_removed.failure).workspace_id
         and membership.user_id = (is_still_removed.failure).user_id)
    when 'user_disabled' then not exists (
      select from rowseal.users as account
       where account.id = (is_still_removed.failure).user_id and account.disabled_at is null)
    else true
  end;
end
$$;

comment on function rowseal_private.is_still_removed(rowseal_private.hook_failures) is $$Whether what a hook could not
be told still holds: who was removed from the workspace is no member again, who was disabled is not enabled. Both are
locked, so that it holds until the hook has been called.
Caller: rowseal_private.retry_hooks.
Returns: never null.$$;

revoke execute on function rowseal_private.is_still_removed(rowseal_private.hook_failures) from public;
