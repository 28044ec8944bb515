create or replace function rowseal_private.policy_help(user_id uuid, credential_id uuid, level integer) returns text
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return case
    when rowseal_private.may_step_up(policy_help.user_id, policy_help.credential_id, true)
      and rowseal_private.account_level(policy_help.user_id) >= policy_help.level then 'policy_step_up'
    else 'policy_factor'
  end;
end
$$;

comment on function rowseal_private.policy_help(uuid, uuid, integer) is $$What would help a credential of a member that
lacks the level a policy asks for.
Returns: policy_step_up, the person of the session can prove as much; policy_factor, they first have to set up what
proves it.$$;

revoke execute on function rowseal_private.policy_help(uuid, uuid, integer) from public;
