create or replace function rowseal_audit.set_member(workspace uuid, "user" uuid, role text) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_former text;
begin
  perform rowseal_private.lock_workspace(set_member.workspace);
  select membership.role into v_former
    from rowseal.memberships as membership
   where membership.workspace_id = set_member.workspace and membership.user_id = set_member.user;
  if v_former = set_member.role then
    return 'unchanged';
  end if;
  insert into rowseal.memberships as membership (workspace_id, user_id, role)
  values (set_member.workspace, set_member.user, set_member.role)
  on conflict on constraint memberships_pkey do update set role = excluded.role;
  if v_former is null then
    perform rowseal_private.record_event(
      'member_added', null, set_member.workspace,
      jsonb_build_object('user_id', set_member.user, 'role', set_member.role)
    );
    return 'added';
  end if;
  perform rowseal_private.record_event(
    'member_role_changed', null, set_member.workspace,
    jsonb_build_object('user_id', set_member.user, 'from', v_former, 'to', set_member.role)
  );
  return 'changed';
end
$$;

comment on function rowseal_audit.set_member(uuid, uuid, text) is $$Makes a user a member of a workspace, or gives a
member another role.
Caller: the database's owner, superusers.
Returns: added; changed; unchanged, it was so.
Errors: 23503 there is no such workspace, user or role there; RS014 the last owner stays one.$$;

revoke execute on function rowseal_audit.set_member(uuid, uuid, text) from public;
grant execute on function rowseal_audit.set_member(uuid, uuid, text) to pg_database_owner;
