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
  return rowseal_private.policy_help(policy_gate.user_id, policy_gate.credential_id, v_level);
end
$$;

comment on function rowseal_private.policy_gate(uuid, uuid, uuid) is $$Whether a policy of assurance shuts a credential
of a member out of a workspace, and what would help.
Returns: what rowseal_private.policy_help says; null: none does.$$;

revoke execute on function rowseal_private.policy_gate(uuid, uuid, uuid) from public;
