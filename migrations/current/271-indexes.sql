-- What a row that is deleted is looked for by, in the tables that refer to it.
create index if not exists memberships_role_idx on rowseal.memberships (role_workspace_id, role);
create index if not exists oauth_requests_client_id_idx on rowseal_private.oauth_requests (client_id);
create index if not exists oauth_codes_client_id_idx on rowseal_private.oauth_codes (client_id);
create index if not exists oauth_codes_workspace_id_idx on rowseal_private.oauth_codes (workspace_id)
  where workspace_id is not null;
create index if not exists oauth_consents_client_id_idx on rowseal_private.oauth_consents (client_id);
create index if not exists oauth_codes_waiting_idx on rowseal_private.oauth_codes (user_id) where session_id is null;

-- A workspace's own roles go with it. Those of workspaces that are gone already:
delete from rowseal.roles as role
 where role.workspace_id <> '00000000-0000-0000-0000-000000000000'
   and not exists (select from rowseal.workspaces as workspace where workspace.id = role.workspace_id);
