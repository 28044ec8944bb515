create or replace function rowseal_private.inviting(
  role text, out workspace rowseal.workspaces, out ends_at timestamptz, out parent_id uuid, out origin_id uuid
)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('members:write');
  v_granted record;
begin
  perform rowseal_private.require_person();
  -- Every change of who belongs to a workspace takes this row first.
  select * into workspace from rowseal.workspaces as home where home.id = v_workspace_id for update;
  perform rowseal_private.refuse_grace(v_workspace_id);
  select delegated.* into v_granted
    from rowseal_private.settings as settings
   cross join lateral rowseal_private.delegate(
     rowseal.user_id(), rowseal.session_id(), v_workspace_id,
     wanted_end => now() + settings.invitation_lifetime, held => rowseal.effective_scopes()
   ) as delegated;
  perform rowseal_private.require_delegated(v_granted.effective, 'members:write');
  perform rowseal_private.require_role_within(rowseal_private.role_home(inviting.role, v_workspace_id), inviting.role);
  perform rowseal_private.refuse_old_giver(
    rowseal_private.united_scopes(v_workspace_id, '{}', array[inviting.role]));
  ends_at := v_granted.ends_at;
  parent_id := v_granted.parent_id;
  origin_id := v_granted.origin_id;
end
$$;

comment on function rowseal_private.inviting(text) is $$What an invitation as a role, made by the caller now, is made
of: the workspace entered, locked; when it ends; whose it is.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such role; RS040 a
service; RS050 of rowseal_private.refuse_old_giver; RS052, RS053 of rowseal_private.refuse_grace.$$;

revoke execute on function rowseal_private.inviting(text) from public;
