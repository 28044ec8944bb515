create or replace function rowseal_private.shut_workspace(
  workspace_id uuid, user_id uuid, credential_id uuid, ip inet, out gate text, out sqlstate text
)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select shut.gate,
         case shut.gate
           when 'workspace_deleted' then 'RS025' when 'workspace_network' then 'RS012' when 'token_too_old' then 'RS001'
           when 'binding_too_old' then 'RS072' when 'session_too_old' then 'RS026'
           when 'policy_step_up' then 'RS052' when 'policy_factor' then 'RS053'
         end
    from rowseal_private.workspace_gate(
      shut_workspace.workspace_id, shut_workspace.user_id, shut_workspace.credential_id, shut_workspace.ip
    ) as shut (gate);
end;

comment on function rowseal_private.shut_workspace(uuid, uuid, uuid, inet) is $$Which rule of a workspace shuts a
credential of a member out, and the error it gets (rowseal_private.refuse_workspace).
Caller: rowseal.explain_entry.
Returns: nulls where none does.$$;

revoke execute on function rowseal_private.shut_workspace(uuid, uuid, uuid, inet) from public;
