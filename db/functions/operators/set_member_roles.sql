create or replace function rowseal_audit.set_member_roles(workspace uuid, "user" uuid, roles text[]) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_roles constant text[] := rowseal_private.ordered_roles(set_member_roles.roles);
  v_former rowseal.memberships;
begin
  perform rowseal_private.lock_workspace(set_member_roles.workspace);
  select membership.* into v_former
    from rowseal.memberships as membership
   where membership.workspace_id = set_member_roles.workspace and membership.user_id = set_member_roles.user;
  if not found then
    insert into rowseal.memberships (workspace_id, user_id, role, further_roles)
    values (set_member_roles.workspace, set_member_roles.user, v_roles[1], nullif(v_roles[2:], '{}'));
    perform rowseal_private.record_event(
      'member_added', null, set_member_roles.workspace,
      jsonb_strip_nulls(jsonb_build_object(
        'user_id', set_member_roles.user, 'role', v_roles[1], 'further_roles', nullif(v_roles[2:], '{}')))
    );
    return 'added';
  elsif v_former.role || v_former.further_roles = v_roles then
    return 'unchanged';
  end if;
  perform rowseal_private.change_roles(v_former, v_roles, null);
  return 'changed';
end
$$;

comment on function rowseal_audit.set_member_roles(uuid, uuid, text[]) is $$Makes a user a member of a workspace with
these roles, or gives a member these in place of those that they have.
Caller: the database's owner, superusers.
Returns: added; changed; unchanged, it was so.
Errors: 23502 no role; 23503 there is no such workspace, user or role there; 23514 more than twenty; RS014 the last
owner stays one.$$;

revoke execute on function rowseal_audit.set_member_roles(uuid, uuid, text[]) from public;
grant execute on function rowseal_audit.set_member_roles(uuid, uuid, text[]) to pg_database_owner;
