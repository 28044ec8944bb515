create or replace function rowseal_private.unmet_policy(
  workspace_id uuid, user_id uuid, credential_id uuid, level integer default null
)
  returns integer
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_level integer := unmet_policy.level;
  v_held integer;
begin
  if v_level is null then
    select greatest(workspace.required_assurance, settings.required_assurance)
      into v_level
      from rowseal.workspaces as workspace
     cross join rowseal_private.settings as settings
     where workspace.id = unmet_policy.workspace_id;
  end if;
  if v_level is null or unmet_policy.user_id is null then
    return null;
  end if;
  v_held := rowseal_private.policy_level(unmet_policy.user_id, unmet_policy.credential_id);
  if v_held >= v_level then
    return null;
  end if;
  -- Who has been told lately, and who was excused for a day.
  return (
    select max(asked.level)
      from rowseal_private.policy_terms(unmet_policy.workspace_id, unmet_policy.user_id) as asked
     where asked.level > v_held and asked.due_at <= clock_timestamp()
  );
end
$$;

comment on function rowseal_private.unmet_policy(uuid, uuid, uuid, integer) is
$$The level of assurance that a workspace, or the installation, asks of a member by now, and that a credential of
theirs does not have (rowseal_private.policy_level). level: the higher one of both, where the caller has it at hand.
Caller: what enters, where anything is asked at all.
Returns: null where nothing is missing, and of services, which are no member.$$;

revoke execute on function rowseal_private.unmet_policy(uuid, uuid, uuid, integer) from public;
