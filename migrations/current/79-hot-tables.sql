-- What an erasure looks for, and what an import left: few rows of tables that grow with users.
create index if not exists former_states_memberships_idx on rowseal_private.former_states (user_id, workspace_id)
  where kind = 'membership';
create index if not exists passwords_former_idx on rowseal_private.passwords (changed_at) where former is not null;

create index if not exists memberships_owners_idx on rowseal.memberships (workspace_id, user_id) where role = 'owner';
-- An access token of a service names the service and its key, and no workspace.
create index if not exists service_keys_by_service_idx on rowseal_private.service_keys (service_id);
-- Credentials by their ids alone, for operators. Ids ascend with time, as rows do: a page of it tells of a thousand.
create index if not exists sessions_id_idx on rowseal_private.sessions using brin (id uuid_minmax_multi_ops);
create index if not exists personal_access_tokens_id_idx on rowseal_private.personal_access_tokens
  using brin (id uuid_minmax_multi_ops);
create index if not exists services_id_idx on rowseal_private.services using brin (id uuid_minmax_multi_ops);
create index if not exists service_keys_id_idx on rowseal_private.service_keys using brin (id uuid_minmax_multi_ops);

-- Tables whose rows come and go with traffic. Autovacuum would wait until a fifth of a table is dead: of 50 million
-- sessions, ten million. db/decisions/0100-what-stays-small-at-scale.md has the figures.
do $$
declare
  v_table text;
begin
  foreach v_table in array array[
    'sessions', 'session_proofs', 'session_clients', 'throttles', 'known_networks', 'devices', 'personal_access_tokens',
    'service_keys', 'email_proofs', 'email_codes', 'login_challenges', 'passkey_challenges', 'provider_logins',
    'oauth_requests', 'oauth_codes', 'oauth_assertions', 'service_assertions', 'logout_requests', 'idempotency_keys',
    'webhook_deliveries', 'former_states'
  ] loop
    execute format(
      'alter table rowseal_private.%I set (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
         autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 1000)', v_table);
  end loop;
end
$$;
