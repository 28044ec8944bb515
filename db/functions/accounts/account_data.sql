create or replace function rowseal_private.account_data(user_id uuid) returns jsonb
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select jsonb_build_object(
           'account', jsonb_build_object(
             'id', account.id, 'email', account.email, 'name', account.name,
             'email_verified_at', account.email_verified_at, 'created_at', account.created_at),
           'former_addresses', (
             select coalesce(jsonb_agg(jsonb_build_object('email', former.email, 'changed_at', former.changed_at)
                      order by former.changed_at), '[]')
               from rowseal_private.former_addresses as former where former.user_id = account.id),
           'pending_address', (
             select pending.email from rowseal_private.pending_addresses as pending where pending.user_id = account.id),
           'identities', (
             select coalesce(jsonb_agg(jsonb_build_object('provider', identity.provider, 'subject', identity.subject,
                      'linked_at', identity.created_at) order by identity.created_at), '[]')
               from rowseal_private.identities as identity where identity.user_id = account.id),
           'factors', rowseal_private.factors_of(account.id),
           'imported_from', (
             select coalesce(jsonb_agg(jsonb_build_object('source', known.source, 'id', known.external_id,
                      'at', known.imported_at) order by known.imported_at), '[]')
               from rowseal_private.imported_users as known where known.user_id = account.id),
           'sessions', (
             select coalesce(jsonb_agg(jsonb_build_object('id', session.id, 'client_id', session.client_id,
                      'workspace_id', session.workspace_id, 'scope', session.scope, 'created_at', session.created_at,
                      'last_used_at', session.rotated_at, 'expires_at', session.expires_at,
                      'revoked_at', session.revoked_at, 'ip', session.ip, 'user_agent', session.user_agent)
                      order by session.id), '[]')
               from rowseal_private.sessions as session where session.user_id = account.id),
           'tokens', (
             select coalesce(jsonb_agg(jsonb_build_object('id', token.id, 'name', token.name,
                      'workspace_id', token.workspace_id, 'scope', token.scope, 'networks', token.networks,
                      'created_at', token.created_at, 'last_used_at', token.last_used_at,
                      'last_used_ip', token.last_used_ip, 'expires_at', token.expires_at,
                      'revoked_at', token.revoked_at) order by token.id), '[]')
               from rowseal_private.personal_access_tokens as token where token.user_id = account.id),
           'database_roles', (
             select coalesce(jsonb_agg(jsonb_build_object('id', bound.id, 'role', bound.role_name,
                      'workspace_id', bound.workspace_id, 'scope', bound.scope, 'writes', bound.writes,
                      'created_at', bound.created_at, 'expires_at', bound.expires_at) order by bound.id), '[]')
               from rowseal_private.database_principals as bound where bound.user_id = account.id),
           'services', (
             select coalesce(jsonb_agg(jsonb_build_object('id', service.id, 'name', service.name,
                      'workspace_id', service.workspace_id, 'created_at', service.created_at)
                      order by service.id), '[]')
               from rowseal_private.services as service where service.created_by = account.id),
           'service_keys', (
             select coalesce(jsonb_agg(jsonb_build_object('id', key.id, 'service_id', key.service_id,
                      'workspace_id', key.workspace_id, 'created_at', key.created_at) order by key.id), '[]')
               from rowseal_private.service_keys as key where key.created_by = account.id),
           'consents', (
             select coalesce(jsonb_agg(jsonb_build_object('client_id', consent.client_id,
                      'workspace_id', consent.workspace_id, 'scope', consent.scope,
                      'identity_scope', consent.identity_scope, 'given_at', consent.given_at)
                      order by consent.given_at), '[]')
               from rowseal_private.oauth_consents as consent where consent.user_id = account.id),
           'devices', (
             select coalesce(jsonb_agg(jsonb_build_object('id', device.id, 'created_at', device.created_at,
                      'seen_at', device.seen_at) order by device.id), '[]')
               from rowseal_private.devices as device where device.user_id = account.id),
           'networks', (
             select coalesce(jsonb_agg(jsonb_build_object('network', known.network, 'seen_at', known.seen_at)
                      order by known.network), '[]')
               from rowseal_private.known_networks as known where known.user_id = account.id),
           'workspaces', (
             select coalesce(jsonb_agg(jsonb_build_object('id', workspace.id, 'slug', workspace.slug,
                      'name', workspace.name, 'role', membership.role,
                      'roles', membership.role || membership.further_roles, 'since', membership.created_at)
                      order by workspace.id), '[]')
               from rowseal.memberships as membership
               join rowseal.workspaces as workspace on workspace.id = membership.workspace_id
              where membership.user_id = account.id)
         ) || rowseal_private.account_invitations(account.id)
    from rowseal.users as account
   where account.id = account_data.user_id;
end;

comment on function rowseal_private.account_data(uuid) is
$$Everything that Rowseal keeps about a user, without secrets, as JSON. Of others it has what the user knows of them,
and no address that can be read.
Caller: rowseal.export_account, rowseal_audit.export_user.
Returns: null where there is no such user.$$;

revoke execute on function rowseal_private.account_data(uuid) from public;
