create or replace function rowseal.workspace_policy()
  returns table (required_assurance integer, grace interval, proved integer, due_at timestamptz)
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_person();
  v_workspace_id constant uuid := rowseal.workspace_id();
  v_proved constant integer := rowseal_private.policy_level(v_user_id, rowseal.session_id());
begin
  if v_workspace_id is null then
    raise exception 'no workspace was named' using errcode = 'RS007';
  end if;
  return query
    select workspace.required_assurance::integer, workspace.assurance_grace, v_proved,
           (select min(asked.due_at) from rowseal_private.policy_terms(v_workspace_id, v_user_id) as asked
             where asked.level > v_proved)
      from rowseal.workspaces as workspace
     where workspace.id = v_workspace_id;
end
$$;

comment on function rowseal.workspace_policy() is $$What the workspace entered asks of its members
(rowseal.set_workspace_policy), and how the caller stands to it: proved, the level that counts of this credential;
due_at, from when on it does not enter any more, by the policy of the workspace or of the installation (null: it meets
both).
Errors: RS007, RS008 nobody entered a workspace; RS040 a service.$$;

revoke execute on function rowseal.workspace_policy() from public;
grant execute on function rowseal.workspace_policy() to rowseal_gateway;
