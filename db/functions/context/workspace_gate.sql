create or replace function rowseal_private.workspace_gate(
  workspace_id uuid, user_id uuid, credential_id uuid, ip inet
) returns text
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select case
           when workspace.erase_at is not null then 'workspace_deleted'
           when not coalesce(workspace_gate.ip <<= any (workspace.networks), workspace.networks is null)
             then 'workspace_network'
           when credential.ends_at < pg_catalog.clock_timestamp() then credential.gate
           else rowseal_private.policy_gate(
             workspace_gate.workspace_id, workspace_gate.user_id, workspace_gate.credential_id)
         end
    from rowseal.workspaces as workspace
    left join lateral (
      select 'session_too_old' as gate,
             session.created_at + case when session.client_id is null then workspace.longest_session_age
               else workspace.longest_token_lifetime end as ends_at
        from rowseal_private.sessions as session
       where session.user_id = workspace_gate.user_id and session.id = workspace_gate.credential_id
       union all
      select 'token_too_old', rowseal_private.token_end(token, workspace.longest_token_lifetime)
        from rowseal_private.personal_access_tokens as token
       where token.user_id = workspace_gate.user_id and token.id = workspace_gate.credential_id
       union all
      select 'binding_too_old', bound.created_at + workspace.longest_token_lifetime
        from rowseal_private.database_principals as bound
       where bound.user_id = workspace_gate.user_id and bound.id = workspace_gate.credential_id
       union all
      select 'token_too_old', rowseal_private.service_key_end(key, workspace.longest_token_lifetime)
        from rowseal_private.service_keys as key
       where key.workspace_id = workspace_gate.workspace_id and key.id = workspace_gate.credential_id
         and workspace_gate.user_id is null
    ) as credential on true
   where workspace.id = workspace_gate.workspace_id;
end;

comment on function rowseal_private.workspace_gate(uuid, uuid, uuid, inet) is
$$Which rule of a workspace shuts a credential of a member, or a key of a service (user_id is null), out, as
rowseal.enter and rowseal.enter_with_digest evaluate it in their own queries.
Returns: workspace_deleted; workspace_network; session_too_old, of a session or a grant; token_too_old; binding_too_old,
of a login role; policy_step_up and policy_factor (rowseal_private.policy_gate); null: none.$$;

revoke execute on function rowseal_private.workspace_gate(uuid, uuid, uuid, inet) from public;
