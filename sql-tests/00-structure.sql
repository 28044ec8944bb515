-- Schemas, tables, roles, owners, and who holds which privilege on what. Lists are exact, so that whatever is added
-- must be added here.
begin;
set local search_path = tap, pg_catalog;
select plan(34);

-- Names as text of the default collation, as in the lists they are compared with.
create temporary view our_schema as
  select oid, oid::regnamespace::text as name, nspowner as owner from pg_namespace
   where nspname in ('rowseal', 'rowseal_private', 'rowseal_audit');
create temporary view our_role as
  select oid, oid::regrole::text as name from pg_roles
   where rolname in (
     'rowseal_owner', 'rowseal_user', 'rowseal_reader', 'rowseal_developer', 'rowseal_backup', 'rowseal_auditor',
       'rowseal_gateway', 'rowseal_issuer', 'rowseal_worker'
   );

-- Schemas and tables
select results_eq(
  $$ select oid::regnamespace::text from pg_namespace where nspname like 'rowseal%' and nspname <> 'rowseal_test'
    order by nspname $$,
  $$ values ('rowseal'), ('rowseal_audit'), ('rowseal_private') $$,
  'Rowseal has three schemas'
);
select tables_are(
  'rowseal', array['invitations', 'memberships', 'roles', 'scopes', 'users', 'workspaces'],
    'rowseal holds the tables of the contract and no other'
);
select set_eq(
  $$ select relname::text from pg_class
      where relnamespace = 'rowseal_private'::regnamespace and relkind in ('r', 'p') and not relispartition $$,
  array['accepted_findings', 'account_deletions',
    'audit_events', 'audited_changes', 'data_exports', 'database_principals', 'devices',
    'email_codes', 'email_proofs',
    'event_batches', 'event_erasures', 'event_keys', 'event_marks', 'event_segments', 'factor_recoveries',
    'former_addresses',
    'former_states',
    'history_start', 'hook_failures', 'hooks', 'idempotency_keys', 'identities', 'identity_providers',
    'imported_users', 'installation', 'installed_files',
    'installed_objects', 'invitation_link_uses', 'invitation_links',
    'known_networks', 'known_place', 'locks', 'login_challenges', 'logout_requests', 'migrations',
    'member_names', 'oauth_assertions',
    'oauth_clients', 'oauth_codes', 'oauth_consents', 'oauth_requests', 'passkey_challenges',
        'passkey_handles', 'passkeys', 'passwords', 'pending_addresses', 'policy_waivers',
        'personal_access_tokens', 'personal_values', 'provider_logins', 'reading_servers',
        'recovery_codes', 'seal_keys', 'sealed_events',
        'service_assertions', 'service_keys', 'services',
        'session_clients', 'session_proofs', 'sessions',
        'settings', 'signing_keys', 'slow_hooks', 'slugs', 'taken_grants', 'throttle_limits', 'throttles',
        'totp_factors', 'webhook_deliveries', 'webhook_marks', 'webhooks'],
  'rowseal_private holds the tables of secrets and no other'
);
select is_empty(
  $$ select oid::regclass from pg_class where relnamespace = 'rowseal_audit'::regnamespace and relkind <> 'v' $$,
  'rowseal_audit holds views only'
);
select is_empty(
  $$ select c.oid::regclass from pg_class as c join our_schema as s on s.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and obj_description(c.oid, 'pg_class')
        is null $$,
  'every relation of Rowseal has a comment'
);
select is_empty(
  $$ select name from our_schema where obj_description(oid, 'pg_namespace') is null $$,
    'every schema of Rowseal has a comment'
);

-- Row-level security
select is_empty(
  $$ select oid::regclass from pg_class
      where relkind in ('r', 'p') and relnamespace::regnamespace::text in ('rowseal', 'app') and not relrowsecurity $$,
  'row-level security is enabled on every table of rowseal and on app.notes'
);
select is_empty(
  $$ select oid::regclass from pg_class
      where relkind in ('r', 'p') and relnamespace::regnamespace::text in ('rowseal', 'app')
        and not relforcerowsecurity $$,
  'row-level security is forced on every table of rowseal and on app.notes, so that it binds the owner too'
);
select is_empty(
  $$ select oid::regclass from pg_class where relkind in ('v', 'm') and relnamespace::regnamespace::text in ('rowseal',
    'app') $$,
  'no view in rowseal or app reads tables for its owner'
);
select results_eq(
  $$ select tablename::text collate "default", policyname::text collate "default", lower(cmd), array_to_string(roles,
    ' ') collate "default",
            qual is not null, with_check is not null
       from pg_policies where schemaname = 'rowseal' order by tablename collate "C", policyname collate "C" $$,
  $$ values
     ('invitations', 'all_owner', 'all', 'rowseal_owner', true, true),
     ('invitations', 'guard', 'all', 'rowseal_user', true, true),
     ('invitations', 'select_members', 'select', 'rowseal_user', true, false),
     ('memberships', 'all_owner', 'all', 'rowseal_owner', true, true),
     ('memberships', 'guard', 'all', 'rowseal_user', true, true),
     ('memberships', 'select_members', 'select', 'rowseal_user', true, false),
     ('roles', 'all_owner', 'all', 'rowseal_owner', true, true),
     ('roles', 'guard', 'all', 'rowseal_user', true, true),
     ('roles', 'select_usable', 'select', 'rowseal_user', true, false),
     ('scopes', 'all_owner', 'all', 'rowseal_owner', true, true),
     ('scopes', 'select_all', 'select', 'rowseal_user', true, false),
     ('users', 'all_owner', 'all', 'rowseal_owner', true, true),
     ('users', 'select_self_and_members', 'select', 'rowseal_user', true, false),
     ('workspaces', 'all_owner', 'all', 'rowseal_owner', true, true),
     ('workspaces', 'guard', 'all', 'rowseal_user', true, true),
     ('workspaces', 'select_entered', 'select', 'rowseal_user', true, false) $$,
  'these are the policies of rowseal: requests read, the owner does all, and nobody else anything'
);

-- Foreign keys: who deletes a row finds those that refer to it by an index. A partial one serves, where it leaves out
-- nulls alone.
select is_empty(
  $$ select conrelid::regclass, conname
       from pg_constraint
      where contype = 'f' and connamespace::regnamespace::text ~ '^rowseal'
        and not exists (
          select from pg_index
           where indrelid = conrelid
             and (indkey::smallint[])[0:cardinality(conkey) - 1] @> conkey
             and coalesce(pg_get_expr(indpred, indrelid) ~ '^\(\w+ IS NOT NULL\)$', true)
        ) $$,
  'every foreign key has an index on the side that refers'
);

-- Triggers
select results_eq(
  $$ select tgrelid::regclass::text collate "default", tgname::text collate "default",
    tgfoid::regproc::text collate "default",
            regexp_replace(pg_get_triggerdef(oid), '^CREATE TRIGGER \S+ (.*) ON .*$', '\1') collate "default",
              tgenabled = 'O'
       from pg_trigger where not tgisinternal and tgrelid::regclass::text ~ '^rowseal' order by 1, 2 $$,
  $$ values
     ('rowseal.invitations', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal.memberships', 'call_hooks_added', 'rowseal_private.call_hooks', 'AFTER INSERT', true),
     ('rowseal.memberships', 'call_hooks_removed', 'rowseal_private.call_hooks', 'AFTER DELETE', true),
     ('rowseal.memberships', 'end_with_membership', 'rowseal_private.end_with_membership',
       'AFTER INSERT OR DELETE OR UPDATE OF workspace_id, user_id', true),
     ('rowseal.memberships', 'guard_escalation_delete', 'rowseal_private.refuse_escalation', 'AFTER DELETE', true),
     ('rowseal.memberships', 'guard_escalation_insert', 'rowseal_private.refuse_escalation', 'AFTER INSERT', true),
     ('rowseal.memberships', 'guard_escalation_update', 'rowseal_private.refuse_escalation', 'AFTER UPDATE', true),
     ('rowseal.memberships', 'keep_an_owner', 'rowseal_private.keep_an_owner', 'AFTER DELETE OR UPDATE', true),
     ('rowseal.memberships', 'keep_an_owner_when_truncated', 'rowseal_private.keep_an_owner', 'AFTER TRUNCATE', true),
     ('rowseal.memberships', 'keep_former_delete', 'rowseal_private.keep_former_state', 'AFTER DELETE', true),
     ('rowseal.memberships', 'keep_former_update', 'rowseal_private.keep_former_state',
       'AFTER UPDATE OF role, further_roles', true),
     ('rowseal.memberships', 'keep_further_roles', 'rowseal_private.keep_further_roles',
       'AFTER INSERT OR UPDATE OF workspace_id, further_roles', true),
     ('rowseal.memberships', 'keep_names', 'rowseal_private.keep_member_names', 'AFTER INSERT', true),
     ('rowseal.memberships', 'keep_names_moved', 'rowseal_private.keep_member_names', 'AFTER UPDATE OF user_id', true),
     ('rowseal.memberships', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal.roles', 'guard_escalation_delete', 'rowseal_private.refuse_escalation', 'AFTER DELETE', true),
     ('rowseal.roles', 'guard_escalation_insert', 'rowseal_private.refuse_escalation', 'AFTER INSERT', true),
     ('rowseal.roles', 'guard_escalation_update', 'rowseal_private.refuse_escalation', 'AFTER UPDATE', true),
     ('rowseal.roles', 'keep_former_delete', 'rowseal_private.keep_former_state', 'AFTER DELETE', true),
     ('rowseal.roles', 'keep_former_insert', 'rowseal_private.keep_former_state', 'AFTER INSERT', true),
     ('rowseal.roles', 'keep_former_update', 'rowseal_private.keep_former_state', 'AFTER UPDATE OF scopes', true),
     ('rowseal.roles', 'keep_further_roles_delete', 'rowseal_private.keep_further_roles', 'AFTER DELETE', true),
     ('rowseal.roles', 'keep_further_roles_update', 'rowseal_private.keep_further_roles',
       'AFTER UPDATE OF workspace_id, name', true),
     ('rowseal.roles', 'record_by_hand', 'rowseal_private.record_change', 'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal.scopes', 'record_by_hand', 'rowseal_private.record_change', 'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal.users', 'call_hooks_created', 'rowseal_private.call_hooks', 'AFTER INSERT', true),
     ('rowseal.users', 'call_hooks_disabled', 'rowseal_private.call_hooks', 'AFTER UPDATE OF disabled_at', true),
     ('rowseal.users', 'end_with_account', 'rowseal_private.end_with_account', 'AFTER UPDATE OF disabled_at', true),
     ('rowseal.users', 'forget_person', 'rowseal_private.forget_person', 'BEFORE DELETE', true),
     ('rowseal.users', 'keep_former_delete', 'rowseal_private.keep_former_state', 'AFTER DELETE', true),
     ('rowseal.users', 'keep_former_update', 'rowseal_private.keep_former_state', 'AFTER UPDATE OF disabled_at', true),
     ('rowseal.users', 'keep_names', 'rowseal_private.keep_member_names', 'AFTER UPDATE OF email, name', true),
     ('rowseal.users', 'record_by_hand', 'rowseal_private.record_change', 'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal.users', 'record_change', 'rowseal_private.record_change', 'AFTER DELETE OR UPDATE', true),
     ('rowseal.users', 'record_registrations', 'rowseal_private.record_registrations', 'AFTER INSERT', true),
     ('rowseal.users', 'void_proofs', 'rowseal_private.void_proofs_of_change', 'AFTER UPDATE OF email', true),
     ('rowseal.workspaces', 'call_hooks_created', 'rowseal_private.call_hooks', 'AFTER INSERT', true),
     ('rowseal.workspaces', 'call_hooks_deletion', 'rowseal_private.call_hooks', 'AFTER UPDATE OF erase_at', true),
     ('rowseal.workspaces', 'date_policy', 'rowseal_private.date_policy',
       'BEFORE INSERT OR UPDATE OF required_assurance, assurance_grace', true),
     ('rowseal.workspaces', 'delete_roles', 'rowseal_private.delete_roles_of_workspace', 'AFTER DELETE', true),
     ('rowseal.workspaces', 'keep_changed_slug', 'rowseal_private.keep_slug', 'AFTER UPDATE OF slug', true),
     ('rowseal.workspaces', 'keep_slug', 'rowseal_private.keep_slug', 'AFTER INSERT OR DELETE', true),
     ('rowseal.workspaces', 'record_change', 'rowseal_private.record_change', 'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.account_deletions', 'call_hooks_deletion', 'rowseal_private.call_hooks', 'AFTER INSERT', true),
     ('rowseal_private.database_principals', 'keep_former_delete', 'rowseal_private.keep_former_state',
       'AFTER DELETE', true),
     ('rowseal_private.database_principals', 'keep_former_update', 'rowseal_private.keep_former_state',
       'AFTER UPDATE OF user_id, workspace_id, scope, writes, expires_at', true),
     ('rowseal_private.database_principals', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.hooks', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.identities', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.identity_providers', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.invitation_links', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.oauth_clients', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.passkeys', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.passwords', 'note_least_length', 'rowseal_private.note_least_length',
       'BEFORE INSERT OR UPDATE OF changed_at', true),
     ('rowseal_private.passwords', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.passwords', 'void_proofs', 'rowseal_private.void_proofs_of_change',
       'AFTER UPDATE OF changed_at', true),
     ('rowseal_private.personal_access_tokens', 'end_children', 'rowseal_private.end_children',
       'AFTER UPDATE OF revoked_at', true),
     ('rowseal_private.personal_access_tokens', 'end_children_of_deleted', 'rowseal_private.end_children',
       'AFTER DELETE', true),
     ('rowseal_private.personal_access_tokens', 'keep_former_delete', 'rowseal_private.keep_former_state',
       'AFTER DELETE', true),
     ('rowseal_private.personal_access_tokens', 'keep_former_update', 'rowseal_private.keep_former_state',
       'AFTER UPDATE OF scope, workspace_id, expires_at, revoked_at', true),
     ('rowseal_private.personal_access_tokens', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.personal_access_tokens', 'record_change', 'rowseal_private.record_change',
       'AFTER UPDATE OF last_used_at', true),
     ('rowseal_private.policy_waivers', 'record_change', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.recovery_codes', 'record_by_hand', 'rowseal_private.record_change', 'AFTER INSERT', true),
     ('rowseal_private.seal_keys', 'record_change', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.service_keys', 'keep_former_delete', 'rowseal_private.keep_former_state', 'AFTER DELETE', true),
     ('rowseal_private.service_keys', 'keep_former_update', 'rowseal_private.keep_former_state',
       'AFTER UPDATE OF service_id, expires_at, revoked_at', true),
     ('rowseal_private.service_keys', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.service_keys', 'record_change', 'rowseal_private.record_change',
       'AFTER UPDATE OF last_used_at', true),
     ('rowseal_private.services', 'keep_former_delete', 'rowseal_private.keep_former_state', 'AFTER DELETE', true),
     ('rowseal_private.services', 'keep_former_update', 'rowseal_private.keep_former_state',
       'AFTER UPDATE OF scopes, disabled_at', true),
     ('rowseal_private.services', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.session_proofs', 'end_session_levels', 'rowseal_private.end_session_levels',
       'AFTER TRUNCATE', true),
     ('rowseal_private.session_proofs', 'keep_session_level', 'rowseal_private.keep_session_level',
       'AFTER INSERT OR DELETE OR UPDATE OF user_id, session_id, kind', true),
     ('rowseal_private.session_proofs', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR UPDATE', true),
     ('rowseal_private.sessions', 'end_children', 'rowseal_private.end_children', 'AFTER UPDATE OF revoked_at', true),
     ('rowseal_private.sessions', 'end_children_of_deleted', 'rowseal_private.end_children', 'AFTER DELETE', true),
     ('rowseal_private.sessions', 'keep_former_delete', 'rowseal_private.keep_former_state', 'AFTER DELETE', true),
     ('rowseal_private.sessions', 'keep_former_update', 'rowseal_private.keep_former_state',
       'AFTER UPDATE OF scope, workspace_id, resource, expires_at, revoked_at', true),
     ('rowseal_private.sessions', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE OF user_id, id, workspace_id, scope, client_id, identity_scope, resource, '
       'created_at, authenticated_at, expires_at, revoked_at, parent_id, origin_id, assurance, authentication', true),
     ('rowseal_private.sessions', 'tell_clients', 'rowseal_private.tell_clients', 'AFTER UPDATE OF revoked_at', true),
     ('rowseal_private.sessions', 'tell_clients_of_deleted', 'rowseal_private.tell_clients', 'BEFORE DELETE', true),
     ('rowseal_private.settings', 'date_policy', 'rowseal_private.date_policy',
       'BEFORE INSERT OR UPDATE OF required_assurance, assurance_grace', true),
     ('rowseal_private.settings', 'note_password_rule', 'rowseal_private.note_password_rule',
       'BEFORE UPDATE OF required_assurance, assurance_grace', true),
     ('rowseal_private.settings', 'record_change', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.settings', 'sign_out_short_passwords', 'rowseal_private.sign_out_short_passwords',
       'AFTER UPDATE OF required_assurance, assurance_grace', true),
     ('rowseal_private.settings', 'tell_everybody', 'rowseal_private.tell_everybody',
       'AFTER UPDATE OF required_assurance, assurance_grace', true),
     ('rowseal_private.signing_keys', 'announce_signing_keys', 'rowseal_private.announce_signing_keys',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.signing_keys', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.throttle_limits', 'record_change', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.totp_factors', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true),
     ('rowseal_private.webhooks', 'record_by_hand', 'rowseal_private.record_change',
       'AFTER INSERT OR DELETE OR UPDATE', true) $$,
  'these are the triggers, and they are enabled'
);

-- Who owns what
select is_empty(
  $$ select name from our_schema where owner <> 'rowseal_owner'::regrole
     union all
     select c.oid::regclass::text from pg_class as c join our_schema as s on s.oid = c.relnamespace
      where c.relowner <> 'rowseal_owner'::regrole
     union all
     select p.oid::regprocedure::text from pg_proc as p join our_schema as s on s.oid = p.pronamespace
      where p.proowner <> 'rowseal_owner'::regrole
     union all
     select t.oid::regtype::text from pg_type as t join our_schema as s on s.oid = t.typnamespace
      where t.typowner <> 'rowseal_owner'::regrole $$,
  'rowseal_owner owns every schema, relation, function and type of Rowseal'
);
select is_empty(
  $$ select c.oid::regclass from pg_class as c join our_role as r on r.oid = c.relowner
      where r.name <> 'rowseal_owner' and c.relnamespace not in ('graphile_worker_rowseal'::regnamespace,
        'pg_toast'::regnamespace) $$,
  'no other role of Rowseal owns a relation, the worker''s own queue aside: an owner could switch its security off'
);

-- The roles
select results_eq(
  $$ select name, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication
       from pg_roles join our_role using (oid) order by rolname $$,
  $$ values
     ('rowseal_auditor', false, false, false, false, false, false),
     ('rowseal_backup', false, false, false, false, false, false),
     ('rowseal_developer', false, false, false, false, false, false),
     ('rowseal_gateway', true, false, false, false, false, false),
     ('rowseal_issuer', true, false, false, false, false, false),
     ('rowseal_owner', false, false, false, false, false, false),
     ('rowseal_reader', false, false, false, false, false, false),
     ('rowseal_user', false, false, false, false, false, false),
     ('rowseal_worker', true, false, false, false, false, false) $$,
  'three roles log in, and none is a superuser, bypasses row security, makes roles or databases, or replicates'
);
select results_eq(
  $$ select roleid::regrole::text, member::regrole::text, admin_option, inherit_option, set_option
       from pg_auth_members where member in (select oid from our_role) order by 1, 2 $$,
  $$ values ('rowseal_user', 'rowseal_gateway', false, true, false) $$,
  'the one membership of a role of Rowseal: the gateway inherits rowseal_user, and cannot set it'
);
select is_empty(
  $$ select role.name, other.oid::regrole from our_role as role, pg_roles as other
      where role.oid <> other.oid and pg_has_role(role.oid, other.oid, 'set') $$,
  'no role of Rowseal can set another role'
);
select is_empty(
  $$ select member::regrole from pg_auth_members
       join pg_roles on pg_roles.oid = member
      where roleid = 'rowseal_owner'::regrole
        and (inherit_option or admin_option and not (pg_roles.rolcreaterole and not set_option and grantor = 10)) $$,
  'nobody inherits or hands out the privileges of rowseal_owner, but the CREATEROLE role that made it, from whom '
  'PostgreSQL takes no ADMIN'
);
select results_eq(
  $$ select our_role.name, setting collate "default"
       from our_role join pg_db_role_setting on setrole = our_role.oid and setdatabase = 0, unnest(setconfig) as setting
      where setting !~ '^(auto_explain\.|log_parameter_max_length=)' or not exists (
        select from pg_auth_members where roleid = 'rowseal_owner'::regrole and grantor = 10 and admin_option
      )
      order by our_role.name collate "C", setting collate "C" $$,
  $$ select role, setting from (values
     ('rowseal_gateway', 'DateStyle=ISO, MDY'),
     ('rowseal_gateway', 'IntervalStyle=postgres'),
     ('rowseal_gateway', 'array_nulls=on'),
     ('rowseal_gateway', 'auto_explain.log_parameter_max_length=0'),
     ('rowseal_gateway', 'auto_explain.log_verbose=off'),
     ('rowseal_gateway', 'bytea_output=hex'),
     ('rowseal_gateway', 'client_encoding=UTF8'),
     ('rowseal_gateway', 'default_transaction_isolation=read committed'),
     ('rowseal_gateway', 'exit_on_error=off'),
     ('rowseal_gateway', 'extra_float_digits=1'),
     ('rowseal_gateway', 'idle_in_transaction_session_timeout=10s'),
     ('rowseal_gateway', 'jit=off'),
     ('rowseal_gateway', 'lock_timeout=5s'),
     ('rowseal_gateway', 'log_parameter_max_length=0'),
     ('rowseal_gateway', 'log_parameter_max_length_on_error=0'),
     ('rowseal_gateway', 'plpgsql.extra_errors=none'),
     ('rowseal_gateway', 'row_security=on'),
     ('rowseal_gateway', 'standard_conforming_strings=on'),
     ('rowseal_gateway', 'statement_timeout=10s'),
     ('rowseal_gateway', 'transaction_timeout=30s'),
     ('rowseal_gateway', 'transform_null_equals=off'),
     ('rowseal_gateway', 'xmlbinary=base64'),
     ('rowseal_gateway', 'xmloption=content'),
     ('rowseal_issuer', 'DateStyle=ISO, MDY'),
     ('rowseal_issuer', 'IntervalStyle=postgres'),
     ('rowseal_issuer', 'array_nulls=on'),
     ('rowseal_issuer', 'auto_explain.log_parameter_max_length=0'),
     ('rowseal_issuer', 'auto_explain.log_verbose=off'),
     ('rowseal_issuer', 'bytea_output=hex'),
     ('rowseal_issuer', 'client_encoding=UTF8'),
     ('rowseal_issuer', 'default_transaction_isolation=read committed'),
     ('rowseal_issuer', 'exit_on_error=off'),
     ('rowseal_issuer', 'extra_float_digits=1'),
     ('rowseal_issuer', 'idle_in_transaction_session_timeout=10s'),
     ('rowseal_issuer', 'jit=off'),
     ('rowseal_issuer', 'lock_timeout=5s'),
     ('rowseal_issuer', 'log_parameter_max_length=0'),
     ('rowseal_issuer', 'log_parameter_max_length_on_error=0'),
     ('rowseal_issuer', 'plpgsql.extra_errors=none'),
     ('rowseal_issuer', 'row_security=on'),
     ('rowseal_issuer', 'standard_conforming_strings=on'),
     ('rowseal_issuer', 'statement_timeout=10s'),
     ('rowseal_issuer', 'transaction_timeout=30s'),
     ('rowseal_issuer', 'transform_null_equals=off'),
     ('rowseal_issuer', 'xmlbinary=base64'),
     ('rowseal_issuer', 'xmloption=content'),
     ('rowseal_worker', 'DateStyle=ISO, MDY'),
     ('rowseal_worker', 'IntervalStyle=postgres'),
     ('rowseal_worker', 'array_nulls=on'),
     ('rowseal_worker', 'auto_explain.log_parameter_max_length=0'),
     ('rowseal_worker', 'auto_explain.log_verbose=off'),
     ('rowseal_worker', 'bytea_output=hex'),
     ('rowseal_worker', 'client_encoding=UTF8'),
     ('rowseal_worker', 'default_transaction_isolation=read committed'),
     ('rowseal_worker', 'exit_on_error=off'),
     ('rowseal_worker', 'extra_float_digits=1'),
     ('rowseal_worker', 'idle_in_transaction_session_timeout=10s'),
     ('rowseal_worker', 'jit=off'),
     ('rowseal_worker', 'lock_timeout=5s'),
     ('rowseal_worker', 'log_parameter_max_length=0'),
     ('rowseal_worker', 'log_parameter_max_length_on_error=0'),
     ('rowseal_worker', 'plpgsql.extra_errors=none'),
     ('rowseal_worker', 'row_security=on'),
     ('rowseal_worker', 'standard_conforming_strings=on'),
     ('rowseal_worker', 'transform_null_equals=off'),
     ('rowseal_worker', 'xmlbinary=base64'),
     ('rowseal_worker', 'xmloption=content')) as expected (role, setting)
      where (setting !~ '^transaction_timeout' or current_setting('server_version_num')::integer >= 170000)
        -- An installer that is no superuser cannot set these, though a superuser may have: db/README.md,
        -- "Managed PostgreSQL".
        and (setting !~ '^(auto_explain\.|log_parameter_max_length=)' or not exists (
          select from pg_auth_members where roleid = 'rowseal_owner'::regrole and grantor = 10 and admin_option
        )) $$,
  'login roles log no bound parameter and wait for nothing long'
);
select is_empty(
  $$ select from pg_db_role_setting
      where setdatabase = (select oid from pg_database where datname = current_database()) and setrole in (select oid
        from our_role) $$,
  'no setting for this database alone overrides those of the login roles'
);
select is_empty(
  $$ select parameter.parname, acl.grantee::regrole from pg_parameter_acl as parameter, aclexplode(parameter.paracl)
    as acl
      where acl.grantee = 0 or acl.grantee in (select oid from our_role) $$,
  'no role of Rowseal may set or alter a restricted parameter'
);

-- Privileges on the database and the schemas
select is_empty(
  $$ select privilege from unnest(array['create', 'temporary']) as privilege
      where has_database_privilege('public', current_database(), privilege) $$,
  'PUBLIC can make neither schemas nor temporary tables in this database'
);
select results_eq(
  $$ select name, privilege
       from our_role, unnest(array['create', 'temporary']) as privilege
      where has_database_privilege(oid, current_database(), privilege) order by name collate "C", privilege $$,
  $$ values ('rowseal_owner', 'create') $$,
  'of the roles of Rowseal only the owner can make schemas, and none can make temporary tables'
);
select ok(not has_schema_privilege('public', 'public', 'create'), 'PUBLIC can make nothing in the schema public');
select is_empty(
  $$ select r.name, s.nspname from our_role as r, pg_namespace as s
      where r.name <> 'rowseal_owner' and has_schema_privilege(r.oid, s.oid, 'create')
        and s.nspname !~ '^pg_(toast_)?temp_'
        and (r.name, s.nspname) <> ('rowseal_worker', 'graphile_worker_rowseal') $$,
  'no role of Rowseal but the owner can make anything in any schema'
);
select results_eq(
  $$ select r.name, s.name from our_role as r, our_schema as s
      where r.name <> 'rowseal_owner' and has_schema_privilege(r.oid, s.oid, 'usage') order by r.name collate "C",
        s.name collate "C" $$,
  $$ values
     ('rowseal_auditor', 'rowseal'),
     ('rowseal_auditor', 'rowseal_audit'),
     ('rowseal_developer', 'rowseal'),
     ('rowseal_gateway', 'rowseal'),
     ('rowseal_gateway', 'rowseal_audit'),
     ('rowseal_issuer', 'rowseal'),
     ('rowseal_issuer', 'rowseal_private'),
     ('rowseal_reader', 'rowseal'),
     ('rowseal_user', 'rowseal'),
     ('rowseal_user', 'rowseal_audit'),
     ('rowseal_worker', 'rowseal'),
     ('rowseal_worker', 'rowseal_private') $$,
  'each role reaches its schemas only; what serves requests does not reach rowseal_private'
);
select is_empty(
  $$ select name from our_schema where has_schema_privilege('public', oid, 'usage') $$,
    'PUBLIC reaches no schema of Rowseal'
);

-- Privileges on relations and types
select is_empty(
  $$ select c.oid::regclass, null as column, acl.grantee::regrole, acl.privilege_type
       from pg_class as c, aclexplode(c.relacl) as acl
      where c.relnamespace = 'rowseal_private'::regnamespace and acl.grantee <> c.relowner
     union all
     select c.oid::regclass, a.attname, acl.grantee::regrole, acl.privilege_type
       from pg_class as c join pg_attribute as a on a.attrelid = c.oid, aclexplode(a.attacl) as acl
      where c.relnamespace = 'rowseal_private'::regnamespace and acl.grantee <> c.relowner $$,
  'nobody but the owner holds a privilege on a relation, sequence or column of rowseal_private'
);
select is_empty(
  $$ select r.name, c.oid::regclass
       from (select name from our_role where name <> 'rowseal_owner' union all select 'public') as r, pg_class as c
      where c.relnamespace = 'rowseal_private'::regnamespace
        and case
              when c.relkind = 'S' then has_sequence_privilege(r.name, c.oid, 'usage, select, update')
              when c.relkind in ('r', 'p', 'v', 'm', 'f') then
                has_table_privilege(r.name, c.oid, 'select, insert, update, delete, truncate, references, trigger')
                or has_any_column_privilege(r.name, c.oid, 'select, insert, update, references')
            end $$,
  'no role of Rowseal and not PUBLIC has any access to a relation of rowseal_private, however it might have come by it'
);
select results_eq(
  $$ select r.name, c.oid::regclass::text, privilege, string_agg(a.attname::text collate "default", ' '
    order by a.attnum)
       from our_role as r, pg_class as c, pg_attribute as a, unnest(array['insert', 'references', 'select', 'update'])
         as privilege
      where r.name <> 'rowseal_owner'
        and c.relnamespace = 'rowseal'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and has_column_privilege(r.oid, c.oid, a.attnum, privilege)
      group by r.name, c.oid, c.relname, privilege order by r.name collate "C", c.relname, privilege $$,
  $$ values
     ('rowseal_developer', 'rowseal.users', 'references',
       'id email name email_verified_at disabled_at created_at proof_version'),
     ('rowseal_developer', 'rowseal.workspaces', 'references',
       'id slug name longest_token_lifetime created_at external_key longest_session_age networks email_domains '
         'erase_at erased_at required_assurance assurance_grace assurance_since'),
     ('rowseal_gateway', 'rowseal.invitations', 'select',
       'workspace_id id email role invited_by created_at expires_at accepted_at accepted_by revoked_at'),
     ('rowseal_gateway', 'rowseal.memberships', 'select', 'workspace_id user_id role created_at further_roles'),
     ('rowseal_gateway', 'rowseal.roles', 'select', 'workspace_id name scopes id'),
     ('rowseal_gateway', 'rowseal.scopes', 'select', 'name description'),
     ('rowseal_gateway', 'rowseal.users', 'select', 'id email name created_at'),
     ('rowseal_gateway', 'rowseal.workspaces', 'select', 'id slug name longest_token_lifetime created_at'),
     ('rowseal_user', 'rowseal.invitations', 'select',
       'workspace_id id email role invited_by created_at expires_at accepted_at accepted_by revoked_at'),
     ('rowseal_user', 'rowseal.memberships', 'select', 'workspace_id user_id role created_at further_roles'),
     ('rowseal_user', 'rowseal.roles', 'select', 'workspace_id name scopes id'),
     ('rowseal_user', 'rowseal.scopes', 'select', 'name description'),
     ('rowseal_user', 'rowseal.users', 'select', 'id email name created_at'),
     ('rowseal_user', 'rowseal.workspaces', 'select', 'id slug name longest_token_lifetime created_at') $$,
  'on the tables of rowseal, requests read the listed columns, developers refer to people and workspaces, and nobody '
  'else does anything'
);
select results_eq(
  $$ select c.oid::regclass::text, acl.grantee::regrole::text, acl.privilege_type, acl.is_grantable
       from pg_class as c, aclexplode(c.relacl) as acl
      where c.relnamespace = 'rowseal'::regnamespace and acl.grantee <> c.relowner
        and (acl.privilege_type <> 'SELECT' or acl.is_grantable or acl.grantee <> 'rowseal_user'::regrole)
      order by c.relname, acl.grantee::regrole::text collate "C" $$,
  $$ values
     ('rowseal.users', 'pg_database_owner', 'REFERENCES', false),
     ('rowseal.users', 'rowseal_developer', 'REFERENCES', false),
     ('rowseal.workspaces', 'pg_database_owner', 'REFERENCES', false),
     ('rowseal.workspaces', 'rowseal_developer', 'REFERENCES', false) $$,
  'on the tables of rowseal, nothing but SELECT is granted, to nobody but rowseal_user, and not to be handed on; '
  'migrations of applications refer to them'
);
select results_eq(
  $$ select r.name, c.oid::regclass::text, privilege, string_agg(a.attname::text collate "default", ' '
    order by a.attnum)
       from our_role as r, pg_class as c, pg_attribute as a, unnest(array['insert', 'references', 'select', 'update'])
         as privilege
      where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and a.attrelid = c.oid and a.attnum > 0
        and has_column_privilege(r.oid, c.oid, a.attnum, privilege)
      group by r.name, c.oid, c.relname, privilege order by r.name collate "C", c.relname, privilege $$,
  $$ values
     ('rowseal_backup', 'app.notes', 'select', 'workspace_id id author_id title body created_at'),
     ('rowseal_gateway', 'app.notes', 'insert', 'title body'),
     ('rowseal_gateway', 'app.notes', 'select', 'workspace_id id author_id title body created_at'),
     ('rowseal_gateway', 'app.notes', 'update', 'title body'),
     ('rowseal_reader', 'app.notes', 'select', 'workspace_id id author_id title body created_at'),
     ('rowseal_user', 'app.notes', 'insert', 'title body'),
     ('rowseal_user', 'app.notes', 'select', 'workspace_id id author_id title body created_at'),
     ('rowseal_user', 'app.notes', 'update', 'title body') $$,
  'on app.notes, requests read all and write title and body, readers and backups read; the issuer and the worker '
  'reach nothing'
);
select results_eq(
  $$ select grantee::regrole::text from pg_type, aclexplode(typacl)
      where pg_type.oid = 'rowseal_private.claims'::regtype and grantee <> typowner $$,
  $$ values ('rowseal_issuer') $$,
  'only the issuer may use the type of claims'
);
select is_empty(
  $$ select t.oid::regtype from pg_type as t join our_schema as s on s.oid = t.typnamespace
      where t.typrelid <> 0 and exists (select from pg_class where oid = t.typrelid and relkind = 'c')
        and has_type_privilege('public', t.oid, 'usage') $$,
  'PUBLIC may use no composite type of Rowseal'
);

select * from finish();
rollback;
