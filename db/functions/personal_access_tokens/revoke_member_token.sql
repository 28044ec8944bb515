create or replace function rowseal.revoke_member_token(id uuid) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal_private.require_live_scope('members:write');
  v_user_id constant uuid := (
    select token.user_id
      from rowseal_private.personal_access_tokens as token
     where token.workspace_id = v_workspace_id and token.id = revoke_member_token.id and token.revoked_at is null
  );
begin
  if v_user_id is null then
    return false;
  elsif v_user_id = rowseal.user_id() then
    return rowseal.revoke_token(revoke_member_token.id);
  end if;
  -- Who could not remove the member ends nothing of theirs.
  perform rowseal_private.changeable_membership(v_user_id);
  return rowseal_private.end_token(v_user_id, revoke_member_token.id, 'revoked_by_administrator');
end
$$;

comment on function rowseal.revoke_member_token(uuid) is $$Revokes a personal access token of a member for the workspace
entered, and everything that it is the parent of. Requires members:write and every scope that the member has, as to
remove them does; of one's own what rowseal.revoke_token requires.
Returns: false where there was nothing to revoke.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS040 a service.$$;

revoke execute on function rowseal.revoke_member_token(uuid) from public;
grant execute on function rowseal.revoke_member_token(uuid) to rowseal_gateway;
