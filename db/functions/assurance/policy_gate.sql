create or replace function rowseal_private.policy_gate(workspace_id uuid, user_id uuid, credential_id uuid) returns text
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_level constant integer := rowseal_private.unmet_policy(
    policy_gate.workspace_id, policy_gate.user_id, policy_gate.credential_id);
begin
  if v_level is null then
    return null;
  end if;
  return case
    when rowseal_private.may_step_up(policy_gate.user_id, policy_gate.credential_id, true)
      and rowseal_private.account_level(policy_gate.user_id) >= v_level then 'policy_step_up'
    else 'policy_factor'
  end;
end
$$;

comment on function rowseal_private.policy_gate(uuid, uuid, uuid) is $$Whether a policy of assurance shuts a credential
of a member out of a workspace, and what would help.
Returns: policy_step_up, the person of the session can prove as much; policy_factor, they first have to set up what
proves it; null: none does.$$;

revoke execute on function rowseal_private.policy_gate(uuid, uuid, uuid) from public;
