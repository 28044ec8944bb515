create or replace function rowseal.waive_policy(user_id uuid) returns timestamptz
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_actor_id constant uuid := rowseal_private.require_person();
  v_membership constant rowseal.memberships := rowseal_private.changeable_membership(waive_policy.user_id);
  v_level constant integer := (
    select workspace.required_assurance from rowseal.workspaces as workspace
     where workspace.id = v_membership.workspace_id
  );
  v_ends_at constant timestamptz := clock_timestamp() + interval '24 hours';
begin
  if v_level is null then
    raise exception 'the workspace asks for nothing that could be waived' using errcode = 'RS013';
  elsif waive_policy.user_id = v_actor_id then
    raise exception 'nobody waives a policy for themselves' using errcode = 'RS054';
  end if;
  perform rowseal_private.require_policy_met(v_level),
          rowseal_private.refuse_old_proofs(v_actor_id, rowseal.session_id());
  insert into rowseal_private.policy_waivers as known (workspace_id, user_id, ends_at, waived_by)
  values (v_membership.workspace_id, waive_policy.user_id, v_ends_at, v_actor_id)
  on conflict on constraint policy_waivers_pkey do update
    set ends_at = excluded.ends_at, waived_by = excluded.waived_by;
  perform rowseal_private.enqueue_mail(
    'policy_waived',
    jsonb_build_object('user_id', waive_policy.user_id, 'workspace_id', v_membership.workspace_id,
      'at', clock_timestamp()),
    v_membership.workspace_id::text || ' ' || waive_policy.user_id::text);
  return v_ends_at;
end
$$;

comment on function rowseal.waive_policy(uuid) is $$For 24 hours asks nothing of a member that the policy of the
workspace entered asks for (rowseal.set_workspace_policy), so that who lost a factor works on; their account, and what
the installation asks of everybody, stay as they are. It is an event, and the member is told by mail. Requires
members:write, every scope of the member, and somebody else who meets the policy and has just proved as much as they
can.
Returns: until when.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such member, or nothing is asked; RS027 the
account of the caller lacks the factor; RS040 a service; RS050, RS051 the credential has not proved as much, or not
lately; RS054 of themselves.$$;

revoke execute on function rowseal.waive_policy(uuid) from public;
grant execute on function rowseal.waive_policy(uuid) to rowseal_gateway;
