create or replace function rowseal_private.refuse_workspace(
  workspace_id uuid, user_id uuid, credential_id uuid, ip inet
) returns void
  language plpgsql stable parallel restricted set search_path = pg_catalog, pg_temp
as $$
begin
  case rowseal_private.workspace_gate(
    refuse_workspace.workspace_id, refuse_workspace.user_id, refuse_workspace.credential_id, refuse_workspace.ip)
    when 'workspace_deleted' then
      raise exception 'the workspace was deleted' using errcode = 'RS025', hint = 'An owner may restore it.';
    when 'workspace_network' then
      raise exception 'the workspace is not entered from this network' using errcode = 'RS012';
    when 'token_too_old' then
      raise exception 'the token is older than its workspace allows' using errcode = 'RS001';
    when 'policy_step_up', 'policy_factor' then
      perform rowseal_private.refuse_policy(
        refuse_workspace.workspace_id, refuse_workspace.user_id, refuse_workspace.credential_id);
    else
      raise exception 'the workspace asks for a more recent sign-in' using errcode = 'RS026';
  end case;
end
$$;

comment on function rowseal_private.refuse_workspace(uuid, uuid, uuid, inet) is $$Says why a workspace shuts out a
credential of a member, and always raises.
Errors: RS001 a personal access token, or a key of a service, that is too old; RS012 from another network; RS025 it was
deleted; RS026 a session or grant that is too old; RS052 it asks for more than the session has proved; RS053 for a
factor that the account lacks.$$;

revoke execute on function rowseal_private.refuse_workspace(uuid, uuid, uuid, inet) from public;
