create or replace function rowseal.set_workspace_policy(
  required_assurance integer default null, grace interval default '7 days', out status text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace_id constant uuid := rowseal_private.require_live_scope('owners:write');
  v_former rowseal.workspaces;
  v_later rowseal.workspaces;
begin
  -- Locked: beside a change that comes at once, what loosens the later of both would not be told.
  select * into v_former from rowseal.workspaces as workspace where workspace.id = v_workspace_id for update;
  status := 'ok';
  if (v_former.required_assurance, v_former.assurance_grace)
    is not distinct from (set_workspace_policy.required_assurance, set_workspace_policy.grace)
  then
    return;
  end if;
  -- Of what was asked too: else who is excused from it could take it back.
  perform rowseal_private.require_policy_met(
    greatest(v_former.required_assurance, set_workspace_policy.required_assurance));
  -- What the trigger dates anew is told to everybody concerned (rowseal_private.date_policy).
  if set_workspace_policy.required_assurance is not null
     and (
       set_workspace_policy.required_assurance <= v_former.required_assurance
       and set_workspace_policy.grace >= v_former.assurance_grace
     ) is not true
  then
    retry_after := nullif(
      rowseal_private.record_attempt('policy_change', v_workspace_id::text), interval '0');
    if retry_after is not null then
      status := 'throttled';
      return;
    end if;
  end if;
  update rowseal.workspaces as workspace
     set required_assurance = set_workspace_policy.required_assurance,
         assurance_grace = set_workspace_policy.grace
   where workspace.id = v_workspace_id
  returning * into v_later;
  if rowseal_private.loosens_rules(v_former, v_later) then
    perform rowseal_private.refuse_old_session();
  end if;
  if v_later.assurance_since is distinct from v_former.assurance_since then
    perform rowseal_private.tell_of_policy(v_workspace_id);
  end if;
end
$$;

comment on function rowseal.set_workspace_policy(integer, interval) is $$Says how well members of the workspace entered
have to prove who they are: sessions must have proved this level of assurance (2, two factors; 3, a passkey), and every
other credential needs a member who could. Left out: nothing is asked. It holds from its commit on, for those who have
been told for as long as grace says (ninety days at most); who lacks it is told by mail. Requires owners:write, and that
the caller meets what was asked and what is; a session that asks for less has to have just proved who its person is.
Returns: a status: ok; throttled, it was raised or hastened too often, with the time to wait.
Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS027 it would shut out the caller, who lacks the
factor; RS040 a service; RS050, RS051 the credential has not proved as much; 23502, 23514 a value that is not
allowed.$$;

revoke execute on function rowseal.set_workspace_policy(integer, interval) from public;
grant execute on function rowseal.set_workspace_policy(integer, interval) to rowseal_gateway;
