-- What no row can be: every CHECK and key that keeps secrets out of tables and roles inside their workspace.
-- A refusal is compared with its SQLSTATE and the constraint that spoke, so that no other constraint can pass for it.
begin;
set local search_path = tap, pg_catalog;
select plan(208);

create function pg_temp.refusal(statement text) returns text
  language plpgsql volatile
as $$
declare
  v_constraint text;
begin
  execute statement;
  return 'accepted';
exception when others then
  get stacked diagnostics v_constraint = constraint_name;
  return sqlstate || ' ' || v_constraint;
end
$$;

-- One good row in every table: the controls, and what the tests below try to change.
select rowseal_test.persona('ada@acme.test', 'acme', 'owner');
select rowseal_test.persona('gus@globex.test', 'globex', 'owner');
insert into rowseal.roles (workspace_id, name, scopes) values (rowseal_test.id('globex'), 'auditor', '{notes:read}');
select lives_ok(statement, format('the control: a good row of %s is accepted', relation))
  from (values
    ('passwords', $$ insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations,
        parallelism)
                     values (rowseal_test.id('ada@acme.test'), decode(repeat('00', 16), 'hex'), sha256('key'), 19456, 2,
                       1) $$),
    ('identities', $$ insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
                      values ('password', sha256('ada@acme.test'), 'ada@acme.test',
                        rowseal_test.id('ada@acme.test')) $$),
    ('sessions', $$ insert into rowseal_private.sessions (user_id, id, scope, expires_at, refresh_hash)
                    values (rowseal_test.id('ada@acme.test'), rowseal_test.id('session'), 'notes:read notes:write',
                      now() + interval '1 day',
                            sha256(sha256('secret'))) $$),
    ('signing_keys', $$ insert into rowseal_private.signing_keys (id, algorithm, state, public_jwk, private_jwe)
                        values ('key-id-of-16-cha', 'EdDSA', 'current', '{"kty": "OKP", "crv": "Ed25519", "x": "AA"}',
                          'aGVhZA..aXY.Y2lwaGVy.dGFn') $$),
    ('personal_access_tokens',
     $$ insert into rowseal_private.personal_access_tokens (user_id, id, workspace_id, name, scope, networks,
          secret_hash, last_four, expires_at)
        values (rowseal_test.id('ada@acme.test'), rowseal_test.id('token'), rowseal_test.id('acme'), 'script',
          'notes:read', '{192.0.2.0/24}',
                sha256('secret'), 'A_-9', now() + interval '1 day') $$),
    ('throttles', $$ insert into rowseal_private.throttles (kind, subject_hash, attempts, blocked_until,
        last_attempt_at)
                     values ('login_account', sha256('subject'), 1, '-infinity', now()) $$),
    ('known_networks', $$ insert into rowseal_private.known_networks (user_id, network)
        values (rowseal_test.id('ada@acme.test'), '192.0.2.0/24') $$),
    ('audit_events', $$ insert into rowseal_private.audit_events (workspace_id, at, id, kind, user_id, details)
                        values (rowseal_test.id('acme'), now(), rowseal_test.id('event'), 'token_created',
                          rowseal_test.id('ada@acme.test'), '{}') $$)
  ) as good (relation, statement);

-- Passwords: a salted verifier, never a password or a derived key of another shape
select is(pg_temp.refusal('update rowseal_private.passwords set ' || change), expected,
  format('in passwords, %s is refused', what))
  from (values
    ($$ salt = decode(repeat('00', 15), 'hex') $$, '23514 passwords_salt_check', 'a salt of 15 bytes'),
    ($$ salt = decode(repeat('00', 17), 'hex') $$, '23514 passwords_salt_check', 'a salt of 17 bytes'),
    ($$ salt = '' $$, '23514 passwords_salt_check', 'an empty salt'),
    ($$ salt = null $$, '23502 ', 'no salt'),
    ('memory_kib = 7167', '23514 passwords_memory_kib_check', 'less memory than any policy allows'),
    ('memory_kib = 1048577', '23514 passwords_memory_kib_check', 'more memory than any policy allows'),
    ('iterations = 0', '23514 passwords_iterations_check', 'no pass over the memory'),
    ('iterations = 101', '23514 passwords_iterations_check', 'more passes than any policy allows'),
    ('parallelism = 0', '23514 passwords_parallelism_check', 'no lane'),
    ('parallelism = 17', '23514 passwords_parallelism_check', 'more lanes than any policy allows'),
    ($$ verifier = 'correct horse battery staple' $$, '23514 passwords_verifier_check', 'a password for a verifier'),
    ($$ verifier = substr(verifier, 2) $$, '23514 passwords_verifier_check', 'a verifier of 31 bytes'),
    ($$ verifier = verifier || '\x00' $$, '23514 passwords_verifier_check', 'a verifier of 33 bytes'),
    ($$ verifier = convert_to(encode(verifier, 'hex'), 'UTF8') $$, '23514 passwords_verifier_check',
      'a verifier in hexadecimal'),
    ($$ verifier = null $$, '23502 ', 'no verifier')
  ) as bad (change, expected, what);

-- Identities: the hash belongs to the subject
select is(pg_temp.refusal('update rowseal_private.identities set ' || change), expected,
  format('in identities, %s is refused', what))
  from (values
    ($$ subject_hash = sha256('somebody@else.test') $$, '23514 identities_check', 'the hash of another subject'),
    ($$ subject = 'somebody@else.test' $$, '23514 identities_check', 'a subject of another hash'),
    ($$ subject_hash = convert_to(subject, 'UTF8') $$, '23514 identities_check', 'a subject for a hash'),
    ($$ subject = '', subject_hash = sha256('') $$, '23514 identities_subject_check', 'an empty subject'),
    ($$ subject = repeat('x', 321), subject_hash = sha256(convert_to(repeat('x', 321), 'UTF8')) $$,
      '23514 identities_subject_check',
     'a subject of 321 characters'),
    ($$ provider = 'Password' $$, '23514 identities_provider_check', 'a provider in upper case'),
    ($$ provider = '' $$, '23514 identities_provider_check', 'an empty provider'),
    ($$ provider = '1oidc' $$, '23514 identities_provider_check', 'a provider that begins with a digit')
  ) as bad (change, expected, what);
select is(
  pg_temp.refusal($$ insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
                     select provider, subject_hash, subject, rowseal_test.id('gus@globex.test')
                       from rowseal_private.identities $$),
  '23505 identities_pkey', 'an identity leads to one user only'
);

-- Sessions
select is(pg_temp.refusal('update rowseal_private.sessions set ' || change), expected,
  format('in sessions, %s is refused', what))
  from (values
    ($$ scope = 'notes' $$, '23514 is_scope_string', 'a scope that is none'),
    ($$ scope = 'notes:read  notes:write' $$, '23514 is_scope_string', 'a scope string with two blanks'),
    ($$ scope = ' notes:read' $$, '23514 is_scope_string', 'a scope string that begins with a blank'),
    ($$ scope = 'notes:read,notes:write' $$, '23514 is_scope_string', 'a scope string with a comma'),
    ($$ scope = 'notes:read notes:read' $$, '23514 is_scope_string', 'a scope twice'),
    ($$ user_agent = repeat('x', 501) $$, '23514 sessions_user_agent_check', 'a user agent of 501 characters'),
    ($$ refresh_hash = substr(refresh_hash, 2) $$, '23514 sessions_refresh_hash_check', 'a refresh hash of 31 bytes'),
    ($$ refresh_hash = convert_to(encode(refresh_hash, 'hex'), 'UTF8') $$, '23514 sessions_refresh_hash_check',
      'a refresh hash in hexadecimal'),
    ($$ refresh_hash = 'rsr_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' $$, '23514 sessions_refresh_hash_check',
      'a refresh token for its hash'),
    ($$ generation = 0 $$, '23514 sessions_generation_check', 'a generation before the first'),
    ($$ expires_at = null $$, '23502 ', 'no end'),
    ($$ user_id = rowseal_test.id('nobody') $$, '23503 sessions_user_id_fkey', 'an unknown user'),
    ($$ workspace_id = rowseal_test.id('nothing') $$, '23503 sessions_workspace_id_fkey', 'an unknown workspace')
  ) as bad (change, expected, what);
select is(
  pg_temp.refusal($$ update rowseal_private.sessions set scope = '' $$), 'accepted',
  'the control: a session may be limited to no scope at all'
);
select is(
  pg_temp.refusal($$ update rowseal_private.sessions set refresh_hash = null $$), 'accepted',
  'the control: a session may have no refresh token'
);

-- Personal access tokens: a hash, and no more scopes, networks or characters than there may be
select is(pg_temp.refusal('update rowseal_private.personal_access_tokens set ' || change), expected,
  format('in personal_access_tokens, %s is refused', what))
  from (values
    ($$ secret_hash = substr(secret_hash, 2) $$, '23514 personal_access_tokens_secret_hash_check',
      'a hash of 31 bytes'),
    ($$ secret_hash = secret_hash || '\x00' $$, '23514 personal_access_tokens_secret_hash_check',
      'a secret, which has 33 bytes, for its hash'),
    ($$ secret_hash = convert_to(encode(secret_hash, 'hex'), 'UTF8') $$,
      '23514 personal_access_tokens_secret_hash_check', 'a hash in hexadecimal'),
    ($$ secret_hash = null $$, '23502 ', 'no hash'),
    ($$ last_four = 'AAAAA' $$, '23514 personal_access_tokens_last_four_check',
      'more than four characters of the token'),
    ($$ last_four = 'AA+A' $$, '23514 personal_access_tokens_last_four_check', 'four characters of no token'),
    ($$ name = '' $$, '23514 personal_access_tokens_name_check', 'an empty name'),
    ($$ name = repeat('x', 101) $$, '23514 personal_access_tokens_name_check', 'a name of 101 characters'),
    ($$ scope = 'notes' $$, '23514 is_scope_string', 'a scope that is none'),
    ($$ scope = 'notes:read notes:read' $$, '23514 is_scope_string', 'a scope twice'),
    ($$ networks = '{}' $$, '23514 personal_access_tokens_networks_check', 'an empty list of networks'),
    ($$ networks = array_fill('192.0.2.0/24'::cidr, array[101]) $$, '23514 personal_access_tokens_networks_check',
      'a list of 101 networks'),
    ($$ networks = '{192.0.2.1/24}' $$, '22P02 ', 'an address that is no network'),
    ($$ expires_at = null $$, '23502 ', 'no end'),
    ($$ workspace_id = rowseal_test.id('globex') $$, '23503 personal_access_tokens_workspace_id_user_id_fkey',
      'a workspace that its user does not belong to'),
    ($$ user_id = rowseal_test.id('gus@globex.test') $$, '23503 personal_access_tokens_workspace_id_user_id_fkey',
      'a user who does not belong to its workspace')
  ) as bad (change, expected, what);

-- Throttling, audit events
select is(pg_temp.refusal(format('update rowseal_private.%s set %s', relation, change)), expected,
  format('in %s, %s is refused', relation, what))
  from (values
    ('throttles', $$ subject_hash = 'ada@acme.test' $$, '23514 throttles_subject_hash_check',
      'an address for its hash'),
    ('throttles', $$ kind = 'no_such_kind' $$, '23503 throttles_kind_fkey', 'an unknown kind'),
    ('throttle_limits', $$ free_attempts = 0 $$, '23514 throttle_limits_free_attempts_check', 'no free attempt'),
    ('throttle_limits', $$ free_attempts = 1001 $$, '23514 throttle_limits_free_attempts_check',
      'a thousand and one free attempts'),
    ('throttle_limits', $$ first_wait = '0' $$, '23514 throttle_limits_first_wait_check', 'no first wait'),
    ('throttle_limits', $$ longest_wait = first_wait - interval '1 microsecond' $$, '23514 throttle_limits_check',
      'a longest wait shorter than the first'),
    ('throttle_limits', $$ forgotten_after = longest_wait - interval '1 second' $$, '23514 throttle_limits_check1',
     'forgetting before the longest wait is over'),
    ('known_networks', $$ user_id = rowseal_test.id('nobody') $$, '23503 known_networks_user_id_fkey',
      'an unknown user'),
    ('audit_events', $$ kind = 'Token created' $$, '23514 audit_events_kind_check', 'a kind in words'),
    ('audit_events', $$ details = null $$, '23502 ', 'no details'),
    ('audit_events', $$ at = '2001-01-01' $$, '23514 ', 'a time that no month is provided for')
  ) as bad (relation, change, expected, what);

-- Signing keys: the private part is a compact JWE, the public part holds nothing private
select is(
  pg_temp.refusal(format($$ update rowseal_private.signing_keys set public_jwk = public_jwk || '{"%s": "AA"}' $$,
    member)),
  '23514 signing_keys_public_jwk_check',
  format('in signing_keys, a public JWK with the private member %s is refused', member)
)
  from unnest(array['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']) as member;
select is(pg_temp.refusal('update rowseal_private.signing_keys set ' || change), expected,
  format('in signing_keys, %s is refused', what))
  from (values
    ($$ public_jwk = public_jwk - 'kty' $$, '23514 signing_keys_public_jwk_check', 'a public JWK without kty'),
    ($$ public_jwk = '["kty"]' $$, '23514 signing_keys_public_jwk_check', 'an array for a public JWK'),
    ($$ public_jwk = '"kty"' $$, '23514 signing_keys_public_jwk_check', 'a string for a public JWK'),
    ($$ private_jwe = '{"kty":"OKP","crv":"Ed25519","d":"AA"}' $$, '23514 signing_keys_private_jwe_check',
      'an unwrapped JWK'),
    ($$ private_jwe = '-----BEGIN PRIVATE KEY-----' $$, '23514 signing_keys_private_jwe_check', 'PEM'),
    ($$ private_jwe = 'aGVhZA.cGF5bG9hZA.c2ln' $$, '23514 signing_keys_private_jwe_check',
      'a JWS, which has three parts'),
    ($$ private_jwe = 'aGVhZA..aXY.Y2lwaGVy' $$, '23514 signing_keys_private_jwe_check', 'four parts'),
    ($$ private_jwe = 'aGVhZA..aXY.Y2lwaGVy.dGFn.eA' $$, '23514 signing_keys_private_jwe_check', 'six parts'),
    ($$ private_jwe = 'aGVhZA..aXY..dGFn' $$, '23514 signing_keys_private_jwe_check', 'an empty ciphertext'),
    ($$ private_jwe = E'aGVhZA..aXY.Y2lwaGVy.dGFn\n{"d":"AA"}' $$, '23514 signing_keys_private_jwe_check',
      'a JWE with something after it'),
    ($$ private_jwe = '' $$, '23514 signing_keys_private_jwe_check', 'an empty private part'),
    ($$ private_jwe = null $$, '23514 signing_keys_gone_is_empty', 'a live key without its private part'),
    ($$ state = 'gone' $$, '23514 signing_keys_gone_is_empty', 'a key that is gone and keeps its private part'),
    ($$ state = 'lost' $$, '23514 signing_keys_state_check', 'an unknown state'),
    ($$ algorithm = 'HS256' $$, '23514 signing_keys_algorithm_check', 'a symmetric algorithm'),
    ($$ algorithm = 'none' $$, '23514 signing_keys_algorithm_check', 'the algorithm none'),
    ($$ algorithm = 'RS256' $$, '23514 signing_keys_fits_algorithm', 'an Ed25519 key for RS256'),
    ($$ public_jwk = public_jwk || '{"kty": "RSA"}' $$, '23514 signing_keys_fits_algorithm', 'an RSA key for EdDSA'),
    ($$ public_jwk = public_jwk || '{"kty": "oct"}' $$, '23514 signing_keys_fits_algorithm', 'a symmetric key'),
    ($$ id = 'fifteen-letters' $$, '23514 signing_keys_id_check', 'a key id of 15 characters'),
    ($$ id = repeat('a', 65) $$, '23514 signing_keys_id_check', 'a key id of 65 characters'),
    ($$ id = 'key id of 16 cha' $$, '23514 signing_keys_id_check', 'a key id with blanks')
  ) as bad (change, expected, what);
select is(
  pg_temp.refusal(format($$ insert into rowseal_private.signing_keys (id, algorithm, state, public_jwk, private_jwe)
                            select 'another-id-of-16-' || n, algorithm, %L, public_jwk, private_jwe
                              from rowseal_private.signing_keys, generate_series(1, 2) as n $$, state)),
  expected, format('in signing_keys, two %s keys of an algorithm are %s', state, case expected
    when 'accepted' then 'accepted' else 'refused' end)
)
  from (values
    ('current', '23505 signing_keys_one_current'),
    ('next', '23505 signing_keys_one_next'),
    ('retiring', 'accepted')
  ) as tried (state, expected);
delete from rowseal_private.signing_keys where state = 'retiring';
select is(
  pg_temp.refusal($$ update rowseal_private.signing_keys set state = 'gone', private_jwe = null $$), 'accepted',
  'the control: a key that is gone has lost its private part'
);

-- Seal keys
select is(pg_temp.refusal('update rowseal_private.seal_keys set ' || change), expected,
  format('in seal_keys, %s is refused', what))
  from (values
    ($$ inner_pad = substr(inner_pad, 2) $$, '23514 seal_keys_inner_pad_check', 'an inner pad of 63 bytes'),
    ($$ inner_pad = inner_pad || '\x36' $$, '23514 seal_keys_inner_pad_check', 'an inner pad of 65 bytes'),
    ($$ inner_pad = substr(inner_pad, 1, 32) $$, '23514 seal_keys_inner_pad_check', 'a bare key for an inner pad'),
    ($$ outer_pad = substr(outer_pad, 2) $$, '23514 seal_keys_outer_pad_check', 'an outer pad of 63 bytes'),
    ($$ outer_pad = outer_pad || '\x5c' $$, '23514 seal_keys_outer_pad_check', 'an outer pad of 65 bytes'),
    ($$ id = '0123456' $$, '23514 seal_keys_id_check', 'a key id of 7 digits'),
    ($$ id = '012345678' $$, '23514 seal_keys_id_check', 'a key id of 9 digits'),
    ($$ id = '0123456G' $$, '23514 seal_keys_id_check', 'a key id that is not hexadecimal'),
    ($$ id = '0123456A' $$, '23514 seal_keys_id_check', 'a key id in upper case')
  ) as bad (change, expected, what);

-- Settings
select is(
  pg_temp.refusal($$ insert into rowseal_private.settings (address_pepper) values (sha256('another')) $$),
  '23505 settings_pkey',
  'there is one row of settings'
);
select is(
  pg_temp.refusal($$ insert into rowseal_private.settings (id, address_pepper) values (false, sha256('another')) $$),
  '23514 settings_id_check',
  'there is no second row of settings under another id'
);
select is(pg_temp.refusal('update rowseal_private.settings set ' || change), expected, format('in settings, %s', what))
  from (values
    ($$ access_token_lifetime = interval '59 seconds' $$, '23514 settings_access_token_lifetime_check',
      'access tokens live a minute at least'),
    ($$ access_token_lifetime = interval '61 minutes' $$, '23514 settings_access_token_lifetime_check',
      'access tokens live an hour at most'),
    ($$ access_token_lifetime = interval '1 hour' $$, 'accepted', 'the control: access tokens may live an hour'),
    ($$ session_lifetime = interval '4 minutes' $$, '23514 settings_session_lifetime_check',
      'sessions live 5 minutes at least'),
    ($$ session_lifetime = interval '401 days' $$, '23514 settings_session_lifetime_check',
      'sessions live 400 days at most'),
    ($$ signing_key_rotation = interval '59 minutes' $$, '23514 settings_signing_key_rotation_check',
      'signing keys sign for an hour at least'),
    ($$ signing_key_rotation = interval '401 days' $$, '23514 settings_signing_key_rotation_check',
      'signing keys sign for 400 days at most'),
    ($$ event_key_rotation = interval '59 minutes' $$, '23514 settings_event_key_rotation_check',
      'keys of events sign for an hour at least'),
    ($$ event_key_rotation = interval '3661 days' $$, '23514 settings_event_key_rotation_check',
      'keys of events sign for ten years at most'),
    ($$ maintenance_retry_after = interval '0' $$, '23514 settings_maintenance_retry_after_check',
      'clients wait a second at least in maintenance mode'),
    ($$ maintenance_retry_after = interval '25 hours' $$, '23514 settings_maintenance_retry_after_check',
      'clients wait a day at most in maintenance mode'),
    ($$ signing_key_lead = interval '5 minutes' $$, '23514 settings_signing_key_lead_check',
     'signing keys are published for longer than a verifier may cache the key set'),
    ($$ signing_key_lead = interval '8 days' $$, '23514 settings_signing_key_lead_check',
      'signing keys wait for a week at most'),
    ($$ signing_key_retirement = interval '64 minutes' $$, '23514 settings_signing_key_retirement_check',
     'signing keys outlive every token that they signed'),
    ($$ signing_key_retirement = interval '31 days' $$, '23514 settings_signing_key_retirement_check',
      'signing keys retire for 30 days at most'),
    ($$ refresh_idle_lifetime = interval '59 seconds' $$, '23514 settings_refresh_idle_lifetime_check',
      'idle sessions live a minute at least'),
    ($$ refresh_idle_lifetime = interval '401 days' $$, '23514 settings_refresh_idle_lifetime_check',
      'idle sessions live 400 days at most'),
    ($$ refresh_retry_window = interval '-1 second' $$, '23514 settings_refresh_retry_window_check',
      'the window for lost answers is never negative'),
    ($$ refresh_retry_window = interval '601 seconds' $$, '23514 settings_refresh_retry_window_check',
      'the window for lost answers is ten minutes at most'),
    ($$ kept_after_end = interval '-1 second' $$, '23514 settings_kept_after_end_check',
      'what has ended is never removed before'),
    ($$ kept_after_end = interval '401 days' $$, '23514 settings_kept_after_end_check',
      'what has ended is kept 400 days at most'),
    ($$ known_network_lifetime = interval '1 day' $$, '23514 settings_known_network_lifetime_check',
      'known networks live two days at least'),
    ($$ known_network_lifetime = interval '3661 days' $$, '23514 settings_known_network_lifetime_check',
      'known networks live ten years at most'),
    ($$ audit_retention = interval '30 days' $$, '23514 settings_audit_retention_check',
      'audit events are kept a month at least'),
    ($$ audit_retention = interval '36601 days' $$, '23514 settings_audit_retention_check',
      'audit events are kept a century at most'),
    ($$ password_reset_lifetime = interval '59 seconds' $$, '23514 settings_password_reset_lifetime_check',
      'reset tokens live a minute at least'),
    ($$ password_reset_lifetime = interval '25 hours' $$, '23514 settings_password_reset_lifetime_check',
      'reset tokens live a day at most'),
    ($$ email_verification_lifetime = interval '4 minutes' $$, '23514 settings_email_verification_lifetime_check',
     'verification tokens live 5 minutes at least'),
    ($$ email_verification_lifetime = interval '31 days' $$, '23514 settings_email_verification_lifetime_check',
     'verification tokens live 30 days at most'),
    ($$ invitation_lifetime = interval '59 minutes' $$, '23514 settings_invitation_lifetime_check',
      'invitations live an hour at least'),
    ($$ invitation_lifetime = interval '91 days' $$, '23514 settings_invitation_lifetime_check',
      'invitations live 90 days at most'),
    ($$ password_memory_kib = 7167 $$, '23514 settings_password_memory_kib_check', 'argon2id takes 7 MiB at least'),
    ($$ password_memory_kib = 1048577 $$, '23514 settings_password_memory_kib_check', 'argon2id takes 1 GiB at most'),
    ($$ password_iterations = 0 $$, '23514 settings_password_iterations_check', 'argon2id passes once at least'),
    ($$ password_iterations = 101 $$, '23514 settings_password_iterations_check', 'argon2id passes 100 times at most'),
    ($$ password_parallelism = 0 $$, '23514 settings_password_parallelism_check', 'argon2id has one lane at least'),
    ($$ password_parallelism = 17 $$, '23514 settings_password_parallelism_check', 'argon2id has 16 lanes at most'),
    ($$ address_pepper = '' $$, '23514 settings_address_pepper_check', 'an empty pepper is refused'),
    ($$ address_pepper = substr(address_pepper, 2) $$, '23514 settings_address_pepper_check',
      'a pepper of 31 bytes is refused')
  ) as bad (change, expected, what);

-- E-mail proofs and invitations
insert into rowseal_private.email_proofs (user_id, id, purpose, secret_hash, email, expires_at)
values (rowseal_test.id('ada@acme.test'), rowseal_test.id('proof'), 'reset_password', sha256('secret'), 'ada@acme.test',
  now());
select is(pg_temp.refusal('update rowseal_private.email_proofs set ' || change), expected,
  format('in email_proofs, %s is refused', what))
  from (values
    ($$ secret_hash = substr(secret_hash, 2) $$, '23514 email_proofs_secret_hash_check', 'a hash of 31 bytes'),
    ($$ secret_hash = secret_hash || '\x00' $$, '23514 email_proofs_secret_hash_check',
      'a secret of 33 bytes for a hash'),
    ($$ secret_hash = null $$, '23502 ', 'no hash'),
    ($$ purpose = 'log_in' $$, '23514 email_proofs_purpose_check', 'an unknown purpose'),
    ($$ email = 'Ada@acme.test' $$, '23514 email_proofs_email_check', 'an address with an upper-case letter'),
    ($$ user_id = rowseal_test.id('nobody') $$, '23503 email_proofs_user_id_fkey', 'an unknown user')
  ) as bad (change, expected, what);
insert into rowseal.invitations (workspace_id, email, role, invited_by, expires_at)
values (rowseal_test.id('acme'), 'guest@acme.test', 'viewer', rowseal_test.id('ada@acme.test'), now()),
       (rowseal_test.id('globex'), 'guest@acme.test', 'viewer', rowseal_test.id('gus@globex.test'), now());
select is(
  pg_temp.refusal('update rowseal.invitations set ' || change || $$ where workspace_id = rowseal_test.id('acme') $$),
  expected,
  format('in invitations, %s is refused', what)
)
  from (values
    ($$ secret_hash = sha512('secret') $$, '23514 invitations_secret_hash_check', 'a hash of 64 bytes'),
    ($$ email = 'Guest@acme.test' $$, '23514 invitations_email_check', 'an address with an upper-case letter'),
    ($$ role = 'auditor' $$, '23503 invitations_role_workspace_id_role_fkey', 'a role of another workspace'),
    ($$ accepted_at = now() $$, '23514 invitations_accepted_by_somebody', 'one with a time of acceptance and no user'),
    ($$ accepted_at = now(), accepted_by = rowseal_test.id('ada@acme.test'), revoked_at = now() $$,
      '23514 invitations_end_once',
     'one that was accepted and revoked'),
    ($$ invited_by = rowseal_test.id('nobody') $$, '23503 invitations_invited_by_fkey', 'an unknown inviter')
  ) as bad (change, expected, what);
select is(
  pg_temp.refusal($$ insert into rowseal.invitations (workspace_id, email, role, invited_by, expires_at)
                     select workspace_id, email, 'member', invited_by, expires_at from rowseal.invitations $$),
  '23505 invitations_one_open', 'one invitation of an address into a workspace is open'
);

-- Users
select is(
  pg_temp.refusal(format('update rowseal.users set %s where id = rowseal_test.id(%L)', change, 'ada@acme.test')),
  expected,
  format('in users, %s is refused', what)
)
  from (values
    ($$ email = 'Ada@acme.test' $$, '23514 users_email_check', 'an address with an upper-case letter'),
    ($$ email = 'a@' $$, '23514 users_email_check', 'an address of 2 characters'),
    ($$ email = repeat('x', 310) || '@acme.test.x' $$, '23514 users_email_check',
      'an address of more than 320 characters'),
    ($$ email = null $$, '23502 ', 'no address'),
    ($$ name = '' $$, '23514 users_name_check', 'an empty name'),
    ($$ name = repeat('x', 201) $$, '23514 users_name_check', 'a name of 201 characters')
  ) as bad (change, expected, what);

-- Workspaces
select is(
  pg_temp.refusal(format('update rowseal.workspaces set slug = %L where id = rowseal_test.id(%L)', slug, 'acme')),
  expected,
  format('in workspaces, the slug %s is %s', to_json(slug), case expected when 'accepted' then 'accepted'
    else 'refused' end)
)
  from (values
    ('a', 'accepted'),
    ('a-1', 'accepted'),
    (repeat('a', 32), 'accepted'),
    ('', '23514 workspaces_slug_check'),
    ('Acme', '23514 workspaces_slug_check'),
    ('-acme', '23514 workspaces_slug_check'),
    ('acme-', '23514 workspaces_slug_check'),
    ('ac me', '23514 workspaces_slug_check'),
    ('ac_me', '23514 workspaces_slug_check'),
    ('ac/me', '23514 workspaces_slug_check'),
    (E'acme\n', '23514 workspaces_slug_check'),
    ('äcme', '23514 workspaces_slug_check'),
    (repeat('a', 33), '23514 workspaces_slug_check'),
    ('00000000-0000-0000-0000-000000000000', '23514 workspaces_slug_check'),
    ('globex', '23505 workspaces_slug_key')
  ) as tried (slug, expected);

-- Roles and memberships
select is(
  pg_temp.refusal(format('insert into rowseal.roles (workspace_id, name, scopes) values (%s, %L, %L)', workspace, name,
    scopes)), expected,
  format('in roles, %s', what)
)
  from (values
    ($$ rowseal_test.id('acme') $$, 'owner', '{}', '23514 roles_built_in_belong_to_no_workspace',
     'a workspace cannot have an owner role of its own'),
    ($$ rowseal_test.id('acme') $$, 'viewer', '{}', '23514 roles_built_in_belong_to_no_workspace',
     'a workspace cannot have a viewer role of its own'),
    ($$ '00000000-0000-0000-0000-000000000000' $$, 'auditor', '{}', '23514 roles_built_in_belong_to_no_workspace',
     'there is no fifth role of every workspace'),
    ($$ rowseal_test.id('acme') $$, 'Auditor', '{}', '23514 roles_name_check',
      'a name with an upper-case letter is refused'),
    ($$ rowseal_test.id('acme') $$, '', '{}', '23514 roles_name_check', 'an empty name is refused'),
    ($$ rowseal_test.id('acme') $$, '9to5', '{}', '23514 roles_name_check',
      'a name that begins with a digit is refused'),
    ($$ rowseal_test.id('acme') $$, repeat('a', 41), '{}', '23514 roles_name_check',
      'a name of 41 characters is refused'),
    ($$ rowseal_test.id('acme') $$, 'auditor', '{notes}', '23514 roles_scopes_check', 'what is no scope is refused'),
    ($$ rowseal_test.id('acme') $$, 'auditor', '{notes:read,notes:read}', '23514 roles_scopes_check',
      'a scope twice is refused'),
    ($$ rowseal_test.id('globex') $$, 'auditor', '{}', '23505 roles_pkey', 'a workspace has one role of a name')
  ) as bad (workspace, name, scopes, expected, what);
select rowseal_test.persona('second@globex.test', 'globex', 'owner');
select is(
  pg_temp.refusal($$ update rowseal.memberships set role = 'auditor'
      where user_id = rowseal_test.id('gus@globex.test') $$), 'accepted',
  'the control: a workspace can give its own role'
);
select is(
  pg_temp.refusal($$ update rowseal.memberships set role = 'auditor' where workspace_id = rowseal_test.id('acme') $$),
  '23503 memberships_role_workspace_id_role_fkey', 'a workspace cannot give a role of another workspace'
);
select is(
  pg_temp.refusal($$ update rowseal.memberships set role = 'root' where workspace_id = rowseal_test.id('acme') $$),
  '23503 memberships_role_workspace_id_role_fkey', 'a workspace cannot give a role that there is not'
);
select is(
  pg_temp.refusal($$ update rowseal.memberships set role_workspace_id = rowseal_test.id('globex') $$), '428C9 ',
  'nobody can say which workspace a role is of: it is computed'
);
select is(
  pg_temp.refusal($$ delete from rowseal.roles where workspace_id = rowseal_test.id('globex') $$),
  '23503 memberships_role_workspace_id_role_fkey', 'a role that somebody has cannot be deleted'
);
select is(
  pg_temp.refusal($$ insert into rowseal.memberships (workspace_id, user_id, role)
                     values (rowseal_test.id('acme'), rowseal_test.id('ada@acme.test'), 'viewer') $$),
  '23505 memberships_pkey', 'a user is a member of a workspace once, with one role'
);

select * from finish();
rollback;
