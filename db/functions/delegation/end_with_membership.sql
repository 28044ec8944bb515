create or replace function rowseal_private.end_with_membership() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op <> 'INSERT' then
    perform rowseal_private.end_in_workspace(old.user_id, old.workspace_id, 'infinity');
  end if;
  -- Of a membership from before that ended while something for it was under way, or before this trigger was there. Who
  -- came in this very transaction had none.
  if tg_op <> 'DELETE' and not exists (
    select from rowseal.users as account where account.id = new.user_id and account.created_at = now()
  ) then
    perform rowseal_private.end_in_workspace(new.user_id, new.workspace_id, now());
  end if;
  return null;
end
$$;

comment on function rowseal_private.end_with_membership() is
$$Trigger of memberships: what a member had for the workspace ends with the membership, by whatever SQL, and none of it
revives when they become a member again. Personal access tokens are deleted by a foreign key.$$;

revoke execute on function rowseal_private.end_with_membership() from public;
