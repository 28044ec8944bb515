create or replace function rowseal_private.keep_an_owner() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'TRUNCATE' then
    if not exists (select from rowseal.workspaces) then
      return null;
    end if;
  else
    -- No workspace: it is being deleted, and its members with it.
    if not rowseal_private.lock_workspace(old.workspace_id) then
      return null;
    end if;
    -- In a statement of its own, which sees what was committed while the workspace was waited for.
    if exists (
      select from rowseal.memberships as membership
       where membership.workspace_id = old.workspace_id and membership.role = 'owner'
         -- Nobody is left to somebody who has deleted their account.
         and not exists (
           select from rowseal_private.account_deletions as deletion where deletion.user_id = membership.user_id
         )
    ) or exists (
      -- Nobody is left in what cannot be deleted.
      select from rowseal.workspaces as workspace
       where workspace.id = old.workspace_id and workspace.erased_at is not null
    ) then
      return null;
    end if;
  end if;
  raise exception 'the last owner of a workspace stays' using errcode = 'RS014';
end
$$;

comment on function rowseal_private.keep_an_owner() is
$$Trigger of memberships: the last owner of a workspace cannot leave, be demoted, be moved to another workspace or be
deleted, by anybody, in any SQL, unless the workspace is erased. Who has deleted their account is no owner any more.
Concurrent changes are evaluated one after the other. Decides by the rows alone, so that no change of the context by
RETURNING matters.
Errors: RS014.$$;

revoke execute on function rowseal_private.keep_an_owner() from public;
