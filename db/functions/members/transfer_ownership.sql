create or replace function rowseal.transfer_ownership(user_id uuid) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal_private.require_live_scope('owners:write');
  v_caller_id constant uuid := rowseal.user_id();
  v_heir rowseal.memberships;
  v_own rowseal.memberships;
begin
  perform rowseal_private.require_role_within(rowseal_private.no_workspace(), 'owner');
  perform rowseal_private.refuse_old_giver('{owners:write}');
  select membership.* into v_heir
    from rowseal.memberships as membership
    join rowseal.users as account on account.id = membership.user_id and account.disabled_at is null
   where membership.workspace_id = v_workspace_id
     and membership.user_id = transfer_ownership.user_id
     and membership.user_id <> v_caller_id;
  if not found then
    raise exception 'there is no such member' using errcode = 'RS013';
  end if;
  select membership.* into v_own
    from rowseal.memberships as membership
   where membership.workspace_id = v_workspace_id and membership.user_id = v_caller_id;
  -- One statement: at no moment are there two owners, or none.
  update rowseal.memberships as membership
     set role = case membership.user_id when v_caller_id then 'admin' else 'owner' end,
         further_roles = case membership.user_id when v_caller_id
           then nullif(array_remove(membership.further_roles, 'admin'), '{}') else membership.further_roles end
   where membership.workspace_id = v_workspace_id
     and membership.user_id in (v_caller_id, transfer_ownership.user_id);
  perform rowseal_private.record_event(
    'member_role_changed', v_caller_id, v_workspace_id,
    jsonb_build_object('user_id', changed.user_id, 'from', was.role, 'to', changed.role),
    before => jsonb_build_object('roles', was.role || was.further_roles),
    after => jsonb_build_object('roles', changed.role || changed.further_roles)
  )
     from unnest(array[v_own, v_heir]) as was
     join rowseal.memberships as changed
       on changed.workspace_id = v_workspace_id and changed.user_id = was.user_id;
end
$$;

comment on function rowseal.transfer_ownership(uuid) is
$$Makes another member of the workspace entered an owner, in place of the first of their roles, and the caller an admin
in place of an owner, at once; what further roles both have stay theirs. Requires owners:write, every scope of an owner,
and of a session a fresh proof.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such other member, or one who is disabled;
RS050 a fresh proof is needed.$$;

revoke execute on function rowseal.transfer_ownership(uuid) from public;
grant execute on function rowseal.transfer_ownership(uuid) to rowseal_gateway;
