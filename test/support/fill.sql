-- Fills an installation by plain SQL: bench.users people, ten sessions each, and the rest in proportion. As a
-- superuser, without triggers.
set session_replication_role = replica;
insert into rowseal.workspaces (slug, name)
select 'f' || n, 'Filled ' || n from generate_series(1, greatest(current_setting('bench.users')::int, 1)) as n;
create temporary table place as
  select id, row_number() over (order by id) - 1 as n from rowseal.workspaces where slug ~ '^f[0-9]+$';
create temporary table person as
  select rowseal.uuidv7() as id, n, 'person' || n || '@filled.test' as email, n % (select count(*) from place) as place
    from generate_series(1, current_setting('bench.users')::int) as n;
insert into rowseal.users (id, email, name, email_verified_at) select id, email, 'Person ' || n, now() from person;
insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
select 'password', sha256(convert_to(email, 'UTF8')), email, id from person;
insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations, parallelism)
select id, substr(sha256(uuid_send(id)), 1, 16), sha256(uuid_send(id)), 19456, 2, 1 from person;
insert into rowseal.memberships (workspace_id, user_id, role)
select place.id, person.id, case when person.n % 3 = 0 then 'owner' else 'member' end from person
  join place on place.n = person.place;
insert into rowseal_private.sessions (user_id, expires_at, revoked_at, refresh_hash, ip, user_agent)
select id, now() + (k * 10 + random()) * interval '1 day', case
  when k = 1 then now() - random() * interval '20 days' end, sha256(uuid_send(id)), '192.0.2.1',
       'filled'
  from person, generate_series(1, 10) as k;
insert into rowseal_private.personal_access_tokens (user_id, id, workspace_id, name, secret_hash, last_four, expires_at)
select person.id, rowseal.uuidv7(), place.id, 'script', sha256(uuid_send(person.id)), 'last',
  now() + (1 + random() * 90) * interval '1 day'
  from person join place on place.n = person.place;
insert into rowseal_private.throttles (kind, subject_hash, attempts, blocked_until, last_attempt_at)
select kind, sha256(convert_to(kind || email, 'UTF8')), 1, now(), now() - random() * interval '50 minutes'
  from person, unnest(array['login_account', 'login_network']) as kind;
insert into rowseal_private.known_networks (user_id, network, seen_at) select id, '192.0.2.0/24',
  now() - random() * interval '100 days' from person;
insert into rowseal_private.email_proofs (user_id, id, purpose, secret_hash, email, expires_at)
select id, rowseal.uuidv7(), 'verify_email', sha256(uuid_send(id)), email, now() + (1 + random()) * interval '1 hour'
  from person;
insert into rowseal.invitations (workspace_id, email, role, invited_by, expires_at)
select place.id, 'guest' || person.n || '@filled.test', 'member', person.id, now() + (1 + random()) * interval '1 day'
  from person join place on place.n = person.place;
insert into rowseal_private.oauth_clients (id, name, redirect_uris, auth_method)
select 'app_' || lpad(n::text, 22, '0'), 'Client ' || n, '{https://client.test/}', 'none'
  from generate_series(1, 200) as n;
insert into rowseal_private.oauth_codes (
  user_id, secret_hash, client_id, redirect_uri, code_challenge, identity_scope, scope, authenticated_at, expires_at,
  session_id
)
select id, sha256(uuid_send(id)), 'app_' || lpad((1 + n % 200)::text, 22, '0'), 'https://client.test/', repeat('c', 43),
  'openid', '', now(),
       now() + (1 + random()) * interval '1 hour', case when n % 4 > 0 then rowseal.uuidv7() end
  from person;
insert into rowseal_private.oauth_consents (user_id, client_id, workspace_id, identity_scope, scope)
select id, 'app_' || lpad((1 + n % 200)::text, 22, '0'), '00000000-0000-0000-0000-000000000000', 'openid', ''
  from person;
insert into rowseal_private.oauth_requests (browser_hash, client_id, redirect_uri, identity_scope, scope,
  code_challenge, prompt, expires_at)
select sha256(uuid_send(id)), 'app_' || lpad((1 + n % 200)::text, 22, '0'), 'https://client.test/', 'openid', '',
  repeat('c', 43), '{}',
       now() + (1 + random()) * interval '1 hour'
  from person;
insert into rowseal_private.oauth_assertions (client_id, jti_hash, expires_at)
select 'app_' || lpad((1 + n % 200)::text, 22, '0'), sha256(uuid_send(id)), now() + (1 + random()) * interval '1 hour'
  from person;
insert into rowseal_private.audit_events (workspace_id, at, id, kind, user_id, details)
select '00000000-0000-0000-0000-000000000000', now(), rowseal.uuidv7(), 'login_succeeded', id, '{}' from person;
analyze;
