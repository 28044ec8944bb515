create or replace function rowseal_private.refuse_policy(workspace_id uuid, user_id uuid, credential_id uuid)
  returns void
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_detail constant text := jsonb_build_object('acr_values', rowseal_private.assurance_name(
    rowseal_private.unmet_policy(refuse_policy.workspace_id, refuse_policy.user_id, refuse_policy.credential_id)));
begin
  case rowseal_private.policy_gate(refuse_policy.workspace_id, refuse_policy.user_id, refuse_policy.credential_id)
    when 'policy_step_up' then
      raise exception 'the workspace asks for another proof of who you are'
        using errcode = 'RS052', detail = v_detail, hint = 'Step up, in this session.';
    when 'policy_factor' then
      raise exception 'the workspace asks its members for a factor that this account does not have'
        using errcode = 'RS053', detail = v_detail, hint = 'Add an authenticator app or a passkey to the account.';
    else
  end case;
end
$$;

comment on function rowseal_private.refuse_policy(uuid, uuid, uuid) is $$Refuses a credential of a member where a policy
of assurance shuts it out of a workspace. The detail says what is asked for: acr_values.
Errors: RS052 the person of the session can prove as much; RS053 the account first needs a factor that proves it.
Source: RFC 9470 section 3.$$;

revoke execute on function rowseal_private.refuse_policy(uuid, uuid, uuid) from public;
