-- What every function is, and who may execute it. Lists are exact, so that a new function or grant must be added here.
begin;
set local search_path = tap, pg_catalog;
create temporary view our_function as
  select oid, oid::regprocedure::text as signature, pronamespace, prokind, prosecdef, provolatile, proparallel,
    proleakproof, proconfig, proacl,
         proowner, (select lanname from pg_language where pg_language.oid = prolang) as language
    from pg_proc where pronamespace::regnamespace::text in ('rowseal', 'rowseal_private', 'rowseal_audit');
-- One for each function behind a door that is shut, and the rest.
select plan((
  select 25 + count(*)::integer from unnest(array['rowseal_gateway', 'rowseal_issuer', 'rowseal_worker']) as login,
    our_function
   where not has_function_privilege(login, oid, 'execute')
));

-- What they are
select results_eq(
  $$ select signature, language::text collate "default",
            case provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
            case proparallel when 's' then 'safe' when 'r' then 'restricted' else 'unsafe' end,
            case when prosecdef then 'definer' else 'invoker' end
       from our_function where signature <> 'rowseal_private.crc32(bytea)' order by signature collate "C" $$,
  $$ values
     ('rowseal.accept_invitation(text)', 'sql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.accept_invitation_with_digest(uuid,uuid,bytea)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.change_password(bytea,rowseal_private.derived_password)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.check_batch(text,bytea)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal.define_role(text,text[])', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.define_scope(text,text,text[])', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.disconnect_app(text)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.effective_scopes()', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal.end_backends(integer)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal.end_other_sessions()', 'sql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.end_session(uuid)', 'sql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.enter(uuid,uuid,uuid,text,bigint,text,bytea,text)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.enter_batch(text,bytea,uuid,uuid,uuid,text,bigint,text,bytea,text)',
       'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal.enter_batch_with_digest(text,bytea,uuid,uuid,bytea,inet,text)',
       'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal.enter_with_digest(uuid,uuid,bytea,inet,text)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.enter_with_token(text,inet,text)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.has_scope(text)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal.in_request()', 'plpgsql', 'immutable', 'restricted', 'invoker'),
     ('rowseal.in_request_now()', 'plpgsql', 'stable', 'restricted', 'invoker'),
     ('rowseal.installed_version()', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal.invite_member(text,text)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.is_scope(text)', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal.is_scope_list(text[])', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal.key_with(text,boolean)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal.known_user_id()', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal.list_all_tokens(uuid,integer)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal.list_connected_apps(text,integer)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal.list_identities(text,text,integer)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal.list_invitations(uuid,integer)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal.list_sessions(uuid,integer)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal.list_tokens(uuid,integer)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal.me(uuid,integer)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal.parse_token(text)', 'plpgsql', 'immutable', 'safe', 'definer'),
     ('rowseal.password_change_challenge()', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal.protect(regclass,name,text,text,text,text,text,name,text[],text,regclass,boolean,text,name[],name[],text[],boolean)',
       'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal.protection_statements(regclass,jsonb)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal.prove_password(bytea)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.ready()', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal.remove_member(uuid)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.require_scope(text)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal.restore_password(text)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal.restore_settings()', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal.revoke_invitation(uuid)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.revoke_token(uuid)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.scope_gate(text,boolean)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal.session_id()', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal.set_member_role(uuid,text)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.still_outside()', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal.stray_settings()', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal.try_entry()', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal.unlink_identity(text,text)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.unprotect(regclass,boolean)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal.unprotection_statements(regclass)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal.user_id()', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal.userinfo()', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal.uuidv7()', 'sql', 'volatile', 'safe', 'invoker'),
     ('rowseal.workspace_for(text)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal.workspace_for_key(text,text,uuid)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal.workspace_id()', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal.workspace_key()', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal.workspace_with(text)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.access_claims(rowseal_private.sessions)', 'sql', 'volatile', 'restricted', 'invoker'),
     ('rowseal_private.add_client(text,text[],text,text,jsonb,text,boolean,boolean,boolean,text,text[],text,boolean)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.add_signing_key(text,text,jsonb,text)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.advance_signing_keys()', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.announce_signing_keys()', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.answer_address(jsonb,rowseal_private.oauth_clients)',
       'plpgsql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.answer_authorization(uuid,bytea,rowseal_private.presented_refresh_token,boolean,uuid,uuid)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.answer_logout(uuid,bytea,rowseal_private.presented_refresh_token,boolean,inet)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.are_redirect_uris(text[])', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.array_intersection(text[],text[])', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.asked_scope(text,text)', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.attempt_wait(text,text)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.authentic_session(rowseal_private.presented_refresh_token)',
       'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.authorization_error(jsonb,rowseal_private.oauth_clients,text,text,text)',
       'plpgsql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.base64url(bytea)', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.before_protection(regclass,jsonb)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.begin_authorization(jsonb,text,bytea,inet,uuid,text)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.begin_logout(jsonb,bytea,inet,jsonb)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.begin_provider_login(text,bytea,uuid,rowseal_private.presented_refresh_token,boolean,inet)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.browser_claims(rowseal_private.presented_refresh_token)',
       'sql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.built_in_roles()', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.changeable_membership(uuid)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.charge_attempt(text,text,integer)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.choose_workspace(rowseal_private.oauth_requests,rowseal_private.sessions,uuid,uuid)',
       'plpgsql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.claim_address(uuid,text)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.claims_message(uuid,uuid,uuid,text,bigint)', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.client_registration_open()', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.completed_protection(regclass,jsonb)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.compose_invitation(uuid,uuid)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.compose_logout(jsonb)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.compose_mail(jsonb)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.compose_notice(jsonb)', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.compose_password_reset(text,uuid,timestamp with time zone)',
       'sql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.compose_registration(text,uuid)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.consent_details(rowseal_private.oauth_requests,rowseal_private.oauth_clients,uuid,jsonb)',
       'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.consume_provider_login(bytea,bytea,text)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.context_body(uuid,uuid,uuid,text)', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.context_lifetime()', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.context_message(bytea)', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.create_account(text,text,rowseal_private.derived_password,boolean)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.create_token(rowseal_private.claims,text,text,timestamp with time zone,text,cidr[])',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.crossing_keys(regclass,jsonb)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.delegate(uuid,uuid,uuid,text,cidr[],timestamp with time zone,text[])',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.delete_roles_of_workspace()', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.drop_audit_partitions()', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.effective_scope(uuid,uuid,text)', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.end_bound_sessions(uuid,uuid,timestamp with time zone)', 'sql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.end_children()', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.end_credentials(uuid,text,boolean)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.end_in_workspace(uuid,uuid,timestamp with time zone)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.end_invitation(uuid,uuid,text)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.end_made_by(uuid,uuid,boolean)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.end_signing_key(text,text)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.end_token(uuid,uuid,text)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.end_with_account()', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.end_with_membership()', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.enqueue_mail(text,jsonb,text)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.enqueue_mail_to_address(text,text,uuid)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.ensure_audit_partitions(integer)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.enter_by_claims(rowseal_private.claims,text)', 'sql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.evaluate_refresh_token(rowseal_private.presented_refresh_token,text,inet,text)',
       'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.find_client(text,bytea,inet)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.forgive_login_attempts(text)', 'sql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.format_token(text,bytea)', 'plpgsql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.gate_expression(jsonb,text,boolean,boolean)', 'plpgsql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.grantable_scopes(rowseal_private.sessions,text,uuid)', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.granted_by_code(rowseal_private.oauth_codes)', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.guard_expression(regclass,jsonb)', 'plpgsql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.has_checksum(text,bytea)', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.hmac_pads(bytea)', 'plpgsql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.hmac_sha256(bytea,bytea,bytea)', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.identity_claims(uuid,text)', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.inspect_grant(text,uuid,uuid,text)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.inspect_refresh_token(text,rowseal_private.presented_refresh_token)',
       'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.is_covered(rowseal.invitations)', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.is_known_network(uuid,inet)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.is_new_network(uuid,inet)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.is_oauth_scope(text)', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.is_proven(integer,bytea,rowseal_private.presented_refresh_token)',
       'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.is_restricted()', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.is_stronger(integer,integer,integer,integer)', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.is_within(uuid,text[],text[])', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.issue_code(rowseal_private.oauth_requests,rowseal_private.oauth_clients,rowseal_private.sessions,uuid)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.issue_proof(text,uuid,uuid,text)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.join_session(rowseal_private.oauth_codes)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.keep_an_owner()', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.known_device(uuid,bytea)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.link_identity(text,text,uuid,text,inet)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.link_to_session(text,text,uuid,uuid,inet)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.list_clients(text,integer)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.list_identity_providers()', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.list_signing_keys()', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.live_scopes(text[])', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.lock_password(uuid,bytea)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.lock_workspace(uuid)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.log_in(text,text,bytea,text,text,inet,text,rowseal_private.presented_refresh_token,bytea,bytea,bytea)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.log_in_with_identity(text,text,text,boolean,text,uuid,uuid,boolean,inet,text,bytea,bytea,bytea)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.log_out(rowseal_private.presented_refresh_token,text,inet)',
       'sql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.login_wait(uuid,text,inet)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.manages(uuid,boolean,uuid,uuid)', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.matches_redirect_uri(text[],text)', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.may_ask_for(rowseal_private.oauth_clients,text)', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.may_join(rowseal.memberships)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.needs_consent(rowseal_private.oauth_requests,rowseal_private.oauth_clients,uuid,uuid,text[])',
       'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.needs_sign_in(rowseal_private.oauth_requests,rowseal_private.sessions)',
       'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.network_of(inet)', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.networks_within(cidr[],cidr[])', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.no_workspace()', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.normal_address(text)', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.note_login_network(uuid,uuid,inet)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.note_token_use(uuid,uuid,inet)', 'sql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.open_session(uuid,uuid,text,inet,text,uuid,text,text,text,timestamp with time zone,uuid,uuid,timestamp with time zone,bytea)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.open_sessions(uuid)', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.page_size(integer)', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.parent_key(regclass,jsonb)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.password_challenge(text,inet,bytea)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.password_policy()', 'sql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.password_reset_challenge(rowseal_private.presented_token,inet)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.pkce_challenge(bytea)', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.policies_of_protect(regclass)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.protected_columns(regclass,jsonb)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.protected_member_statements(regclass,jsonb)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.protection_of(regclass)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.protection_policies(regclass,jsonb)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.purge(integer)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.purge_devices(integer)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.purge_email_proofs(integer)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.purge_invitations(integer)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.purge_known_networks(integer)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.purge_lag()', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.purge_logout_requests(integer)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.purge_oauth_assertions(integer)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.purge_oauth_codes(integer)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.purge_oauth_requests(integer)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.purge_personal_access_tokens(integer)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.purge_provider_logins(integer)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.purge_seal_keys(integer)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.purge_sessions(integer)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.purge_throttles(integer)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.random_bytes(integer)', 'sql', 'volatile', 'safe', 'invoker'),
     ('rowseal_private.reach_of(uuid,uuid)', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.reader_statements(regclass)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.record_attempt(text,text)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.record_client_guess(inet)', 'sql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.record_event(text,uuid,uuid,jsonb,inet)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.record_events(text,uuid,jsonb[])', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.record_failure(text,text)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.record_login_attempt(uuid,text,inet)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.record_token_guess(inet)', 'sql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.redeem_code(rowseal_private.presented_token,text,text,bytea,text,inet,text,bytea)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.refresh_denial(rowseal_private.sessions,rowseal_private.settings,rowseal_private.presented_refresh_token,inet,text)',
       'sql', 'volatile', 'restricted', 'invoker'),
     ('rowseal_private.refresh_grant(rowseal_private.presented_refresh_token,text,text,text,inet,text)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.refresh_session(rowseal_private.presented_refresh_token,inet,text,text)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.refund_attempt(text,text)', 'sql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.refund_login_attempt(uuid,text,inet)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.refuse_escalation()', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.refuse_plan()', 'plpgsql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.refuse_protected_grants(regclass,jsonb)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.refuse_protected_keys(regclass,jsonb)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.refuse_protected_roles(regclass,jsonb)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.refuse_token(uuid,uuid,bytea,inet,text)', 'plpgsql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.refuse_transaction()', 'plpgsql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.register_client(text,text[],text,text,inet,jsonb,text,text,text[],text)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.register_identity(text,text,text,boolean,text,inet)',
       'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.register_with_password(text,text,rowseal_private.derived_password,inet)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.registration_challenge(inet)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.relation_family(regclass)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.remember_device(uuid,uuid,bytea)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.remember_network(uuid,inet)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.remove_client(text)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.remove_identity_provider(text,boolean)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.replace_session(uuid,uuid,rowseal_private.claims,inet)',
       'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.request_password_reset(text,inet)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.require_account()', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.require_address(text)', 'plpgsql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.require_delegated(text[],text)', 'plpgsql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.require_live_scope(text)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.require_password_policy(rowseal_private.derived_password)',
       'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.require_role_within(uuid,text)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.reset_password(rowseal_private.presented_token,rowseal_private.derived_password,inet,boolean,bytea)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.revealing_keys(regclass,jsonb)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.revoke_by_refresh_token(text,rowseal_private.presented_refresh_token,inet)',
       'sql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.revoke_grant(text,uuid,uuid,inet)', 'sql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.revoke_redeemed(rowseal_private.presented_token,inet)',
       'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.revoke_session(uuid,uuid,text,inet)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.revoke_sessions(uuid,text,uuid)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.revoke_signing_key(text)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.role_home(text,uuid)', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.rotate_seal_key(boolean)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.rotate_signing_key(text,boolean)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.rotate_token(rowseal_private.claims,text,uuid,timestamp with time zone)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.row_rule(regclass,jsonb,text)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.save_identity_provider(text,text,text,text,text,text,text,boolean,boolean,text[])',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.save_password(uuid,rowseal_private.derived_password)',
       'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.scope_words(text,boolean)', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.seal_claims(uuid,uuid,uuid,text,bigint)', 'sql', 'volatile', 'restricted', 'definer'),
     ('rowseal_private.sealed_claims(text,bytea,bytea,uuid,uuid,uuid,text,bigint)',
       'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.sealed_context(text,bytea,bytea,text)', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.secrecy_statements(regclass,jsonb)', 'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.session_of_refresh_token(rowseal_private.presented_refresh_token)',
       'sql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.set_identity_provider_enabled(text,boolean)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.shown_session(rowseal_private.presented_refresh_token)',
       'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.tell_clients()', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.text_hash(text)', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.token_bytes(text,text)', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.token_expiry(uuid,timestamp with time zone)', 'plpgsql', 'stable', 'restricted', 'definer'),
     ('rowseal_private.token_payload(text,text)', 'plpgsql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.try_issuing()', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.try_maintenance()', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.unlink_unproven_identities(uuid,inet)', 'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.upgrade_verifier(text,bytea,rowseal_private.derived_password)',
       'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.use_assertion(text,text,timestamp with time zone)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.user_for_password_reset(text)', 'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.user_of_new_identity(rowseal_private.identity_providers,text,text,boolean,text,inet)',
       'plpgsql', 'volatile', 'unsafe', 'invoker'),
     ('rowseal_private.uuid_at(bytea,integer)', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.verified_context()', 'plpgsql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.verify_email(rowseal_private.presented_token,inet)', 'plpgsql', 'volatile', 'unsafe', 'definer'),
     ('rowseal_private.wider_network(text)', 'sql', 'immutable', 'safe', 'invoker'),
     ('rowseal_private.workspace_choice(rowseal_private.sessions,text,uuid,uuid)',
       'sql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.workspace_named(text)', 'plpgsql', 'stable', 'restricted', 'invoker'),
     ('rowseal_private.workspace_of_member(uuid,text)', 'plpgsql', 'stable', 'restricted', 'invoker') $$,
  'these are the functions of Rowseal, with their language, volatility, parallel mode and security'
);
select is_empty(
  $$ select signature from our_function where obj_description(oid, 'pg_proc') is null $$, 'every function has a comment'
);
select results_eq(
  $$ select signature collate "default" from our_function
      where prokind <> 'a' and pg_get_functiondef(oid) ~ 'advisory_' $$,
  $$ values ('rowseal.check_batch(text,bytea)') $$,
  'no function waits for an advisory lock, which anybody may hold; one gives them back'
);
select is_empty(
  $$ select signature from our_function where prosecdef and proconfig is distinct from array['search_path=""'] $$,
  'every SECURITY DEFINER function runs with an empty search_path, and sets nothing else'
);
select results_eq(
  $$ select signature from our_function where language = 'plpgsql' and proconfig is distinct
    from array['search_path=""'] order by 1 $$,
  $$ values
     ('rowseal.check_batch(text,bytea)'),
     ('rowseal.enter_batch(text,bytea,uuid,uuid,uuid,text,bigint,text,bytea,text)'),
     ('rowseal.enter_batch_with_digest(text,bytea,uuid,uuid,bytea,inet,text)'),
     ('rowseal.protect(regclass,name,text,text,text,text,text,name,text[],text,regclass,boolean,text,name[],name[],text[],boolean)'),
     ('rowseal.ready()'),
     ('rowseal.unprotect(regclass,boolean)'),
     ('rowseal_private.verified_context()') $$,
  'every plpgsql function runs with an empty search_path, except those that every batch or policy pays for, which look no name up in it, and those that wait a second for a lock'
);
select is_empty(
  $$ select signature from our_function join pg_proc using (oid)
      where our_function.language not in ('sql', 'plpgsql') or our_function.language = 'sql' and prosqlbody is null $$,
  'every SQL function has a parsed body, which no search_path can bend'
);
select is_empty($$ select signature from our_function where proleakproof $$, 'no function claims to be leakproof');
select is_empty(
  $$ select signature from our_function where proparallel = 's' and provolatile <> 'i' and signature not
    in ('rowseal.uuidv7()', 'rowseal_private.random_bytes(integer)') $$,
  'nothing that reads the context may run in a parallel worker, whose process id is another'
);

-- Who may execute them
select results_eq(
  $$ select signature from our_function where has_function_privilege('public', oid, 'execute')
    order by signature collate "C" $$,
  $$ values
     ('rowseal.has_scope(text)'),
     ('rowseal.in_request()'),
     ('rowseal.in_request_now()'),
     ('rowseal.key_with(text,boolean)'),
     ('rowseal.require_scope(text)'),
     ('rowseal.scope_gate(text,boolean)'),
     ('rowseal.still_outside()'),
     ('rowseal.user_id()'),
     ('rowseal.workspace_id()'),
     ('rowseal.workspace_key()'),
     ('rowseal.workspace_with(text)'),
     ('rowseal_private.refuse_plan()') $$,
  'PUBLIC may execute what policies of protected tables call, for whoever reads them, and no other function of Rowseal'
);
select is(
  (select prosrc from pg_proc where oid = 'rowseal.in_request()'::regprocedure), (select prosrc from pg_proc
    where oid = 'rowseal.in_request_now()'::regprocedure),
  'the function that is worked out when a statement is planned has the body of the one that is not'
);
select is_empty(
  $$ select signature, grantee::regrole from our_function, aclexplode(coalesce(proacl, acldefault('f', proowner)))
      where is_grantable and grantee <> proowner
         or grantee <> 0 and grantee::regrole::text not in ('rowseal_owner', 'rowseal_gateway', 'rowseal_user',
           'rowseal_issuer', 'rowseal_worker', 'rowseal_auditor')
        and not (
          grantee::regrole::text in ('pg_database_owner', 'rowseal_developer')
          and signature ~
            '^rowseal\.(define_scope|protect|protection_statements|unprotect|unprotection_statements|workspace_for_key|workspace_for|session_id|known_user_id|effective_scopes|uuidv7)\('
        ) $$,
  'no other role was given EXECUTE, and none may hand it on; what protects tables is for migrations of applications'
);
select results_eq(
  $$ select role, signature
       from unnest(array['rowseal_auditor', 'rowseal_gateway', 'rowseal_issuer', 'rowseal_user', 'rowseal_worker'])
         as role, our_function
      where has_function_privilege(role, oid, 'execute') and not has_function_privilege('public', oid, 'execute')
      order by role collate "C", signature collate "C" $$,
  $$ values
     ('rowseal_auditor', 'rowseal.parse_token(text)'),
     ('rowseal_gateway', 'rowseal.accept_invitation(text)'),
     ('rowseal_gateway', 'rowseal.accept_invitation_with_digest(uuid,uuid,bytea)'),
     ('rowseal_gateway', 'rowseal.change_password(bytea,rowseal_private.derived_password)'),
     ('rowseal_gateway', 'rowseal.check_batch(text,bytea)'),
     ('rowseal_gateway', 'rowseal.define_role(text,text[])'),
     ('rowseal_gateway', 'rowseal.disconnect_app(text)'),
     ('rowseal_gateway', 'rowseal.effective_scopes()'),
     ('rowseal_gateway', 'rowseal.end_backends(integer)'),
     ('rowseal_gateway', 'rowseal.end_other_sessions()'),
     ('rowseal_gateway', 'rowseal.end_session(uuid)'),
     ('rowseal_gateway', 'rowseal.enter(uuid,uuid,uuid,text,bigint,text,bytea,text)'),
     ('rowseal_gateway', 'rowseal.enter_batch(text,bytea,uuid,uuid,uuid,text,bigint,text,bytea,text)'),
     ('rowseal_gateway', 'rowseal.enter_batch_with_digest(text,bytea,uuid,uuid,bytea,inet,text)'),
     ('rowseal_gateway', 'rowseal.enter_with_digest(uuid,uuid,bytea,inet,text)'),
     ('rowseal_gateway', 'rowseal.enter_with_token(text,inet,text)'),
     ('rowseal_gateway', 'rowseal.installed_version()'),
     ('rowseal_gateway', 'rowseal.invite_member(text,text)'),
     ('rowseal_gateway', 'rowseal.is_scope(text)'),
     ('rowseal_gateway', 'rowseal.is_scope_list(text[])'),
     ('rowseal_gateway', 'rowseal.known_user_id()'),
     ('rowseal_gateway', 'rowseal.list_all_tokens(uuid,integer)'),
     ('rowseal_gateway', 'rowseal.list_connected_apps(text,integer)'),
     ('rowseal_gateway', 'rowseal.list_identities(text,text,integer)'),
     ('rowseal_gateway', 'rowseal.list_invitations(uuid,integer)'),
     ('rowseal_gateway', 'rowseal.list_sessions(uuid,integer)'),
     ('rowseal_gateway', 'rowseal.list_tokens(uuid,integer)'),
     ('rowseal_gateway', 'rowseal.me(uuid,integer)'),
     ('rowseal_gateway', 'rowseal.password_change_challenge()'),
     ('rowseal_gateway', 'rowseal.prove_password(bytea)'),
     ('rowseal_gateway', 'rowseal.ready()'),
     ('rowseal_gateway', 'rowseal.remove_member(uuid)'),
     ('rowseal_gateway', 'rowseal.restore_password(text)'),
     ('rowseal_gateway', 'rowseal.restore_settings()'),
     ('rowseal_gateway', 'rowseal.revoke_invitation(uuid)'),
     ('rowseal_gateway', 'rowseal.revoke_token(uuid)'),
     ('rowseal_gateway', 'rowseal.session_id()'),
     ('rowseal_gateway', 'rowseal.set_member_role(uuid,text)'),
     ('rowseal_gateway', 'rowseal.stray_settings()'),
     ('rowseal_gateway', 'rowseal.try_entry()'),
     ('rowseal_gateway', 'rowseal.unlink_identity(text,text)'),
     ('rowseal_gateway', 'rowseal.userinfo()'),
     ('rowseal_gateway', 'rowseal.uuidv7()'),
     ('rowseal_gateway', 'rowseal.workspace_for(text)'),
     ('rowseal_issuer', 'rowseal.end_backends(integer)'),
     ('rowseal_issuer', 'rowseal.installed_version()'),
     ('rowseal_issuer', 'rowseal.restore_password(text)'),
     ('rowseal_issuer', 'rowseal.restore_settings()'),
     ('rowseal_issuer', 'rowseal.stray_settings()'),
     ('rowseal_issuer', 'rowseal_private.add_signing_key(text,text,jsonb,text)'),
     ('rowseal_issuer',
       'rowseal_private.answer_authorization(uuid,bytea,rowseal_private.presented_refresh_token,boolean,uuid,uuid)'),
     ('rowseal_issuer',
       'rowseal_private.answer_logout(uuid,bytea,rowseal_private.presented_refresh_token,boolean,inet)'),
     ('rowseal_issuer', 'rowseal_private.begin_authorization(jsonb,text,bytea,inet,uuid,text)'),
     ('rowseal_issuer', 'rowseal_private.begin_logout(jsonb,bytea,inet,jsonb)'),
     ('rowseal_issuer',
       'rowseal_private.begin_provider_login(text,bytea,uuid,rowseal_private.presented_refresh_token,boolean,inet)'),
     ('rowseal_issuer', 'rowseal_private.browser_claims(rowseal_private.presented_refresh_token)'),
     ('rowseal_issuer', 'rowseal_private.client_registration_open()'),
     ('rowseal_issuer', 'rowseal_private.consume_provider_login(bytea,bytea,text)'),
     ('rowseal_issuer',
       'rowseal_private.create_token(rowseal_private.claims,text,text,timestamp with time zone,text,cidr[])'),
     ('rowseal_issuer', 'rowseal_private.find_client(text,bytea,inet)'),
     ('rowseal_issuer', 'rowseal_private.inspect_grant(text,uuid,uuid,text)'),
     ('rowseal_issuer', 'rowseal_private.inspect_refresh_token(text,rowseal_private.presented_refresh_token)'),
     ('rowseal_issuer', 'rowseal_private.list_identity_providers()'),
     ('rowseal_issuer', 'rowseal_private.list_signing_keys()'),
     ('rowseal_issuer',
       'rowseal_private.log_in(text,text,bytea,text,text,inet,text,rowseal_private.presented_refresh_token,bytea,bytea,bytea)'),
     ('rowseal_issuer',
       'rowseal_private.log_in_with_identity(text,text,text,boolean,text,uuid,uuid,boolean,inet,text,bytea,bytea,bytea)'),
     ('rowseal_issuer', 'rowseal_private.log_out(rowseal_private.presented_refresh_token,text,inet)'),
     ('rowseal_issuer', 'rowseal_private.password_challenge(text,inet,bytea)'),
     ('rowseal_issuer', 'rowseal_private.password_policy()'),
     ('rowseal_issuer', 'rowseal_private.password_reset_challenge(rowseal_private.presented_token,inet)'),
     ('rowseal_issuer', 'rowseal_private.record_client_guess(inet)'),
     ('rowseal_issuer', 'rowseal_private.record_token_guess(inet)'),
     ('rowseal_issuer',
       'rowseal_private.redeem_code(rowseal_private.presented_token,text,text,bytea,text,inet,text,bytea)'),
     ('rowseal_issuer',
       'rowseal_private.refresh_grant(rowseal_private.presented_refresh_token,text,text,text,inet,text)'),
     ('rowseal_issuer', 'rowseal_private.refresh_session(rowseal_private.presented_refresh_token,inet,text,text)'),
     ('rowseal_issuer', 'rowseal_private.register_client(text,text[],text,text,inet,jsonb,text,text,text[],text)'),
     ('rowseal_issuer', 'rowseal_private.register_with_password(text,text,rowseal_private.derived_password,inet)'),
     ('rowseal_issuer', 'rowseal_private.registration_challenge(inet)'),
     ('rowseal_issuer', 'rowseal_private.request_password_reset(text,inet)'),
     ('rowseal_issuer',
       'rowseal_private.reset_password(rowseal_private.presented_token,rowseal_private.derived_password,inet,boolean,bytea)'),
     ('rowseal_issuer', 'rowseal_private.revoke_by_refresh_token(text,rowseal_private.presented_refresh_token,inet)'),
     ('rowseal_issuer', 'rowseal_private.revoke_grant(text,uuid,uuid,inet)'),
     ('rowseal_issuer', 'rowseal_private.revoke_session(uuid,uuid,text,inet)'),
     ('rowseal_issuer', 'rowseal_private.rotate_token(rowseal_private.claims,text,uuid,timestamp with time zone)'),
     ('rowseal_issuer', 'rowseal_private.try_issuing()'),
     ('rowseal_issuer', 'rowseal_private.upgrade_verifier(text,bytea,rowseal_private.derived_password)'),
     ('rowseal_issuer', 'rowseal_private.use_assertion(text,text,timestamp with time zone)'),
     ('rowseal_issuer', 'rowseal_private.verify_email(rowseal_private.presented_token,inet)'),
     ('rowseal_user', 'rowseal.effective_scopes()'),
     ('rowseal_user', 'rowseal.is_scope(text)'),
     ('rowseal_user', 'rowseal.is_scope_list(text[])'),
     ('rowseal_user', 'rowseal.known_user_id()'),
     ('rowseal_user', 'rowseal.session_id()'),
     ('rowseal_user', 'rowseal.uuidv7()'),
     ('rowseal_user', 'rowseal.workspace_for(text)'),
     ('rowseal_worker', 'rowseal.end_backends(integer)'),
     ('rowseal_worker', 'rowseal.installed_version()'),
     ('rowseal_worker', 'rowseal.restore_password(text)'),
     ('rowseal_worker', 'rowseal.restore_settings()'),
     ('rowseal_worker', 'rowseal.stray_settings()'),
     ('rowseal_worker',
       'rowseal_private.add_client(text,text[],text,text,jsonb,text,boolean,boolean,boolean,text,text[],text,boolean)'),
     ('rowseal_worker', 'rowseal_private.add_signing_key(text,text,jsonb,text)'),
     ('rowseal_worker', 'rowseal_private.advance_signing_keys()'),
     ('rowseal_worker', 'rowseal_private.compose_logout(jsonb)'),
     ('rowseal_worker', 'rowseal_private.compose_mail(jsonb)'),
     ('rowseal_worker', 'rowseal_private.drop_audit_partitions()'),
     ('rowseal_worker', 'rowseal_private.ensure_audit_partitions(integer)'),
     ('rowseal_worker', 'rowseal_private.list_clients(text,integer)'),
     ('rowseal_worker', 'rowseal_private.list_identity_providers()'),
     ('rowseal_worker', 'rowseal_private.list_signing_keys()'),
     ('rowseal_worker', 'rowseal_private.purge(integer)'),
     ('rowseal_worker', 'rowseal_private.purge_lag()'),
     ('rowseal_worker', 'rowseal_private.remove_client(text)'),
     ('rowseal_worker', 'rowseal_private.remove_identity_provider(text,boolean)'),
     ('rowseal_worker', 'rowseal_private.revoke_signing_key(text)'),
     ('rowseal_worker', 'rowseal_private.rotate_seal_key(boolean)'),
     ('rowseal_worker', 'rowseal_private.rotate_signing_key(text,boolean)'),
     ('rowseal_worker',
       'rowseal_private.save_identity_provider(text,text,text,text,text,text,text,boolean,boolean,text[])'),
     ('rowseal_worker', 'rowseal_private.set_identity_provider_enabled(text,boolean)'),
     ('rowseal_worker', 'rowseal_private.try_maintenance()') $$,
  'each role may execute these functions, and no other'
);
-- The doors: each is shut for what lies behind the others. A function is called with nulls; what counts is that it
-- does not run.
create function pg_temp.call_of(signature regprocedure) returns text
  language sql stable
  return (
    select format('%s %s.%I(%s)', case prokind when 'p' then 'call' else 'select' end, pronamespace::regnamespace,
      proname,
                  (select string_agg(format('null::%s', format_type(type, null)), ', ' order by position)
                     from unnest(proargtypes) with ordinality as argument (type, position)))
      from pg_proc where oid = signature
  );
create temporary table door (login name, position int, signature text, call text);
insert into door (login, position, signature, call)
select login, row_number() over (partition by login order by signature collate "C"), signature,
  pg_temp.call_of(signature::regprocedure)
  from unnest(array['rowseal_gateway', 'rowseal_issuer', 'rowseal_worker']) as login, our_function
 where not has_function_privilege(login, oid, 'execute');
grant select on door to public;

select rowseal_test.step_into('rowseal_gateway');
select throws_ok(call, '42501', null, 'the gateway cannot run ' || signature) from door where login = session_user
  order by position;
select lives_ok('select rowseal.user_id()', 'the control: the gateway can run what requests need');
select throws_ok('select * from rowseal_private.sessions', '42501', null, 'the gateway cannot read sessions');
select rowseal_test.leave();

select rowseal_test.step_into('rowseal_issuer');
select throws_ok(call, '42501', null, 'the issuer cannot run ' || signature) from door where login = session_user
  order by position;
select lives_ok('select rowseal_private.password_policy()', 'the control: the issuer can run what logins need');
select throws_ok('select * from app.notes', '42501', null, 'the issuer cannot read a tenant table');
select throws_ok('select * from rowseal.users', '42501', null, 'the issuer cannot read rowseal.users');
select throws_ok('select * from rowseal_private.passwords', '42501', null, 'the issuer cannot read verifiers');
select throws_ok('select * from rowseal_private.seal_keys', '42501', null, 'the issuer cannot read seal keys');
select rowseal_test.leave();

select rowseal_test.step_into('rowseal_worker');
select throws_ok(call, '42501', null, 'the worker cannot run ' || signature) from door where login = session_user
  order by position;
select lives_ok('select rowseal_private.rotate_seal_key()', 'the control: the worker can rotate seal keys');
select throws_ok('select * from app.notes', '42501', null, 'the worker cannot read a tenant table');
select throws_ok('select * from rowseal_private.seal_keys', '42501', null, 'the worker cannot read seal keys');
select rowseal_test.leave();

-- Functions made later
set local role rowseal_owner;
create function rowseal.made_later() returns integer language sql return 1;
create type rowseal.composite_made_later as (a integer);
reset role;
select ok(
  not has_function_privilege('public', 'rowseal.made_later()', 'execute'),
    'a function that rowseal_owner makes later is not for PUBLIC'
);
select ok(
  not has_type_privilege('public', 'rowseal.composite_made_later', 'usage'),
    'a type that rowseal_owner makes later is not for PUBLIC'
);
create function app.made_by_another() returns integer language sql return 1;
select ok(
  has_function_privilege('public', 'app.made_by_another()', 'execute'),
    'the control: what another role makes is for PUBLIC, as ever'
);

select * from finish();
rollback;
