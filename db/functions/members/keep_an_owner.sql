create or replace function rowseal_private.keep_an_owner() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  perform from rowseal.workspaces as workspace where workspace.id = old.workspace_id for update;
  -- No workspace: it is being deleted, and its members with it.
  if found and not exists (
    select from rowseal.memberships as membership where membership.workspace_id = old.workspace_id and membership.role = 'owner'
  ) then
    raise exception 'the last owner of a workspace stays' using errcode = 'RS014';
  end if;
  return null;
end
$$;

comment on function rowseal_private.keep_an_owner() is
  'Trigger: the last owner of a workspace cannot leave, be demoted or be deleted, whoever asks and in whatever SQL. The workspace''s row is the '
  'lock, so that two at once are judged one after the other. Errors: RS014.';

revoke execute on function rowseal_private.keep_an_owner() from public;
