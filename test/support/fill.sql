-- Fills an installation by plain SQL: fill.users people, fill.sessions sessions and fill.events audit events each,
-- fill.workspaces workspaces, and the rest in proportion. One of the people, fill.caller, has a twentieth as many
-- sessions as there are people, most of them ended, and is in a thousandth as many workspaces; the workspace acme has a
-- tenth of the people as members. As a superuser, without triggers; keys and indexes are made anew after the rows.
set session_replication_role = replica;
set maintenance_work_mem = '1GB';
set work_mem = '256MB';
set synchronous_commit = off;

create temporary table big (relation regclass) on commit drop;
insert into big
select format('%s.%I', schema, name)::regclass
  from (values
    ('rowseal', '{users,memberships,invitations,workspaces,roles}'::text[]),
    ('rowseal_private', '{sessions,personal_access_tokens,identities,passwords,throttles,known_networks,devices}'),
    ('rowseal_private', '{email_proofs,oauth_clients,oauth_codes,oauth_consents,oauth_requests,oauth_assertions}'),
    ('rowseal_private', '{provider_logins,member_names,slugs,session_proofs,former_states,imported_users}'),
    ('rowseal_private', '{services,service_keys,webhooks,webhook_deliveries,invitation_links,idempotency_keys}'),
    ('rowseal_private', '{totp_factors,recovery_codes,passkeys,passkey_handles,former_addresses,account_deletions}'),
    ('rowseal_private', '{email_codes,login_challenges,passkey_challenges,service_assertions,session_clients}'),
    ('app', '{notes}')
  ) as here (schema, names), unnest(here.names) as name;
create temporary table kept on commit drop as
select row_number() over (order by rank, definition) as step, removal, definition
  from (
    select case contype when 'f' then 3 else 1 end as rank,
           format('alter table %s drop constraint %I', conrelid::regclass, conname) as removal,
           format(
             'alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)
           ) as definition
      from pg_constraint
     where (conrelid in (select relation from big) and contype in ('p', 'u', 'f')
          -- What a function names stays.
          and not exists (
            select from pg_depend
             where refclassid = 'pg_constraint'::regclass and refobjid = pg_constraint.oid
               and classid = 'pg_proc'::regclass
          ))
        or (contype = 'f' and confrelid in (select relation from big)
          and conrelid not in (select inhrelid from pg_inherits))
    union all
    select 2, format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
      from pg_index
     where indrelid in (select relation from big)
       and not exists (select from pg_constraint where conindid = indexrelid)
  ) as every;
do $$
declare
  v_removal text;
begin
  for v_removal in select removal from kept order by step desc loop
    execute v_removal;
  end loop;
end
$$;

insert into rowseal.workspaces (slug, name)
select 'f' || n, 'Filled ' || n from generate_series(1, greatest(current_setting('fill.workspaces')::int, 1)) as n;
insert into rowseal_private.slugs (slug, workspace_id) select slug, id from rowseal.workspaces where slug ~ '^f[0-9]+$';
create temporary table place on commit drop as
  select id, row_number() over (order by id) - 1 as n from rowseal.workspaces where slug ~ '^f[0-9]+$';
create temporary table person on commit drop as
  select rowseal.uuidv7() as id, n, 'person' || n || '@filled.test' as email, n % (select count(*) from place) as place
    from generate_series(1, current_setting('fill.users')::int) as n;
create temporary table caller on commit drop as
  select id from rowseal.users where email = current_setting('fill.caller');
analyze place, person;
insert into rowseal.users (id, email, name, email_verified_at) select id, email, 'Person ' || n, now() from person;
insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
select 'password', sha256(convert_to(email, 'UTF8')), email, id from person;
insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations, parallelism)
select id, substr(sha256(uuid_send(id)), 1, 16), sha256(uuid_send(id)), 19456, 2, 1 from person;
insert into rowseal.roles (workspace_id, name, scopes) select id, 'auditor', '{workspace:read}' from place;
insert into rowseal.memberships (workspace_id, user_id, role)
select place.id, person.id,
       case when person.n % 3 = 0 then 'owner' when person.n % 10 = 0 then 'auditor' else 'member' end
  from person join place on place.n = person.place;
insert into rowseal.memberships (workspace_id, user_id, role, further_roles)
select workspaces.id, person.id, 'member', case when person.n % 20 = 1 then '{viewer}'::text[] end
  from rowseal.workspaces, person where slug = 'acme' and person.n % 10 = 1;
insert into rowseal.memberships (workspace_id, user_id, role)
select place.id, caller.id, 'viewer' from caller, place where place.n % 1000 = 3;
insert into rowseal_private.member_names (workspace_id, user_id, email, name, last_name)
select membership.workspace_id, account.id, account.email, lower(account.name), rowseal_private.last_name(account.name)
  from rowseal.memberships as membership join rowseal.users as account on account.id = membership.user_id
  where not exists (
    select from rowseal_private.member_names as known
     where known.workspace_id = membership.workspace_id and known.user_id = membership.user_id
  );
insert into rowseal_private.sessions (user_id, expires_at, revoked_at, refresh_hash, ip, user_agent)
select id, now() + (k * 10 + random()) * interval '1 day',
       case when k = 1 then now() - random() * interval '20 days' end, sha256(uuid_send(id)), '192.0.2.1', 'filled'
  from person, generate_series(1, current_setting('fill.sessions')::int) as k;
insert into rowseal_private.session_proofs (user_id, session_id, kind, proved_at)
select user_id, id, 'password', authenticated_at from rowseal_private.sessions where user_agent = 'filled'
 order by user_id, id;
insert into rowseal_private.sessions (user_id, expires_at, revoked_at, refresh_hash, ip, user_agent)
select caller.id, now() + random() * interval '30 days',
       case when n % 1000 > 0 then now() - random() * interval '20 days' end, sha256('x'), '192.0.2.1', 'filled'
  from caller, generate_series(1, current_setting('fill.users')::int / 20) as n;
insert into rowseal_private.personal_access_tokens (user_id, id, workspace_id, name, secret_hash, last_four, expires_at)
select person.id, rowseal.uuidv7(), place.id, 'script', sha256(uuid_send(person.id)), 'last',
  now() + (1 + random() * 90) * interval '1 day'
  from person join place on place.n = person.place;
insert into rowseal_private.throttles (kind, subject_hash, attempts, blocked_until, last_attempt_at)
select kind, sha256(convert_to(kind || email, 'UTF8')), 1, now(), now() - random() * interval '50 minutes'
  from person, unnest(array['login_account', 'login_network']) as kind;
insert into rowseal_private.known_networks (user_id, network, seen_at)
select id, '192.0.2.0/24', now() - random() * interval '100 days' from person;
insert into rowseal_private.devices (user_id, secret_hash, seen_at)
select id, sha256(uuid_send(id)), now() - random() * interval '100 days' from person;
insert into rowseal_private.email_proofs (user_id, id, purpose, secret_hash, email, expires_at)
select id, rowseal.uuidv7(), 'verify_email', sha256(uuid_send(id)), email, now() + (1 + random()) * interval '1 hour'
  from person;
insert into rowseal.invitations (workspace_id, email, role, invited_by, expires_at)
select place.id, 'guest' || person.n || '@filled.test', 'member', person.id, now() + (1 + random()) * interval '1 day'
  from person join place on place.n = person.place;
insert into rowseal_private.oauth_clients (id, name, redirect_uris, auth_method, registered_by_itself)
select 'app_' || lpad(n::text, 22, '0'), 'Client ' || n, '{https://client.test/}', 'none', n > 200
  from generate_series(1, greatest(3000, current_setting('fill.users')::int / 50)) as n;
insert into rowseal_private.sessions (
  user_id, workspace_id, client_id, scope, identity_scope, expires_at, refresh_hash)
select person.id, workspaces.id, 'app_' || lpad((1 + person.n / 10 % 200)::text, 22, '0'), 'notes:read', 'openid',
       now() + (1 + random() * 20) * interval '1 day', sha256(uuid_send(person.id))
  from rowseal.workspaces, person where slug = 'acme' and person.n % 10 = 1;
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
insert into rowseal_private.identity_providers (id, kind, name, issuer, client_id, client_secret_jwe, scope)
values ('filled', 'oidc', 'Filled', 'https://id.filled.test', 'us', 'aGVhZA..aXY.Y2lwaGVy.dGFn', 'openid');
insert into rowseal_private.provider_logins (state_hash, browser_hash, provider, links, expires_at)
select sha256(uuid_send(id)), sha256(uuid_send(id)), 'filled', false,
       now() + (1 + random()) * interval '1 hour'
  from person;
insert into rowseal_private.services (workspace_id, name, scopes, created_by)
select place.id, 'Nightly', '{notes:read}', person.id from place join person on person.n = place.n + 1;
insert into rowseal_private.service_keys (workspace_id, id, service_id, scopes, secret_hash, last_four, expires_at)
select workspace_id, rowseal.uuidv7(), id, scopes, sha256(uuid_send(id)), 'last',
       now() + (1 + random() * 90) * interval '1 day'
  from rowseal_private.services;
insert into rowseal_private.service_assertions (workspace_id, service_id, jti_hash, expires_at)
select workspace_id, id, sha256(uuid_send(id)), now() + (1 + random()) * interval '1 hour'
  from rowseal_private.services;
insert into rowseal_private.webhooks (workspace_id, id, url, secret_jwe)
select id, rowseal.uuidv7(), 'https://hooks.filled.test/in', 'aGVhZA..aXY.Y2lwaGVy.dGFn' from place where n % 10 = 0;
insert into rowseal_private.webhook_deliveries (
  workspace_id, webhook_id, event_id, event_at, kind, state, expires_at)
select workspace_id, id, rowseal.uuidv7(), now(), 'member_added', 'delivered',
       now() + (1 + random() * 12) * interval '1 day'
  from rowseal_private.webhooks, generate_series(1, 20) where url ~ 'filled';
insert into rowseal_private.invitation_links (workspace_id, role, max_uses, secret_hash, created_by, expires_at)
select place.id, case when place.n % 2 = 0 then 'auditor' else 'viewer' end, 10, sha256(uuid_send(person.id)),
       person.id, now() + (1 + random()) * interval '1 day'
  from place join person on person.n = place.n + 1;
insert into rowseal_private.idempotency_keys (key_digest, request_digest, made_id, credential_id, expires_at)
select sha256(uuid_send(id)), sha256(uuid_send(id)), id, id, now() + (1 + random() * 20) * interval '1 hour'
  from person where n % 10 = 5;
insert into rowseal_private.totp_factors (user_id, id, secret_jwe, confirmed_at)
select id, rowseal.uuidv7(), 'aGVhZA..aXY.Y2lwaGVy.dGFn', now() from person where n % 5 = 2;
insert into rowseal_private.recovery_codes (user_id, code_hash)
select id, sha256(uuid_send(id) || int4send(k)) from person, generate_series(1, 10) as k where n % 5 = 2;
insert into rowseal_private.passkey_handles (user_id, handle)
select id, sha256(uuid_send(id)) || sha256(uuid_send(id)) from person where n % 10 = 4;
insert into rowseal_private.passkeys (
  user_id, credential_id, public_key, name, is_verified, backup_eligible, backed_up, sign_count)
select id, sha256(uuid_send(id)), sha256(uuid_send(id)), 'Key', true, false, false, 0 from person where n % 10 = 4;
insert into rowseal_private.former_addresses (user_id, email, changed_at, expires_at)
select id, 'former' || n || '@filled.test', now(), now() + (1 + random() * 90) * interval '1 day'
  from person where n % 50 = 6;
insert into rowseal_private.account_deletions (user_id, requested_at, erase_at)
select id, now(), now() + (1 + random() * 20) * interval '1 day' from person where n % 200 = 8;
insert into rowseal_private.email_codes (browser_hash, purpose, email, code_hash, code_jwe, expires_at)
select sha256(uuid_send(id)), 'sign_in', email, sha256(uuid_send(id)), 'aGVhZA..aXY.Y2lwaGVy.dGFn',
       now() + (1 + random()) * interval '1 hour'
  from person where n % 10 = 9;
insert into rowseal_private.login_challenges (user_id, secret_hash, provider, kind, proved_at, expires_at)
select id, sha256(uuid_send(id)), 'password', 'password', now(), now() + (1 + random()) * interval '1 hour'
  from person where n % 10 = 3;
insert into rowseal_private.passkey_challenges (challenge_hash, browser_hash, purpose, asks_verification, expires_at)
select sha256(uuid_send(id)), sha256(uuid_send(id)), 'sign_in', true, now() + (1 + random()) * interval '1 hour'
  from person where n % 10 = 3;
insert into rowseal_private.imported_users (source, external_id, user_id)
select 'filled', n::text, id from person where n % 10 = 7;
insert into rowseal_private.former_states (workspace_id, user_id, kind, name, began_at, ended_at, state)
select place.id, person.id, 'membership', '', now() - interval '1 day', now() - random() * interval '1 day',
       '{"role": "viewer"}'
  from person join place on place.n = person.place;
insert into app.notes (workspace_id, author_id, title)
select place.id, person.id, 'Note ' || k
  from person join place on place.n = person.place, generate_series(1, 2) as k;
-- Of this month: no other partition is sure to be there. Several each: then all are sealed, in batches of a thousand
-- whose heads are made up.
insert into rowseal_private.audit_events (workspace_id, at, id, kind, user_id, details)
select '00000000-0000-0000-0000-000000000000', now(), rowseal.uuidv7(), 'login_succeeded', id, '{}' from person;
insert into rowseal_private.audit_events (workspace_id, at, id, kind, user_id, details)
select coalesce(place.id, '00000000-0000-0000-0000-000000000000'),
       greatest(date_trunc('month', now()), now() - random() * interval '20 days'), rowseal.uuidv7(),
       case k % 3 when 0 then 'refreshed' when 1 then 'member_added' else 'role_changed' end, person.id, '{}'
  from generate_series(2, current_setting('fill.events')::int) as k, person
  left join place on place.n = person.place;
insert into rowseal_private.audit_events (workspace_id, at, id, kind, user_id, details)
select workspaces.id, greatest(date_trunc('month', now()), now() - random() * interval '20 days'), rowseal.uuidv7(),
       'role_changed', person.id, '{}'
  from person, rowseal.workspaces
 where slug = 'acme' and person.n % 10 = 1 and current_setting('fill.events')::int > 1;
do $$
begin
  if current_setting('fill.events')::int < 2 then
    return;
  end if;
  perform rowseal_private.begin_event_segment(),
          rowseal_private.ensure_seal_partition(date_trunc('month', now() at time zone 'UTC')::date);
  insert into rowseal_private.sealed_events (workspace_id, at, id, number, hash)
  select workspace_id, at, id, row_number() over (order by xid, id), sha256(uuid_send(id))
    from rowseal_private.audit_events;
  insert into rowseal_private.event_batches (
    number, segment, first_event, events, until, digest, previous, sealed_at, head, personal, statement)
  select n, 1, (n - 1) * 1000 + 1, least(1000, total.events - (n - 1) * 1000), now(), sha256(int8send(n)),
         sha256(int8send(n - 1)), now(), sha256(int8send(n)), '{}', 'filled'
    from (select count(*) as events from rowseal_private.sealed_events) as total,
         generate_series(1, (total.events + 999) / 1000) as n;
  update rowseal_private.event_marks set xid = pg_current_xact_id(), id = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
  update rowseal_private.webhook_marks set number = rowseal_private.last_sealed_event();
end
$$;

do $$
declare
  v_definition text;
begin
  for v_definition in select definition from kept order by step loop
    execute v_definition;
  end loop;
end
$$;
analyze;
