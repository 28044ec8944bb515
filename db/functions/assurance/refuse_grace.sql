create or replace function rowseal_private.refuse_grace(workspace_id uuid) returns void
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal.user_id();
  v_credential_id constant uuid := rowseal.session_id();
  v_level constant integer := (
    select greatest(workspace.required_assurance, settings.required_assurance)
      from rowseal.workspaces as workspace
     cross join rowseal_private.settings as settings
     where workspace.id = refuse_grace.workspace_id
  );
begin
  if v_level > rowseal_private.policy_level(v_user_id, v_credential_id) then
    perform rowseal_private.refuse_level(v_user_id, v_credential_id, v_level);
  end if;
end
$$;

comment on function rowseal_private.refuse_grace(uuid) is $$Refuses the member of this transaction who does not meet
what a workspace, or the installation, asks of members: neither a grace period nor a waiver counts. For what others
enter by, or what goes on when both are over.
Caller: rowseal_private.create_service_key, rowseal.change_service, rowseal_private.inviting.
Errors: those of rowseal_private.refuse_level.$$;

revoke execute on function rowseal_private.refuse_grace(uuid) from public;
