-- Which change of which row is which audit event, for rowseal_private.record_change. Applied again whenever it changes.
delete from rowseal_private.audited_changes;
insert into rowseal_private.audited_changes (
  relation, operation, kind, is_told, was, becomes, columns, person, names, shown
)
values
  ('rowseal.users', 'INSERT', 'user_registered', false, null, null, null, 'id',
    '{}', '{}'),
  ('rowseal.users', 'UPDATE', 'user_disabled', false, '{"disabled_at": null}', null, '{disabled_at}', 'id',
    '{}', '{disabled_at}'),
  ('rowseal.users', 'UPDATE', 'user_enabled', false, null, '{"disabled_at": null}', '{disabled_at}', 'id',
    '{}', '{disabled_at}'),
  ('rowseal.users', 'UPDATE', 'email_changed', false, null, null, '{email}', 'id', '{}', '{}'),
  ('rowseal.users', 'UPDATE', 'email_verified', true, '{"email_verified_at": null}', null, '{email_verified_at}',
    'id', '{}', '{email_verified_at}'),
  ('rowseal.users', 'DELETE', 'user_erased', false, null, null, null, 'id', '{}', '{}'),

  ('rowseal.workspaces', 'INSERT', 'workspace_created', false, null, null, null, null, '{"slug": "slug"}', '{}'),
  ('rowseal.workspaces', 'UPDATE', 'workspace_changed', false, null, null,
    '{slug,name,external_key,longest_token_lifetime}', null, '{}', '{slug,external_key,longest_token_lifetime}'),
  ('rowseal.workspaces', 'DELETE', 'workspace_deleted', false, null, null, null, null, '{"slug": "slug"}', '{}'),

  ('rowseal.memberships', 'INSERT', 'member_added', true, null, null, null, null,
    '{"user_id": "user_id", "role": "role"}', '{}'),
  ('rowseal.memberships', 'UPDATE', 'member_role_changed', true, null, null, '{role}', null,
    '{"user_id": "user_id"}', '{role}'),
  ('rowseal.memberships', 'DELETE', 'member_removed', true, null, null, null, null,
    '{"user_id": "user_id", "role": "role"}', '{}'),

  ('rowseal.roles', 'INSERT', 'role_defined', true, null, null, null, null,
    '{"role": "name", "scopes": "scopes"}', '{}'),
  ('rowseal.roles', 'UPDATE', 'role_defined', true, null, null, '{scopes}', null, '{"role": "name"}', '{scopes}'),
  ('rowseal.roles', 'DELETE', 'role_removed', true, null, null, null, null, '{"role": "name"}', '{}'),

  ('rowseal.scopes', 'INSERT', 'scope_defined', true, null, null, null, null,
    '{"scope": "name", "by": "defined_by"}', '{}'),
  ('rowseal.scopes', 'UPDATE', 'scope_redefined', true, null, null, null, null, '{"scope": "name"}',
    '{defined_by,description}'),
  ('rowseal.scopes', 'DELETE', 'scope_removed', true, null, null, null, null, '{"scope": "name"}', '{}'),

  ('rowseal.invitations', 'INSERT', 'member_invited', true, null, null, null, 'invited_by',
    '{"invitation_id": "id", "role": "role"}', '{}'),
  ('rowseal.invitations', 'UPDATE', 'invitation_revoked', true, '{"revoked_at": null}', null, '{revoked_at}',
    'invited_by', '{"invitation_id": "id"}', '{}'),
  ('rowseal.invitations', 'UPDATE', 'invitation_accepted', true, '{"accepted_at": null}', null, '{accepted_at}',
    'accepted_by', '{"invitation_id": "id", "role": "role"}', '{}'),
  ('rowseal.invitations', 'DELETE', 'invitation_revoked', true, '{"accepted_at": null, "revoked_at": null}', null,
    null, 'invited_by', '{"invitation_id": "id"}', '{}'),

  ('rowseal_private.sessions', 'INSERT', 'logged_in', true, null, null, null, 'user_id',
    '{"session_id": "id", "client_id": "client_id"}', '{}'),
  ('rowseal_private.sessions', 'UPDATE', 'session_revoked', true, '{"revoked_at": null}', null, '{revoked_at}',
    'user_id', '{"session_id": "id", "parent_id": "parent_id"}', '{}'),
  ('rowseal_private.sessions', 'UPDATE', 'session_changed', true, null, null, '{scope,workspace_id}',
    'user_id', '{"session_id": "id"}', '{scope,workspace_id}'),
  ('rowseal_private.sessions', 'DELETE', 'session_revoked', true, '{"revoked_at": null}', null, null, 'user_id',
    '{"session_id": "id", "parent_id": "parent_id"}', '{}'),

  ('rowseal_private.personal_access_tokens', 'INSERT', 'token_created', true, null, null, null, 'user_id',
    '{"token_id": "id", "parent_id": "parent_id"}', '{}'),
  ('rowseal_private.personal_access_tokens', 'UPDATE', 'token_first_used', false, '{"last_used_at": null}', null,
    '{last_used_at}', 'user_id', '{"token_id": "id"}', '{}'),
  ('rowseal_private.personal_access_tokens', 'UPDATE', 'token_rotated', true, null, null, '{secret_hash}',
    'user_id', '{"token_id": "id"}', '{}'),
  ('rowseal_private.personal_access_tokens', 'UPDATE', 'token_revoked', true, '{"revoked_at": null}', null,
    '{revoked_at}', 'user_id', '{"token_id": "id", "parent_id": "parent_id"}', '{}'),
  ('rowseal_private.personal_access_tokens', 'UPDATE', 'token_changed', true, null, null,
    '{scope,networks,expires_at}', 'user_id', '{"token_id": "id"}', '{scope,networks,expires_at}'),
  ('rowseal_private.personal_access_tokens', 'DELETE', 'token_revoked', true, '{"revoked_at": null}', null, null,
    'user_id', '{"token_id": "id", "parent_id": "parent_id"}', '{}'),

  ('rowseal_private.passwords', 'INSERT', 'password_set', true, null, null, null, 'user_id', '{}', '{}'),
  ('rowseal_private.passwords', 'UPDATE', 'password_changed', true, null, null, '{verifier}', 'user_id', '{}',
    '{}'),
  ('rowseal_private.passwords', 'DELETE', 'password_removed', true, null, null, null, 'user_id', '{}', '{}'),
  ('rowseal_private.identities', 'INSERT', 'identity_linked', true, null, null, null, 'user_id',
    '{"provider": "provider"}', '{}'),
  ('rowseal_private.identities', 'DELETE', 'identity_unlinked', true, null, null, null, 'user_id',
    '{"provider": "provider"}', '{}'),

  ('rowseal_private.identity_providers', 'INSERT', 'identity_provider_saved', true, null, null, null, null,
    '{"provider": "id", "issuer": "issuer"}', '{}'),
  ('rowseal_private.identity_providers', 'UPDATE', 'identity_provider_saved', true, null, null,
    '{name,issuer,client_id,client_secret_jwe,scope,links_verified,registers,trusted_audiences}', null,
    '{"provider": "id"}', '{name,issuer,client_id,scope,links_verified,registers,trusted_audiences}'),
  ('rowseal_private.identity_providers', 'UPDATE', 'identity_provider_enabled', true, null, '{"enabled": true}',
    '{enabled}', null, '{"provider": "id"}', '{}'),
  ('rowseal_private.identity_providers', 'UPDATE', 'identity_provider_disabled', true, null, '{"enabled": false}',
    '{enabled}', null, '{"provider": "id"}', '{}'),
  ('rowseal_private.identity_providers', 'DELETE', 'identity_provider_removed', true, null, null, null, null,
    '{"provider": "id"}', '{}'),

  ('rowseal_private.oauth_clients', 'INSERT', 'client_added', true, null, null, null, null,
    '{"client_id": "id"}', '{}'),
  ('rowseal_private.oauth_clients', 'UPDATE', 'client_changed', true, null, null, null, null,
    '{"client_id": "id"}',
    '{name,redirect_uris,auth_method,scope,id_token_algorithm,first_party,pkce_waived,nonce_waived}'),
  ('rowseal_private.oauth_clients', 'DELETE', 'client_removed', true, null, null, null, null,
    '{"client_id": "id"}', '{}'),

  ('rowseal_private.signing_keys', 'INSERT', 'signing_key_added', true, null, null, null, null,
    '{"id": "id", "algorithm": "algorithm", "state": "state"}', '{}'),
  ('rowseal_private.signing_keys', 'UPDATE', 'signing_key_changed', true, null, null, '{state,public_jwk}', null,
    '{"id": "id"}', '{state}'),
  ('rowseal_private.signing_keys', 'DELETE', 'signing_key_removed', true, null, null, null, null, '{"id": "id"}',
    '{}'),
  ('rowseal_private.seal_keys', 'INSERT', 'seal_key_added', false, null, null, null, null, '{"id": "id"}', '{}'),
  ('rowseal_private.seal_keys', 'UPDATE', 'seal_key_retired', false, null, null, '{retires_at}', null,
    '{"id": "id"}', '{retires_at}'),
  ('rowseal_private.seal_keys', 'DELETE', 'seal_key_removed', false, null, null, null, null, '{"id": "id"}', '{}'),

  ('rowseal_private.settings', 'UPDATE', 'settings_changed', false, null, null, null, null, '{}',
    '{access_token_lifetime,session_lifetime,refresh_idle_lifetime,kept_after_end,'
    'signing_key_rotation,signing_key_lead,signing_key_retirement,known_network_lifetime,'
    'audit_retention,registration_open,client_registration_open,client_registration_scope,'
    'password_reset_lifetime,email_verification_lifetime,invitation_lifetime,password_memory_kib,'
    'password_iterations,password_parallelism,refresh_retry_window,known_device_lifetime,'
    'recorded_failures,workspace_creation,workspaces_per_user,entry_evidence,slug_alias}'),
  ('rowseal_private.throttle_limits', 'INSERT', 'throttle_limit_changed', false, null, null, null, null,
    '{"kind": "kind"}', '{}'),
  ('rowseal_private.throttle_limits', 'UPDATE', 'throttle_limit_changed', false, null, null, null, null,
    '{"kind": "kind"}', '{free_attempts,first_wait,longest_wait,forgotten_after}'),
  ('rowseal_private.throttle_limits', 'DELETE', 'throttle_limit_changed', false, null, null, null, null,
    '{"kind": "kind"}', '{}');
