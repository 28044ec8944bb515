create or replace function rowseal_audit.remove_member(workspace uuid, "user" uuid) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform rowseal_private.lock_workspace(remove_member.workspace);
  delete from rowseal.memberships as membership
   where membership.workspace_id = remove_member.workspace and membership.user_id = remove_member.user;
  if not found then
    return false;
  end if;
  perform rowseal_private.record_event(
    'member_removed', null, remove_member.workspace, jsonb_build_object('user_id', remove_member.user)
  );
  return true;
end
$$;

comment on function rowseal_audit.remove_member(uuid, uuid) is $$Removes a member from a workspace, and their
credentials for it.
Caller: the database's owner, superusers.
Returns: false where there is no such member.
Errors: RS014 the last owner stays.$$;

revoke execute on function rowseal_audit.remove_member(uuid, uuid) from public;
grant execute on function rowseal_audit.remove_member(uuid, uuid) to pg_database_owner;
