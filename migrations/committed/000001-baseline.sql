--! Previous: -
--! Hash: sha1:3eda3b0df9a00ee237698cd41a0af4c15b878b5e
--! Message: baseline

--! split: 100-tables.sql
create schema if not exists rowseal;
create schema if not exists rowseal_private;
create schema if not exists rowseal_audit;

comment on schema rowseal is 'Rowseal''s contract: what policies and applications call, and the tables they may reference.';
comment on schema rowseal_private is 'Rowseal''s secrets and internals. No login role holds a privilege on any relation here.';
comment on schema rowseal_audit is 'Views for database administrators and auditors.';

-- Functions that tables need come before them; everything else in db/ comes after.
--! Included default_privileges.sql
-- Global, not "in schema": only this form takes the built-in EXECUTE of PUBLIC away from functions made later.
alter default privileges for role rowseal_owner revoke execute on functions from public;
alter default privileges for role rowseal_owner revoke usage on types from public;
--! EndIncluded default_privileges.sql
--! Included functions/ids/uuidv7.sql
-- PostgreSQL 18 brings uuidv7(); earlier servers get the same layout from core functions: 48 bits of milliseconds over a random v4,
-- with the version nibble turned from 4 (0100) to 7 (0111).
do $$
begin
  if current_setting('server_version_num')::int >= 180000 then
    create or replace function rowseal.uuidv7() returns uuid
      language sql volatile parallel safe
      return pg_catalog.uuidv7();
  else
    create or replace function rowseal.uuidv7() returns uuid
      language sql volatile parallel safe
      return pg_catalog.encode(
        pg_catalog.set_bit(
          pg_catalog.set_bit(
            pg_catalog.overlay(
              pg_catalog.uuid_send(pg_catalog.gen_random_uuid()),
              pg_catalog.substring(pg_catalog.int8send((extract(epoch from pg_catalog.clock_timestamp()) * 1000)::bigint), 3),
              1, 6
            ), 52, 1
          ), 53, 1
        ), 'hex'
      )::uuid;
  end if;
end
$$;

comment on function rowseal.uuidv7() is
  'A new time-ordered id (RFC 9562 section 5.7). Column default of every id; not a secret.';

revoke execute on function rowseal.uuidv7() from public;
grant execute on function rowseal.uuidv7() to rowseal_user;
--! EndIncluded functions/ids/uuidv7.sql
--! Included functions/scopes/is_scope.sql
create or replace function rowseal.is_scope(scope text) returns boolean
  language sql immutable parallel safe
  return coalesce(is_scope.scope ~ '^[a-z][a-z0-9_.-]{0,39}:[a-z][a-z0-9_.-]{0,39}$', false);

comment on function rowseal.is_scope(text) is
  'Whether a text is a scope: resource:action, each 1 to 40 of a-z 0-9 _ . - and beginning with a letter. Never null. '
  'The characters are a subset of an OAuth scope-token (RFC 6749 section 3.3).';

revoke execute on function rowseal.is_scope(text) from public;
grant execute on function rowseal.is_scope(text) to rowseal_user;
--! EndIncluded functions/scopes/is_scope.sql
--! Included functions/scopes/is_scope_list.sql
create or replace function rowseal.is_scope_list(scopes text[]) returns boolean
  language sql immutable parallel safe
  return coalesce(
    (select pg_catalog.bool_and(rowseal.is_scope(scope)) and pg_catalog.count(*) = pg_catalog.count(distinct scope)
       from pg_catalog.unnest(is_scope_list.scopes) as scope),
    is_scope_list.scopes is not null
  );

comment on function rowseal.is_scope_list(text[]) is
  'Whether an array holds scopes only, each once. An empty array is a list; null is not. For CHECK constraints.';

revoke execute on function rowseal.is_scope_list(text[]) from public;
grant execute on function rowseal.is_scope_list(text[]) to rowseal_user;
--! EndIncluded functions/scopes/is_scope_list.sql
--! Included functions/tokens/random_bytes.sql
create or replace function rowseal_private.random_bytes(length integer) returns bytea
  language sql volatile parallel safe
  return pg_catalog.substr(
    pg_catalog.sha512(
      pg_catalog.uuid_send(pg_catalog.gen_random_uuid()) || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
      || pg_catalog.uuid_send(pg_catalog.gen_random_uuid()) || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
      || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
    ), 1, random_bytes.length
  );

comment on function rowseal_private.random_bytes(integer) is
  'Up to 64 unpredictable bytes, without an extension: SHA-512 over five version 4 UUIDs, which carry 610 bits of the server''s strong '
  'random source (pg_strong_random).';

revoke execute on function rowseal_private.random_bytes(integer) from public;
--! EndIncluded functions/tokens/random_bytes.sql

create table rowseal.scopes (
  name text primary key check (rowseal.is_scope(name)),
  description text not null check (char_length(description) between 1 and 200)
);
comment on table rowseal.scopes is 'The catalogue of scopes. An application adds its own with rowseal.define_scope.';

create table rowseal.users (
  id uuid primary key default rowseal.uuidv7(),
  email text not null check (char_length(email) between 3 and 320 and email = lower(email)),
  name text check (char_length(name) between 1 and 200),
  email_verified_at timestamptz,
  disabled_at timestamptz,
  created_at timestamptz not null default now()
);
comment on table rowseal.users is 'People. A user with disabled_at has no access at all, whatever they hold.';
comment on column rowseal.users.email is 'Where mail goes, in lower case. Not a key: a login finds its user through rowseal_private.identities.';

create table rowseal.workspaces (
  id uuid primary key default rowseal.uuidv7(),
  slug text not null unique check (slug ~ '^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$'),
  name text not null check (char_length(name) between 1 and 200),
  longest_token_lifetime interval not null default '366 days'
    check (longest_token_lifetime between interval '1 hour' and interval '3660 days'),
  created_at timestamptz not null default now()
);
comment on table rowseal.workspaces is 'Tenants. The nil id is no workspace: it stands for "every workspace" in roles.';
comment on column rowseal.workspaces.slug is 'Its name in URLs and headers; at most 32 characters, so that no slug can be read as an id.';

create table rowseal.roles (
  workspace_id uuid not null,
  name text not null check (name ~ '^[a-z][a-z0-9_-]{0,39}$'),
  scopes text[] not null check (rowseal.is_scope_list(scopes)),
  primary key (workspace_id, name),
  constraint roles_built_in_belong_to_no_workspace check (
    (name in ('owner', 'admin', 'member', 'viewer')) = (workspace_id = '00000000-0000-0000-0000-000000000000')
  )
);
comment on table rowseal.roles is
  'What a member may do: a name for a list of scopes. The four built-in roles carry the nil workspace and serve every workspace.';

create table rowseal.memberships (
  workspace_id uuid not null references rowseal.workspaces on delete cascade,
  user_id uuid not null references rowseal.users on delete cascade,
  role text not null,
  role_workspace_id uuid not null generated always as (
    case when role in ('owner', 'admin', 'member', 'viewer')
      then '00000000-0000-0000-0000-000000000000'::uuid
      else workspace_id
    end
  ) stored,
  created_at timestamptz not null default now(),
  primary key (workspace_id, user_id),
  foreign key (role_workspace_id, role) references rowseal.roles (workspace_id, name)
);
create index memberships_user_id_idx on rowseal.memberships (user_id);
comment on table rowseal.memberships is 'Who belongs to which workspace, as what. Read live by every rowseal.enter.';
comment on column rowseal.memberships.role_workspace_id is
  'Half of the key of the role: the nil id for a built-in role, else this workspace, so that no other workspace''s role can be given.';

create table rowseal_private.settings (
  id boolean primary key default true check (id),
  access_token_lifetime interval not null default '10 minutes'
    check (access_token_lifetime between interval '1 minute' and interval '1 hour'),
  session_lifetime interval not null default '180 days'
    check (session_lifetime between interval '5 minutes' and interval '400 days'),
  refresh_idle_lifetime interval not null default '30 days'
    check (refresh_idle_lifetime between interval '1 minute' and interval '400 days'),
  refresh_window interval not null default '10 seconds' check (refresh_window between interval '0' and interval '60 seconds'),
  kept_after_end interval not null default '30 days' check (kept_after_end between interval '0' and interval '400 days'),
  signing_key_rotation interval not null default '30 days'
    check (signing_key_rotation between interval '1 hour' and interval '400 days'),
  signing_key_lead interval not null default '10 minutes'
    check (signing_key_lead between interval '6 minutes' and interval '7 days'),
  signing_key_retirement interval not null default '65 minutes'
    check (signing_key_retirement between interval '65 minutes' and interval '30 days'),
  registration_open boolean not null default true,
  password_memory_kib integer not null default 19456 check (password_memory_kib between 7168 and 1048576),
  password_iterations integer not null default 2 check (password_iterations between 1 and 100),
  password_parallelism integer not null default 1 check (password_parallelism between 1 and 16),
  address_pepper bytea not null check (octet_length(address_pepper) = 32)
);
comment on table rowseal_private.settings is 'The policy of this installation: one row.';
comment on column rowseal_private.settings.refresh_window is
  'How long after a rotation the previous refresh token still gets the identical successor, for a client that lost the answer.';
comment on column rowseal_private.settings.kept_after_end is
  'How long an ended session, personal access token or signing key is kept, so that it can still be told apart from one that never was.';
comment on column rowseal_private.settings.signing_key_rotation is 'How long a signing key signs before the schedule puts the next one in its place.';
comment on column rowseal_private.settings.signing_key_lead is
  'How long a signing key must have been published before it signs: longer than any verifier may cache /v1/jwks.json (5 minutes).';
comment on column rowseal_private.settings.signing_key_retirement is
  'How long a signing key verifies after it has signed its last token: no less than the longest life of a token (an hour) and 5 minutes for clocks '
  'that differ.';
comment on column rowseal_private.settings.password_memory_kib is
  'argon2id cost of new password verifiers, with password_iterations and password_parallelism. The default is the floor of OWASP''s '
  'password storage cheat sheet.';
comment on column rowseal_private.settings.address_pepper is
  'Key of the salts that unknown addresses are answered with, so that they are stable and tell nothing.';

create table rowseal_private.seal_keys (
  id text collate "C" primary key check (id ~ '^[0-9a-f]{8}$'),
  inner_pad bytea not null check (octet_length(inner_pad) = 64),
  outer_pad bytea not null check (octet_length(outer_pad) = 64),
  created_at timestamptz not null default now(),
  retires_at timestamptz
);
comment on table rowseal_private.seal_keys is
  'HMAC keys of claims and contexts, kept as K xor ipad and K xor opad (RFC 2104), so that an HMAC is two calls of core sha256(). '
  'The newest key seals; every key verifies until it retires.';

create table rowseal_private.refresh_keys (
  id text collate "C" primary key check (id ~ '^[0-9a-f]{8}$'),
  inner_pad bytea not null check (octet_length(inner_pad) = 64),
  outer_pad bytea not null check (octet_length(outer_pad) = 64),
  created_at timestamptz not null default clock_timestamp()
);
comment on table rowseal_private.refresh_keys is
  'HMAC keys that refresh tokens are derived and tagged with, in the form of seal_keys. A session keeps the key it began with; new ones take the '
  'newest.';

create table rowseal_private.signing_keys (
  id text primary key check (id ~ '^[A-Za-z0-9_-]{16,64}$'),
  algorithm text not null check (algorithm in ('EdDSA', 'RS256')),
  state text not null check (state in ('next', 'current', 'retiring', 'gone')),
  public_jwk jsonb not null check (
    jsonb_typeof(public_jwk) = 'object'
    and public_jwk ? 'kty'
    and not (public_jwk ?| array['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])
  ),
  private_jwe text check (private_jwe ~ '^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$'),
  created_at timestamptz not null default now(),
  state_changed_at timestamptz not null default now(),
  constraint signing_keys_fits_algorithm check (public_jwk ->> 'kty' = case algorithm when 'EdDSA' then 'OKP' when 'RS256' then 'RSA' end),
  constraint signing_keys_gone_is_empty check ((state = 'gone') = (private_jwe is null))
);
create unique index signing_keys_one_current on rowseal_private.signing_keys (algorithm) where state = 'current';
create unique index signing_keys_one_next on rowseal_private.signing_keys (algorithm) where state = 'next';
comment on table rowseal_private.signing_keys is 'Keys of JWTs. The private part is wrapped under the master key, which the database never sees.';
comment on column rowseal_private.signing_keys.state is
  'next: published, does not sign yet; current: signs; retiring: verifies what it signed; gone: counts for nothing, and its id stays taken.';
comment on column rowseal_private.signing_keys.state_changed_at is 'Since when the key is in its state: a next one has been published since then.';
comment on column rowseal_private.signing_keys.id is 'The key id (kid): the RFC 7638 thumbprint.';
comment on column rowseal_private.signing_keys.private_jwe is 'The private JWK as a compact JWE (RFC 7516).';

create table rowseal_private.identities (
  provider text not null check (provider ~ '^[a-z][a-z0-9_-]{0,39}$'),
  subject_hash bytea not null check (octet_length(subject_hash) = 32),
  subject text not null check (char_length(subject) between 1 and 320),
  user_id uuid not null references rowseal.users on delete cascade,
  created_at timestamptz not null default now(),
  primary key (provider, subject_hash),
  check (subject_hash = sha256(convert_to(subject, 'UTF8')))
);
create index identities_user_id_idx on rowseal_private.identities (user_id);
comment on table rowseal_private.identities is
  'How a login finds its user: (provider, subject), never the e-mail address of a foreign provider. '
  'For the password provider the subject is the address in lower case.';

create table rowseal_private.passwords (
  user_id uuid primary key references rowseal.users on delete cascade,
  salt bytea not null check (octet_length(salt) = 16),
  verifier bytea not null check (octet_length(verifier) = 32),
  memory_kib integer not null,
  iterations integer not null,
  parallelism integer not null,
  changed_at timestamptz not null default now()
);
comment on table rowseal_private.passwords is 'Salted verifiers. Neither the password nor the derived key can be got from them.';
comment on column rowseal_private.passwords.verifier is 'SHA-256 of the 32-byte argon2id key that the server derived.';

create domain rowseal_private.scope_string as text
  constraint is_scope_string check (value is null or rowseal.is_scope_list(string_to_array(value, ' ')));
comment on domain rowseal_private.scope_string is
  'What a credential is limited to: scopes, each once, with single blanks between them (RFC 6749 section 3.3); null: not limited. A domain, because a '
  'CHECK of the table would judge the list anew whenever another column of the row is written.';

create table rowseal_private.sessions (
  user_id uuid not null references rowseal.users on delete cascade,
  id uuid not null default rowseal.uuidv7(),
  workspace_id uuid references rowseal.workspaces on delete cascade,
  scope rowseal_private.scope_string,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  refresh_key text collate "C" not null references rowseal_private.refresh_keys,
  generation integer not null default 1 check (generation > 0),
  refresh_hash bytea not null check (octet_length(refresh_hash) = 32),
  rotated_at timestamptz not null default clock_timestamp(),
  ip inet,
  user_agent text check (char_length(user_agent) <= 500),
  primary key (user_id, id)
) with (fillfactor = 70);
-- None of these holds a column that a rotation writes, and each page keeps room for the versions that some snapshot may still see: rotations are
-- heap-only updates.
create index sessions_workspace_id_idx on rowseal_private.sessions (workspace_id) where workspace_id is not null;
create index sessions_expires_at_idx on rowseal_private.sessions (expires_at);
create index sessions_revoked_at_idx on rowseal_private.sessions (revoked_at) where revoked_at is not null;
comment on table rowseal_private.sessions is 'Logins. Read live by every rowseal.enter; refreshed in place.';
comment on column rowseal_private.sessions.generation is 'Of the refresh token that is good now; the first is 1.';
comment on column rowseal_private.sessions.refresh_hash is 'SHA-256 of the 32-byte secret of the refresh token that is good now.';
comment on column rowseal_private.sessions.workspace_id is 'The only workspace this session may work in; null: any that its user belongs to.';
comment on column rowseal_private.sessions.scope is
  'What the session is limited to, as an OAuth scope string (RFC 6749 section 3.3); null: all that the role grants, never more.';

create table rowseal_private.personal_access_tokens (
  user_id uuid not null,
  id uuid not null,
  workspace_id uuid not null,
  name text not null check (char_length(name) between 1 and 100),
  scope rowseal_private.scope_string,
  networks cidr[] check (cardinality(networks) between 1 and 100),
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  last_four text not null check (last_four ~ '^[A-Za-z0-9_-]{4}$'),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_used_at timestamptz,
  last_used_ip inet,
  revoked_at timestamptz,
  primary key (user_id, id),
  foreign key (workspace_id, user_id) references rowseal.memberships on delete cascade
) with (fillfactor = 90);
create index personal_access_tokens_membership_idx on rowseal_private.personal_access_tokens (workspace_id, user_id);
create index personal_access_tokens_end_idx on rowseal_private.personal_access_tokens (least(expires_at, revoked_at));
comment on table rowseal_private.personal_access_tokens is
  'Tokens for scripts: of one user, for one workspace. They go with the membership, by foreign key.';
comment on column rowseal_private.personal_access_tokens.scope is
  'What the token is limited to, as an OAuth scope string (RFC 6749 section 3.3); null: all that the role grants, never more.';
comment on column rowseal_private.personal_access_tokens.networks is 'The only networks it serves; null: any.';
comment on column rowseal_private.personal_access_tokens.secret_hash is 'SHA-256 of the 33-byte secret.';
comment on column rowseal_private.personal_access_tokens.last_used_at is 'Written at most once a minute.';

create table rowseal_private.throttle_limits (
  kind text primary key check (kind ~ '^[a-z_]{1,40}$'),
  free_attempts integer not null check (free_attempts between 1 and 1000),
  first_wait interval not null check (first_wait > interval '0'),
  longest_wait interval not null check (longest_wait >= first_wait),
  forgotten_after interval not null check (forgotten_after >= longest_wait)
);
comment on table rowseal_private.throttle_limits is
  'How many attempts of a kind are free, how long to wait after the next (doubling with each), at most, and when all is forgotten.';
insert into rowseal_private.throttle_limits (kind, free_attempts, first_wait, longest_wait, forgotten_after)
values
  ('login_account', 10, '1 second', '15 minutes', '1 day'),
  ('login_account_at_home', 10, '1 second', '15 minutes', '1 day'),
  ('login_network', 50, '1 second', '15 minutes', '1 hour'),
  ('refresh_guess', 20, '1 second', '15 minutes', '1 hour'),
  ('token_guess', 20, '1 second', '15 minutes', '1 hour'),
  ('password_change', 10, '1 second', '15 minutes', '1 day'),
  ('proof_guess', 10, '1 second', '15 minutes', '1 hour'),
  ('invitation_guess', 10, '1 second', '15 minutes', '1 hour');

create table rowseal_private.throttles (
  kind text not null references rowseal_private.throttle_limits,
  subject_hash bytea not null check (octet_length(subject_hash) = 32),
  attempts integer not null,
  blocked_until timestamptz not null,
  last_attempt_at timestamptz not null,
  primary key (kind, subject_hash)
);
create index throttles_last_attempt_at_idx on rowseal_private.throttles (last_attempt_at);
comment on table rowseal_private.throttles is 'Attempts that failed, or are under way, by kind and subject (an address, a network, or both), hashed.';

create table rowseal_private.known_networks (
  user_id uuid not null references rowseal.users on delete cascade,
  network text not null,
  seen_at timestamptz not null default now(),
  primary key (user_id, network)
);
comment on table rowseal_private.known_networks is
  'Where a user has logged in from. A login from there is counted apart from those of strangers, who thus cannot lock anybody out.';

create table rowseal_private.audit_events (
  workspace_id uuid not null,
  at timestamptz not null,
  id uuid not null,
  kind text not null check (kind ~ '^[a-z_]{1,60}$'),
  user_id uuid,
  details jsonb not null,
  ip inet,
  primary key (workspace_id, at, id)
) partition by range (at);
create index audit_events_at_idx on rowseal_private.audit_events using brin (at);
comment on table rowseal_private.audit_events is
  'What happened, by month. The nil workspace is none. user_id is who did it, or whose session or account it is.';

create type rowseal_private.claims as (
  sub uuid,
  sid uuid,
  workspace uuid,
  scope text,
  exp bigint,
  seal_key text,
  seal bytea
);
comment on type rowseal_private.claims is
  'What an access token asserts, under its JWT claim names, and the seal that rowseal.enter checks. exp is in seconds since 1970.';

insert into rowseal.roles (workspace_id, name, scopes)
values
  ('00000000-0000-0000-0000-000000000000', 'owner', '{}'),
  ('00000000-0000-0000-0000-000000000000', 'admin', '{}'),
  ('00000000-0000-0000-0000-000000000000', 'member', '{}'),
  ('00000000-0000-0000-0000-000000000000', 'viewer', '{}');

insert into rowseal_private.settings (address_pepper) values (rowseal_private.random_bytes(32));

--! split: 900-truth.sql
--! Included all.sql
-- The current truth, in order of dependency. Every line is an include; a test holds it against the folder.
--! Included default_privileges.sql
-- Global, not "in schema": only this form takes the built-in EXECUTE of PUBLIC away from functions made later.
alter default privileges for role rowseal_owner revoke execute on functions from public;
alter default privileges for role rowseal_owner revoke usage on types from public;
--! EndIncluded default_privileges.sql
--! Included functions/ids/uuidv7.sql
-- PostgreSQL 18 brings uuidv7(); earlier servers get the same layout from core functions: 48 bits of milliseconds over a random v4,
-- with the version nibble turned from 4 (0100) to 7 (0111).
do $$
begin
  if current_setting('server_version_num')::int >= 180000 then
    create or replace function rowseal.uuidv7() returns uuid
      language sql volatile parallel safe
      return pg_catalog.uuidv7();
  else
    create or replace function rowseal.uuidv7() returns uuid
      language sql volatile parallel safe
      return pg_catalog.encode(
        pg_catalog.set_bit(
          pg_catalog.set_bit(
            pg_catalog.overlay(
              pg_catalog.uuid_send(pg_catalog.gen_random_uuid()),
              pg_catalog.substring(pg_catalog.int8send((extract(epoch from pg_catalog.clock_timestamp()) * 1000)::bigint), 3),
              1, 6
            ), 52, 1
          ), 53, 1
        ), 'hex'
      )::uuid;
  end if;
end
$$;

comment on function rowseal.uuidv7() is
  'A new time-ordered id (RFC 9562 section 5.7). Column default of every id; not a secret.';

revoke execute on function rowseal.uuidv7() from public;
grant execute on function rowseal.uuidv7() to rowseal_user;
--! EndIncluded functions/ids/uuidv7.sql
--! Included functions/scopes/is_scope.sql
create or replace function rowseal.is_scope(scope text) returns boolean
  language sql immutable parallel safe
  return coalesce(is_scope.scope ~ '^[a-z][a-z0-9_.-]{0,39}:[a-z][a-z0-9_.-]{0,39}$', false);

comment on function rowseal.is_scope(text) is
  'Whether a text is a scope: resource:action, each 1 to 40 of a-z 0-9 _ . - and beginning with a letter. Never null. '
  'The characters are a subset of an OAuth scope-token (RFC 6749 section 3.3).';

revoke execute on function rowseal.is_scope(text) from public;
grant execute on function rowseal.is_scope(text) to rowseal_user;
--! EndIncluded functions/scopes/is_scope.sql
--! Included functions/scopes/is_scope_list.sql
create or replace function rowseal.is_scope_list(scopes text[]) returns boolean
  language sql immutable parallel safe
  return coalesce(
    (select pg_catalog.bool_and(rowseal.is_scope(scope)) and pg_catalog.count(*) = pg_catalog.count(distinct scope)
       from pg_catalog.unnest(is_scope_list.scopes) as scope),
    is_scope_list.scopes is not null
  );

comment on function rowseal.is_scope_list(text[]) is
  'Whether an array holds scopes only, each once. An empty array is a list; null is not. For CHECK constraints.';

revoke execute on function rowseal.is_scope_list(text[]) from public;
grant execute on function rowseal.is_scope_list(text[]) to rowseal_user;
--! EndIncluded functions/scopes/is_scope_list.sql
--! Included functions/scopes/in_both.sql
create or replace function rowseal_private.in_both(one text[], other text[]) returns text[]
  language sql immutable parallel safe
  -- Core has no intersection of arrays, but it has the difference of word sets: what is in both is one without (one without the other).
  return pg_catalog.tsvector_to_array(pg_catalog.ts_delete(
    pg_catalog.array_to_tsvector(in_both.one),
    pg_catalog.tsvector_to_array(pg_catalog.ts_delete(pg_catalog.array_to_tsvector(in_both.one), in_both.other))
  ));

comment on function rowseal_private.in_both(text[], text[]) is
  'The texts that both arrays hold, each once. Null for null. Done without a subquery, which every statement that might need it would pay for setting '
  'up; no SET clause, so that it is inlined into its callers.';

revoke execute on function rowseal_private.in_both(text[], text[]) from public;
--! EndIncluded functions/scopes/in_both.sql
--! Included functions/scopes/define_scope.sql
create or replace function rowseal.define_scope(name text, description text, roles text[] default '{}') returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  if not define_scope.roles <@ '{owner,admin,member,viewer}'::text[] then
    raise exception 'roles takes built-in roles only: owner, admin, member, viewer' using errcode = 'RS110';
  end if;
  insert into rowseal.scopes (name, description)
  values (define_scope.name, define_scope.description)
  on conflict on constraint scopes_pkey do update set description = excluded.description;

  update rowseal.roles as role
     set scopes = case when role.name = any (define_scope.roles)
                    then array_append(array_remove(role.scopes, define_scope.name), define_scope.name)
                    else array_remove(role.scopes, define_scope.name)
                  end
   where role.workspace_id = '00000000-0000-0000-0000-000000000000'
     and (role.name = any (define_scope.roles)) is distinct from (define_scope.name = any (role.scopes));
end
$$;

comment on function rowseal.define_scope(text, text, text[]) is
  'Adds a scope (resource:action) to the catalogue, or changes its description, and makes exactly the named built-in roles hold it. For the '
  'migrations of an application. Errors: RS110 roles names one that is not built in; 23514 not a scope, or no description.';

revoke execute on function rowseal.define_scope(text, text, text[]) from public;
--! EndIncluded functions/scopes/define_scope.sql
--! Included functions/tokens/random_bytes.sql
create or replace function rowseal_private.random_bytes(length integer) returns bytea
  language sql volatile parallel safe
  return pg_catalog.substr(
    pg_catalog.sha512(
      pg_catalog.uuid_send(pg_catalog.gen_random_uuid()) || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
      || pg_catalog.uuid_send(pg_catalog.gen_random_uuid()) || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
      || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
    ), 1, random_bytes.length
  );

comment on function rowseal_private.random_bytes(integer) is
  'Up to 64 unpredictable bytes, without an extension: SHA-512 over five version 4 UUIDs, which carry 610 bits of the server''s strong '
  'random source (pg_strong_random).';

revoke execute on function rowseal_private.random_bytes(integer) from public;
--! EndIncluded functions/tokens/random_bytes.sql
--! Included functions/tokens/crc32.sql
-- PostgreSQL 18 brings crc32(); earlier servers compute it four bits at a time.
do $do$
begin
  if current_setting('server_version_num')::int >= 180000 then
    create or replace function rowseal_private.crc32(bytes bytea) returns bytea
      language sql immutable parallel safe
      return pg_catalog.substr(pg_catalog.int8send(pg_catalog.crc32(crc32.bytes)), 5);
  else
    create or replace function rowseal_private.crc32(bytes bytea) returns bytea
      language plpgsql immutable parallel safe set search_path = ''
    as $$
    declare
      c_nibbles constant bigint[] := array[
        0, 498536548, 997073096, 651767980, 1994146192, 1802195444, 1303535960, 1342533948,
        3988292384, 4027552580, 3604390888, 3412177804, 2607071920, 2262029012, 2685067896, 3183342108
      ];
      v_crc bigint := 4294967295;
    begin
      for i in 0 .. length(crc32.bytes) - 1 loop
        v_crc := v_crc # get_byte(crc32.bytes, i);
        v_crc := (v_crc >> 4) # c_nibbles[(v_crc & 15) + 1];
        v_crc := (v_crc >> 4) # c_nibbles[(v_crc & 15) + 1];
      end loop;
      return substr(int8send(v_crc # 4294967295), 5);
    end
    $$;
  end if;
end
$do$;

comment on function rowseal_private.crc32(bytea) is
  'CRC-32 (ISO 3309, as in zip and PNG), 4 bytes. Finds typos and false alarms of secret scanners; protects nothing.';

revoke execute on function rowseal_private.crc32(bytea) from public;
--! EndIncluded functions/tokens/crc32.sql
--! Included functions/tokens/format_token.sql
create or replace function rowseal_private.format_token(prefix text, payload bytea) returns text
  language sql immutable parallel safe
  -- replace() is several times as fast as translate(), which takes a text apart by characters.
  return format_token.prefix || pg_catalog.replace(
    pg_catalog.replace(
      pg_catalog.replace(
        pg_catalog.encode(format_token.payload || rowseal_private.crc32(format_token.prefix::bytea || format_token.payload), 'base64'),
        E'\n', ''
      ), '+', '-'
    ), '/', '_'
  );

comment on function rowseal_private.format_token(text, bytea) is
  'A token as text: prefix, then base64url (RFC 4648 section 5) of the payload and the CRC-32 of prefix and payload. The payload has a length '
  'that makes it a multiple of 3 with the checksum, so that there is no padding and only one way to write it.';

revoke execute on function rowseal_private.format_token(text, bytea) from public;
--! EndIncluded functions/tokens/format_token.sql
--! Included functions/tokens/token_bytes.sql
create or replace function rowseal_private.token_bytes(prefix text, token text) returns bytea
  language sql immutable parallel safe
  return case
    when token_bytes.prefix not in ('rsr_', 'rsp_', 'rsc_', 'rsi_', 'rsv_') then null
    when length(token_bytes.token) = (case token_bytes.prefix when 'rsr_' then 124 else 96 end)
      and token_bytes.token ~ ('^' || token_bytes.prefix || '[A-Za-z0-9_-]+$')
      -- replace() is several times as fast as translate(), which takes a text apart by characters.
      then pg_catalog.decode(pg_catalog.replace(pg_catalog.replace(pg_catalog.substr(token_bytes.token, 5), '-', '+'), '_', '/'), 'base64')
  end;

comment on function rowseal_private.token_bytes(text, text) is
  'What stands behind the prefix of a token, payload and checksum; null for another kind of token, another length or a foreign character. '
  'The checksum is not looked at: see rowseal_private.has_checksum. No SET clause, so that it is inlined into its callers, where the prefix is a '
  'constant and all that depends on it is folded.';

revoke execute on function rowseal_private.token_bytes(text, text) from public;
--! EndIncluded functions/tokens/token_bytes.sql
--! Included functions/tokens/has_checksum.sql
create or replace function rowseal_private.has_checksum(prefix text, bytes bytea) returns boolean
  language sql immutable parallel safe
  return pg_catalog.substr(has_checksum.bytes, case has_checksum.prefix when 'rsr_' then 87 else 66 end)
    = rowseal_private.crc32(
        has_checksum.prefix::bytea || pg_catalog.substr(has_checksum.bytes, 1, case has_checksum.prefix when 'rsr_' then 86 else 65 end)
      );

comment on function rowseal_private.has_checksum(text, bytea) is
  'Whether the last four of the bytes of a token (rowseal_private.token_bytes) are the CRC-32 of its prefix and the bytes before them. Null for null. '
  'No SET clause, so that it is inlined into its callers.';

revoke execute on function rowseal_private.has_checksum(text, bytea) from public;
--! EndIncluded functions/tokens/has_checksum.sql
--! Included functions/tokens/uuid_at.sql
create or replace function rowseal_private.uuid_at(bytes bytea, start integer) returns uuid
  language sql immutable parallel safe
  return pg_catalog.encode(pg_catalog.substr(uuid_at.bytes, uuid_at.start, 16), 'hex')::uuid;

comment on function rowseal_private.uuid_at(bytea, integer) is
  'The id that the 16 bytes from a place on (the first is 1) are. No SET clause, so that it is inlined into its callers.';

revoke execute on function rowseal_private.uuid_at(bytea, integer) from public;
--! EndIncluded functions/tokens/uuid_at.sql
--! Included functions/tokens/token_payload.sql
create or replace function rowseal_private.token_payload(prefix text, token text) returns bytea
  language plpgsql immutable parallel safe set search_path = ''
as $$
declare
  v_bytes constant bytea := rowseal_private.token_bytes(token_payload.prefix, token_payload.token);
begin
  if rowseal_private.has_checksum(token_payload.prefix, v_bytes) then
    return substr(v_bytes, 1, length(v_bytes) - 4);
  end if;
  return null;
end
$$;

comment on function rowseal_private.token_payload(text, text) is
  'The payload of a token of one kind (rsr_ refresh token, rsp_ personal access token, rsc_ authorization code, rsi_ invitation, rsv_ e-mail '
  'proof); null for anything that is not whole: another prefix, another length, a foreign character, a checksum that is not right.';

revoke execute on function rowseal_private.token_payload(text, text) from public;
--! EndIncluded functions/tokens/token_payload.sql
--! Included functions/tokens/parse_token.sql
create or replace function rowseal.parse_token(token text, out kind text, out owner_id uuid, out id uuid, out generation integer)
  language plpgsql immutable parallel safe security definer set search_path = ''
as $$
declare
  c_kinds constant jsonb := '{"rsr_": "refresh_token", "rsp_": "personal_access_token", "rsc_": "authorization_code",
                              "rsi_": "invitation", "rsv_": "email_proof"}';
  v_payload constant bytea := rowseal_private.token_payload(left(parse_token.token, 4), parse_token.token);
begin
  if v_payload is null then
    return;
  end if;
  kind := c_kinds ->> left(parse_token.token, 4);
  owner_id := encode(substr(v_payload, 1, 16), 'hex')::uuid;
  id := encode(substr(v_payload, 17, 16), 'hex')::uuid;
  if kind = 'refresh_token' then
    generation := ('x' || encode(substr(v_payload, 33, 4), 'hex'))::bit(32)::integer;
  end if;
end
$$;

comment on function rowseal.parse_token(text) is
  'What a string is, without looking at any table: its kind, whose it is (the user''s id; of an invitation the workspace''s), its own id, and '
  'the generation of a refresh token. All null for anything that is not a whole token. Whether it is genuine or still good is not said. '
  'Scanners find tokens by rsr_[A-Za-z0-9_-]{120} and rs[pciv]_[A-Za-z0-9_-]{92}.';

revoke execute on function rowseal.parse_token(text) from public;
grant execute on function rowseal.parse_token(text) to rowseal_auditor;
--! EndIncluded functions/tokens/parse_token.sql
--! Included functions/sealing/hmac_sha256.sql
create or replace function rowseal_private.hmac_sha256(inner_pad bytea, outer_pad bytea, message bytea) returns bytea
  language sql immutable parallel safe
  return pg_catalog.sha256(hmac_sha256.outer_pad || pg_catalog.sha256(hmac_sha256.inner_pad || hmac_sha256.message));

comment on function rowseal_private.hmac_sha256(bytea, bytea, bytea) is
  'HMAC-SHA-256 (RFC 2104) of a message under a key given as K xor ipad and K xor opad (64 bytes each). 32 bytes. '
  'No SET clause, so that it is inlined into its callers on the hot path.';

revoke execute on function rowseal_private.hmac_sha256(bytea, bytea, bytea) from public;
--! EndIncluded functions/sealing/hmac_sha256.sql
--! Included functions/sealing/hmac_pads.sql
create or replace function rowseal_private.hmac_pads(key bytea, out inner_pad bytea, out outer_pad bytea)
  language plpgsql immutable parallel safe set search_path = ''
as $$
begin
  inner_pad := decode(repeat('36', 64), 'hex');
  outer_pad := decode(repeat('5c', 64), 'hex');
  for i in 0 .. length(hmac_pads.key) - 1 loop
    inner_pad := set_byte(inner_pad, i, get_byte(inner_pad, i) # get_byte(hmac_pads.key, i));
    outer_pad := set_byte(outer_pad, i, get_byte(outer_pad, i) # get_byte(hmac_pads.key, i));
  end loop;
end
$$;

comment on function rowseal_private.hmac_pads(bytea) is
  'A key of at most 64 bytes in the form that rowseal_private.hmac_sha256 takes: K xor ipad and K xor opad (RFC 2104).';

revoke execute on function rowseal_private.hmac_pads(bytea) from public;
--! EndIncluded functions/sealing/hmac_pads.sql
--! Included functions/sealing/claims_message.sql
create or replace function rowseal_private.claims_message(sub uuid, sid uuid, workspace uuid, scope text, exp bigint) returns bytea
  language sql stable parallel restricted
  return '\x726f777365616c20636c61696d732031'::bytea
    || pg_catalog.uuid_send(claims_message.sub)
    || pg_catalog.uuid_send(claims_message.sid)
    || pg_catalog.uuid_send(coalesce(claims_message.workspace, '00000000-0000-0000-0000-000000000000'))
    || pg_catalog.int8send(claims_message.exp)
    || case when claims_message.scope is null then '\x00'::bytea else '\x01'::bytea || pg_catalog.convert_to(claims_message.scope, 'UTF8') end;

comment on function rowseal_private.claims_message(uuid, uuid, uuid, text, bigint) is
  'The bytes that a seal covers: the label "rowseal claims 1", then fields of fixed width, then the scope string, so that no two claims '
  'share a message. No SET clause, and no more than stable, which convert_to is: so it is inlined into its callers on the hot path.';

revoke execute on function rowseal_private.claims_message(uuid, uuid, uuid, text, bigint) from public;
--! EndIncluded functions/sealing/claims_message.sql
--! Included functions/sealing/sealed_claims.sql
create or replace function rowseal_private.sealed_claims(
  key_id text, inner_pad bytea, outer_pad bytea, sub uuid, sid uuid, workspace uuid, scope text, exp bigint
) returns rowseal_private.claims
  language sql stable parallel restricted
  return row(
    sealed_claims.sub, sealed_claims.sid, sealed_claims.workspace, sealed_claims.scope, sealed_claims.exp, sealed_claims.key_id,
    rowseal_private.hmac_sha256(
      sealed_claims.inner_pad, sealed_claims.outer_pad,
      rowseal_private.claims_message(sealed_claims.sub, sealed_claims.sid, sealed_claims.workspace, sealed_claims.scope, sealed_claims.exp)
    )
  )::rowseal_private.claims;

comment on function rowseal_private.sealed_claims(text, bytea, bytea, uuid, uuid, uuid, text, bigint) is
  'Claims and their seal under a key of rowseal_private.seal_keys. Only functions that have authenticated somebody call it. No SET clause, so that '
  'it is inlined into its callers.';

revoke execute on function rowseal_private.sealed_claims(text, bytea, bytea, uuid, uuid, uuid, text, bigint) from public;
--! EndIncluded functions/sealing/sealed_claims.sql
--! Included functions/sealing/context_message.sql
create or replace function rowseal_private.context_message(body bytea) returns bytea
  language sql stable parallel restricted
  return '\x726f777365616c20636f6e746578742031'::bytea
    || pg_catalog.int4send(pg_catalog.pg_backend_pid())
    || pg_catalog.timestamptz_send(pg_catalog.transaction_timestamp())
    || pg_catalog.convert_to(pg_catalog.concat(current_database(), '/', session_user, '/'), 'UTF8')
    || context_message.body;

comment on function rowseal_private.context_message(bytea) is
  'The bytes that the MAC of a context covers: the label "rowseal context 1", this backend, this transaction, this database and login role, '
  'and the body. What it says of them is worthless in any other transaction. No SET clause, so that it is inlined into its callers. '
  'Parallel restricted: a worker has another pid.';

revoke execute on function rowseal_private.context_message(bytea) from public;
--! EndIncluded functions/sealing/context_message.sql
--! Included functions/sealing/context_body.sql
create or replace function rowseal_private.context_body(workspace_id uuid, user_id uuid, credential_id uuid, scope text) returns text
  language sql stable parallel restricted
  return pg_catalog.concat(
    coalesce(context_body.workspace_id::text, '------------------------------------'), context_body.user_id, context_body.credential_id,
    ' ', nullif(context_body.scope, '') || ' '
  );

comment on function rowseal_private.context_body(uuid, uuid, uuid, text) is
  'What a context says: workspace (36 characters), user (36), session or token (36), then the effective scopes, each between blanks. No SET clause, so '
  'that it is inlined into its callers.';

revoke execute on function rowseal_private.context_body(uuid, uuid, uuid, text) from public;
--! EndIncluded functions/sealing/context_body.sql
--! Included functions/sealing/sealed_context.sql
create or replace function rowseal_private.sealed_context(key_id text, inner_pad bytea, outer_pad bytea, body text) returns text
  language sql stable parallel restricted
  return sealed_context.key_id
    || pg_catalog.encode(
         rowseal_private.hmac_sha256(
           sealed_context.inner_pad, sealed_context.outer_pad,
           rowseal_private.context_message(pg_catalog.convert_to(sealed_context.body, 'UTF8'))
         ), 'hex'
       )
    || sealed_context.body;

comment on function rowseal_private.sealed_context(text, bytea, bytea, text) is
  'What rowseal.context is set to: the id of the key, the MAC that binds the body (rowseal_private.context_body) to this transaction, the body; what '
  'rowseal_private.verified_context reads. Whoever may run this can be anybody: only functions that have judged a credential call it. No SET clause, '
  'so that it is inlined into its callers.';

revoke execute on function rowseal_private.sealed_context(text, bytea, bytea, text) from public;
--! EndIncluded functions/sealing/sealed_context.sql
--! Included functions/sealing/rotate_seal_key.sql
create or replace function rowseal_private.rotate_seal_key() returns text
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_id constant text := encode(rowseal_private.random_bytes(4), 'hex');
begin
  update rowseal_private.seal_keys
     set retires_at = clock_timestamp() + (select settings.access_token_lifetime from rowseal_private.settings as settings) + interval '1 minute'
   where retires_at is null;
  insert into rowseal_private.seal_keys (id, inner_pad, outer_pad)
  select v_id, pads.inner_pad, pads.outer_pad
    from rowseal_private.hmac_pads(rowseal_private.random_bytes(32)) as pads;
  return v_id;
end
$$;

comment on function rowseal_private.rotate_seal_key() is
  'Makes a new seal key the one that seals from now on, and lets the older ones verify until the last access token sealed under them has '
  'expired. Returns the new key''s id. No server needs a restart. After a theft, also set retires_at of the stolen key to now(): every '
  'token under it is refused at once.';

revoke execute on function rowseal_private.rotate_seal_key() from public;
grant execute on function rowseal_private.rotate_seal_key() to rowseal_worker;
--! EndIncluded functions/sealing/rotate_seal_key.sql
--! Included functions/sealing/seal_claims.sql
create or replace function rowseal_private.seal_claims(sub uuid, sid uuid, workspace uuid, scope text, exp bigint)
  returns rowseal_private.claims
  language sql volatile parallel restricted security definer set search_path = ''
begin atomic
  select rowseal_private.sealed_claims(
           key.id, key.inner_pad, key.outer_pad,
           seal_claims.sub, seal_claims.sid, seal_claims.workspace, seal_claims.scope, seal_claims.exp
         )
    from rowseal_private.seal_keys as key
   where key.retires_at is null;
end;

comment on function rowseal_private.seal_claims(uuid, uuid, uuid, text, bigint) is
  'Seals claims under the newest key. Whoever may run this can be anybody: only functions that have authenticated somebody call it.';

revoke execute on function rowseal_private.seal_claims(uuid, uuid, uuid, text, bigint) from public;
--! EndIncluded functions/sealing/seal_claims.sql
--! Included functions/context/effective_scope.sql
create or replace function rowseal_private.effective_scope(user_id uuid, workspace_id uuid, credential_scope text)
  returns table (role text, scope text)
  language sql stable parallel restricted
begin atomic
  select membership.role,
         pg_catalog.array_to_string(
           case when effective_scope.credential_scope is null
             then role.scopes
             else rowseal_private.in_both(role.scopes, pg_catalog.string_to_array(effective_scope.credential_scope, ' '))
           end, ' '
         )
    from rowseal.memberships as membership
    join rowseal.roles as role
      on role.workspace_id = membership.role_workspace_id
     and role.name = membership.role
   where membership.workspace_id = effective_scope.workspace_id
     and membership.user_id = effective_scope.user_id;
end;

comment on function rowseal_private.effective_scope(uuid, uuid, text) is
  'THE permission rule: scopes of a credential (a space-separated list, RFC 6749 section 3.3; null = not limited) that the user''s role '
  'in the workspace grants now. No row: not a member. No SET clause, so that it is inlined into the one query of its callers.';

revoke execute on function rowseal_private.effective_scope(uuid, uuid, text) from public;
--! EndIncluded functions/context/effective_scope.sql
--! Included functions/context/workspace_named.sql
create or replace function rowseal_private.workspace_named(name text) returns uuid
  language plpgsql stable parallel restricted set search_path = ''
as $$
begin
  -- A slug has at most 32 characters, the text of an id 36.
  if length(workspace_named.name) = 36 then
    return workspace_named.name::uuid;
  end if;
  return (select workspace.id from rowseal.workspaces as workspace where workspace.slug = workspace_named.name);
end
$$;

comment on function rowseal_private.workspace_named(text) is
  'The id of the workspace that a caller names by id or slug; null where no workspace has that slug. Whether the caller may enter it is '
  'not decided here. Errors: 22P02 36 characters that are no id.';

revoke execute on function rowseal_private.workspace_named(text) from public;
--! EndIncluded functions/context/workspace_named.sql
--! Included functions/context/enter.sql
create or replace function rowseal.enter(
  sub uuid,
  sid uuid,
  workspace uuid,
  scope text,
  exp bigint,
  seal_key text,
  seal bytea,
  wanted text default null
) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_inner bytea;
  v_outer bytea;
  v_workspace uuid := enter.workspace;
  v_live boolean;
  v_scope text;
  v_context text;
begin
  if current_setting('rowseal.context', true) <> '' then
    raise exception 'this transaction has a principal already' using errcode = 'RS003';
  end if;

  select key.inner_pad, key.outer_pad
    into v_inner, v_outer
    from rowseal_private.seal_keys as key
   where key.id = enter.seal_key
     and (key.retires_at is null or key.retires_at > now());
  -- An unknown key or an absent field makes the comparison null, which is not true.
  if (
    enter.seal = rowseal_private.hmac_sha256(
      v_inner, v_outer, rowseal_private.claims_message(enter.sub, enter.sid, enter.workspace, enter.scope, enter.exp)
    )
    and enter.exp > extract(epoch from clock_timestamp())
  ) is not true then
    raise exception 'the access token is not valid here, or has expired' using errcode = 'RS001';
  end if;

  if enter.wanted is not null then
    v_workspace := rowseal_private.workspace_named(enter.wanted);
    if enter.workspace is not null and v_workspace is distinct from enter.workspace then
      raise exception 'the credential is bound to another workspace' using errcode = 'RS005';
    end if;
  end if;

  select true, effective.scope
    into v_live, v_scope
    from rowseal_private.sessions as session
    join rowseal.users as holder on holder.id = session.user_id
    left join rowseal_private.effective_scope(enter.sub, v_workspace, enter.scope) as effective on true
   where session.user_id = enter.sub
     and session.id = enter.sid
     and session.revoked_at is null
     and session.expires_at > now()
     and holder.disabled_at is null;
  if v_live is null then
    raise exception 'the session has ended' using errcode = 'RS002';
  end if;
  if v_scope is null and (v_workspace is not null or enter.wanted is not null) then
    raise exception 'not a member of this workspace' using errcode = 'RS004';
  end if;

  -- Assigned, not performed: an expression costs a fraction of a query.
  v_context := rowseal_private.context_body(v_workspace, enter.sub, enter.sid, v_scope);
  v_context := set_config('rowseal.context', rowseal_private.sealed_context(enter.seal_key, v_inner, v_outer, v_context), true);
end
$$;

comment on function rowseal.enter(uuid, uuid, uuid, text, bigint, text, bytea, text) is
  'Makes the holder of an access token the principal of this transaction: checks the seal of the claims (sub, sid, workspace, scope, exp in '
  'seconds since 1970, seal_key, seal: rowseal_private.claims), reads session, user, membership and role as they are now, and writes the '
  'sealed context that policies read. wanted is the id or slug of the workspace to work in; null: the one the claims are bound to, or none. '
  'Errors: RS001 not sealed here, or expired; RS002 the session has ended; RS003 a second call; RS004 not a member; RS005 bound to another '
  'workspace; 22P02 wanted is neither an id nor a slug.';

revoke execute on function rowseal.enter(uuid, uuid, uuid, text, bigint, text, bytea, text) from public;
grant execute on function rowseal.enter(uuid, uuid, uuid, text, bigint, text, bytea, text) to rowseal_gateway;
--! EndIncluded functions/context/enter.sql
--! Included functions/context/verified_context.sql
create or replace function rowseal_private.verified_context() returns bytea
  language plpgsql stable parallel restricted
as $$
declare
  v_context constant bytea := pg_catalog.convert_to(pg_catalog.current_setting('rowseal.context', true), 'UTF8');
  v_key_id constant text := pg_catalog.encode(pg_catalog.substr(v_context, 1, 8), 'escape');
  v_inner bytea;
  v_outer bytea;
begin
  -- After a transaction that entered, the setting is '' on this connection and no longer null.
  if v_context operator(pg_catalog.<>) '' then
    select key.inner_pad, key.outer_pad
      into v_inner, v_outer
      from rowseal_private.seal_keys as key
     where key.id operator(pg_catalog.=) v_key_id;
    if (
      pg_catalog.encode(pg_catalog.substr(v_context, 9, 64), 'escape') operator(pg_catalog.=) pg_catalog.encode(
        rowseal_private.hmac_sha256(v_inner, v_outer, rowseal_private.context_message(pg_catalog.substr(v_context, 73))), 'hex'
      )
    ) is not true then
      raise exception 'the context does not belong to this transaction' using errcode = '28000';
    end if;
    return v_context;
  end if;
  return null;
end
$$;

comment on function rowseal_private.verified_context() is
  'The context that rowseal.enter wrote in this very transaction: key id (8), MAC (64), workspace (36), user (36), session (36), then the '
  'effective scopes, each between spaces (rowseal_private.sealed_context); null where nobody entered. Errors: 28000 planted, edited or replayed. No SET clause, because its '
  'callers have one and every policy pays for it.';

revoke execute on function rowseal_private.verified_context() from public;
--! EndIncluded functions/context/verified_context.sql
--! Included functions/context/user_id.sql
create or replace function rowseal.user_id() returns uuid
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
begin
  return encode(substr(rowseal_private.verified_context(), 109, 36), 'escape')::uuid;
end
$$;

comment on function rowseal.user_id() is
  'The user of this transaction; null where nobody entered. In a policy, wrap it: (select rowseal.user_id()). Errors: 28000 bad context.';

revoke execute on function rowseal.user_id() from public;
grant execute on function rowseal.user_id() to rowseal_user;
--! EndIncluded functions/context/user_id.sql
--! Included functions/context/session_id.sql
create or replace function rowseal.session_id() returns uuid
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
begin
  return encode(substr(rowseal_private.verified_context(), 145, 36), 'escape')::uuid;
end
$$;

comment on function rowseal.session_id() is
  'The credential of this transaction: the id of a session, or of a personal access token; null where nobody entered. Errors: 28000 bad context.';

revoke execute on function rowseal.session_id() from public;
grant execute on function rowseal.session_id() to rowseal_user;
--! EndIncluded functions/context/session_id.sql
--! Included functions/context/workspace_id.sql
create or replace function rowseal.workspace_id() returns uuid
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
begin
  return nullif(
    encode(substr(rowseal_private.verified_context(), 73, 36), 'escape'), '------------------------------------'
  )::uuid;
end
$$;

comment on function rowseal.workspace_id() is
  'The workspace of this transaction, whatever the scopes; null where nobody entered or no workspace was named. For column defaults; '
  'a policy uses rowseal.workspace_for. Errors: 28000 bad context.';

revoke execute on function rowseal.workspace_id() from public;
grant execute on function rowseal.workspace_id() to rowseal_user;
--! EndIncluded functions/context/workspace_id.sql
--! Included functions/context/workspace_for.sql
create or replace function rowseal.workspace_for(scope text) returns uuid
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
declare
  v_context constant bytea := rowseal_private.verified_context();
begin
  -- Searched from the blank before the first scope on: before it stand a MAC and ids, which hold none.
  if position(convert_to(' ' || workspace_for.scope || ' ', 'UTF8') in v_context) > 0 then
    return encode(substr(v_context, 73, 36), 'escape')::uuid;
  end if;
  return null;
end
$$;

comment on function rowseal.workspace_for(text) is
  'The workspace of this transaction if the effective scopes hold this one, else null, which matches no row. For the USING clause of '
  'policies that hide, always wrapped so that it runs once a statement: (select rowseal.workspace_for(''notes:read'')). '
  'Errors: 28000 bad context.';

revoke execute on function rowseal.workspace_for(text) from public;
grant execute on function rowseal.workspace_for(text) to rowseal_user;
--! EndIncluded functions/context/workspace_for.sql
--! Included functions/context/has_scope.sql
create or replace function rowseal.has_scope(scope text) returns boolean
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
begin
  return coalesce(position(convert_to(' ' || has_scope.scope || ' ', 'UTF8') in rowseal_private.verified_context()) > 0, false);
end
$$;

comment on function rowseal.has_scope(text) is
  'Whether the effective scopes of this transaction hold this one. False where nobody entered. Never null. Errors: 28000 bad context.';

revoke execute on function rowseal.has_scope(text) from public;
grant execute on function rowseal.has_scope(text) to rowseal_user;
--! EndIncluded functions/context/has_scope.sql
--! Included functions/context/require_scope.sql
create or replace function rowseal.require_scope(scope text) returns uuid
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
declare
  v_context constant bytea := rowseal_private.verified_context();
begin
  if position(convert_to(' ' || require_scope.scope || ' ', 'UTF8') in v_context) > 0 then
    return encode(substr(v_context, 73, 36), 'escape')::uuid;
  end if;
  if v_context is null then
    raise exception 'nobody entered this transaction' using errcode = 'RS008';
  elsif substr(v_context, 73, 1) = '-' then
    raise exception 'no workspace was named' using errcode = 'RS007';
  end if;
  raise exception 'this needs the scope %', require_scope.scope using errcode = 'RS006';
end
$$;

comment on function rowseal.require_scope(text) is
  'The workspace of this transaction if the effective scopes hold this one, else an error: the form for policies of writes and for '
  'functions, where a refusal must be told. Errors: RS006 the scope is missing; RS007 no workspace was named; RS008 nobody entered; '
  '28000 bad context.';

revoke execute on function rowseal.require_scope(text) from public;
grant execute on function rowseal.require_scope(text) to rowseal_user;
--! EndIncluded functions/context/require_scope.sql
--! Included functions/context/effective_scopes.sql
create or replace function rowseal.effective_scopes() returns text[]
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
declare
  v_scope constant text := trim(encode(substr(rowseal_private.verified_context(), 181), 'escape'));
begin
  return case when v_scope <> '' then string_to_array(v_scope, ' ') else '{}' end;
end
$$;

comment on function rowseal.effective_scopes() is
  'What the credential of this transaction may do in its workspace now: its own scopes that the user''s role grants. Empty where nobody '
  'entered or no workspace was named. Errors: 28000 bad context.';

revoke execute on function rowseal.effective_scopes() from public;
grant execute on function rowseal.effective_scopes() to rowseal_user;
--! EndIncluded functions/context/effective_scopes.sql
--! Included functions/me/me.sql
create or replace function rowseal.me() returns jsonb
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  with credential as (
    select session.workspace_id
      from rowseal_private.sessions as session
     where session.user_id = rowseal.user_id() and session.id = rowseal.session_id()
     union all
    select token.workspace_id
      from rowseal_private.personal_access_tokens as token
     where token.user_id = rowseal.user_id() and token.id = rowseal.session_id()
  ), mine as (
    select workspace.id,
           pg_catalog.jsonb_build_object(
             'id', workspace.id, 'slug', workspace.slug, 'name', workspace.name, 'role', membership.role
           ) as shown
      from rowseal.memberships as membership
      join rowseal.workspaces as workspace on workspace.id = membership.workspace_id
      join credential on coalesce(credential.workspace_id, workspace.id) = workspace.id
     where membership.user_id = rowseal.user_id()
  )
  select pg_catalog.jsonb_build_object(
           'user', pg_catalog.jsonb_build_object(
             'id', holder.id, 'email', holder.email, 'email_verified', holder.email_verified_at is not null, 'name', holder.name
           ),
           'session_id', rowseal.session_id(),
           'workspace', (
             select mine.shown || pg_catalog.jsonb_build_object('scopes', rowseal.effective_scopes())
               from mine
              where mine.id = rowseal.workspace_id()
           ),
           'workspaces', coalesce((select pg_catalog.jsonb_agg(mine.shown order by mine.shown ->> 'slug') from mine), '[]')
         )
    from rowseal.users as holder
   where holder.id = rowseal.user_id();
end;

comment on function rowseal.me() is
  'Who this transaction acts for: user, session, the workspace entered with its effective scopes (or null), and the workspaces that the '
  'credential can enter. Null where nobody entered. Errors: 28000 bad context.';

revoke execute on function rowseal.me() from public;
grant execute on function rowseal.me() to rowseal_gateway;
--! EndIncluded functions/me/me.sql
--! Included functions/audit/record_event.sql
create or replace function rowseal_private.record_event(kind text, user_id uuid, workspace_id uuid, details jsonb, ip inet default null) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_id constant uuid := rowseal.uuidv7();
begin
  insert into rowseal_private.audit_events (workspace_id, at, id, kind, user_id, details, ip)
  values (
    coalesce(record_event.workspace_id, '00000000-0000-0000-0000-000000000000'), clock_timestamp(), v_id,
    record_event.kind, record_event.user_id, record_event.details, record_event.ip
  );
  perform pg_notify('rowseal_events', json_build_object('id', v_id, 'kind', record_event.kind)::text);
end
$$;

comment on function rowseal_private.record_event(text, uuid, uuid, jsonb, inet) is
  'Writes an audit event, and announces its id and kind on the channel rowseal_events, both with the caller''s commit. details holds ids and '
  'words, never a credential.';

revoke execute on function rowseal_private.record_event(text, uuid, uuid, jsonb, inet) from public;
--! EndIncluded functions/audit/record_event.sql
--! Included functions/throttling/network_of.sql
create or replace function rowseal_private.network_of(ip inet) returns text
  language sql immutable parallel safe
  return coalesce(
    pg_catalog.text(pg_catalog.network(pg_catalog.set_masklen(network_of.ip, case pg_catalog.family(network_of.ip) when 4 then 24 else 64 end))), '-'
  );

comment on function rowseal_private.network_of(inet) is
  'The network that attempts are counted by: /24 of an IPv4 address, /64 of an IPv6 address, - where the address is not known. Never null.';

revoke execute on function rowseal_private.network_of(inet) from public;
--! EndIncluded functions/throttling/network_of.sql
--! Included functions/throttling/take_attempt.sql
create or replace function rowseal_private.take_attempt(kind text, subject text) returns interval
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_limit rowseal_private.throttle_limits;
  v_wait interval;
begin
  select * into strict v_limit from rowseal_private.throttle_limits as limits where limits.kind = take_attempt.kind;
  insert into rowseal_private.throttles as throttle (kind, subject_hash, attempts, blocked_until, last_attempt_at)
  values (take_attempt.kind, sha256(convert_to(take_attempt.subject, 'UTF8')), 1, '-infinity', clock_timestamp())
  on conflict on constraint throttles_pkey do update
    set attempts = case when throttle.last_attempt_at < clock_timestamp() - v_limit.forgotten_after then 1 else throttle.attempts + 1 end,
        blocked_until = case
          when throttle.last_attempt_at < clock_timestamp() - v_limit.forgotten_after or throttle.attempts < v_limit.free_attempts then '-infinity'
          else clock_timestamp() + least(v_limit.longest_wait, v_limit.first_wait * power(2, least(throttle.attempts - v_limit.free_attempts, 30)))
        end,
        last_attempt_at = clock_timestamp()
    where throttle.blocked_until <= clock_timestamp();
  if found then
    return interval '0';
  end if;
  select throttle.blocked_until - clock_timestamp()
    into v_wait
    from rowseal_private.throttles as throttle
   where throttle.kind = take_attempt.kind
     and throttle.subject_hash = sha256(convert_to(take_attempt.subject, 'UTF8'));
  return greatest(v_wait, interval '1 millisecond');
end
$$;

comment on function rowseal_private.take_attempt(text, text) is
  'Charges one attempt of a kind (rowseal_private.throttle_limits) to a subject before it is judged, in one statement, so that a hundred at once '
  'are a hundred. Zero: go on. More: how long to wait; the attempt was not charged and must not be judged. Waits double with each attempt '
  'beyond the free ones.';

revoke execute on function rowseal_private.take_attempt(text, text) from public;
--! EndIncluded functions/throttling/take_attempt.sql
--! Included functions/throttling/refund_attempt.sql
create or replace function rowseal_private.refund_attempt(kind text, subject text) returns void
  language sql volatile parallel unsafe security definer set search_path = ''
begin atomic
  update rowseal_private.throttles as throttle
     set attempts = greatest(throttle.attempts - 1, 0),
         blocked_until = '-infinity'
   where throttle.kind = refund_attempt.kind
     and throttle.subject_hash = pg_catalog.sha256(pg_catalog.convert_to(refund_attempt.subject, 'UTF8'));
end;

comment on function rowseal_private.refund_attempt(text, text) is
  'Takes back the charge of an attempt that turned out well. The attempts of others on the same subject stay counted.';

revoke execute on function rowseal_private.refund_attempt(text, text) from public;
--! EndIncluded functions/throttling/refund_attempt.sql
--! Included functions/throttling/is_known_network.sql
create or replace function rowseal_private.is_known_network(user_id uuid, ip inet) returns boolean
  language sql stable parallel restricted security definer set search_path = ''
  return exists (
    select from rowseal_private.known_networks as known
     where known.user_id = is_known_network.user_id
       and known.network = rowseal_private.network_of(is_known_network.ip)
  );

comment on function rowseal_private.is_known_network(uuid, inet) is
  'Whether a user has logged in from this network before. Never null.';

revoke execute on function rowseal_private.is_known_network(uuid, inet) from public;
--! EndIncluded functions/throttling/is_known_network.sql
--! Included functions/throttling/take_login_attempt.sql
create or replace function rowseal_private.take_login_attempt(user_id uuid, subject text, ip inet) returns interval
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_network constant text := rowseal_private.network_of(take_login_attempt.ip);
  v_wait interval;
begin
  if rowseal_private.is_known_network(take_login_attempt.user_id, take_login_attempt.ip) then
    return rowseal_private.take_attempt('login_account_at_home', take_login_attempt.subject || ' ' || v_network);
  end if;
  v_wait := rowseal_private.take_attempt('login_network', v_network);
  if v_wait > interval '0' then
    return v_wait;
  end if;
  return rowseal_private.take_attempt('login_account', take_login_attempt.subject);
end
$$;

comment on function rowseal_private.take_login_attempt(uuid, text, inet) is
  'Charges a login before it is judged: to the network and to the account, or, from a network that this user has logged in from, to the two '
  'together and apart from strangers'' attempts. Zero: go on. More: how long to wait.';

revoke execute on function rowseal_private.take_login_attempt(uuid, text, inet) from public;
--! EndIncluded functions/throttling/take_login_attempt.sql
--! Included functions/throttling/refund_login_attempt.sql
create or replace function rowseal_private.refund_login_attempt(user_id uuid, subject text, ip inet) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_network constant text := rowseal_private.network_of(refund_login_attempt.ip);
begin
  if rowseal_private.is_known_network(refund_login_attempt.user_id, refund_login_attempt.ip) then
    delete from rowseal_private.throttles as throttle
     where throttle.kind = 'login_account_at_home'
       and throttle.subject_hash = sha256(convert_to(refund_login_attempt.subject || ' ' || v_network, 'UTF8'));
  else
    perform rowseal_private.refund_attempt('login_network', v_network);
    perform rowseal_private.refund_attempt('login_account', refund_login_attempt.subject);
  end if;
  insert into rowseal_private.known_networks (user_id, network)
  values (refund_login_attempt.user_id, v_network)
  on conflict on constraint known_networks_pkey do nothing;
end
$$;

comment on function rowseal_private.refund_login_attempt(uuid, text, inet) is
  'Takes back the charge of a login that turned out well, and remembers the network as one of the user''s. What strangers tried stays counted.';

revoke execute on function rowseal_private.refund_login_attempt(uuid, text, inet) from public;
--! EndIncluded functions/throttling/refund_login_attempt.sql
--! Included functions/refresh/refresh_secret.sql
create or replace function rowseal_private.refresh_secret(inner_pad bytea, outer_pad bytea, session_id uuid, generation integer, previous bytea)
  returns bytea
  language sql immutable parallel safe
  return rowseal_private.hmac_sha256(
    refresh_secret.inner_pad, refresh_secret.outer_pad,
    '\x726f777365616c20726566726573682031'::bytea || pg_catalog.uuid_send(refresh_secret.session_id)
    || pg_catalog.int4send(refresh_secret.generation) || refresh_secret.previous
  );

comment on function rowseal_private.refresh_secret(bytea, bytea, uuid, integer, bytea) is
  'The 32-byte secret of a generation, derived from the one before it under the label "rowseal refresh 1". Whoever presents the previous '
  'token again gets the identical successor, though only its hash is stored.';

revoke execute on function rowseal_private.refresh_secret(bytea, bytea, uuid, integer, bytea) from public;
--! EndIncluded functions/refresh/refresh_secret.sql
--! Included functions/refresh/refresh_tag.sql
create or replace function rowseal_private.refresh_tag(inner_pad bytea, outer_pad bytea, body bytea) returns bytea
  language sql immutable parallel safe
  return pg_catalog.substr(
    rowseal_private.hmac_sha256(
      refresh_tag.inner_pad, refresh_tag.outer_pad, '\x726f777365616c207265667265736820746167'::bytea || refresh_tag.body
    ), 1, 18
  );

comment on function rowseal_private.refresh_tag(bytea, bytea, bytea) is
  'The 18 bytes that prove a refresh token authentic whatever its age, under the label "rowseal refresh tag": an old generation''s hash is no '
  'longer stored. The body is what stands before the tag: user (16 bytes), session (16), generation (4), secret (32). No SET clause, so that it is '
  'inlined into its callers.';

revoke execute on function rowseal_private.refresh_tag(bytea, bytea, bytea) from public;
--! EndIncluded functions/refresh/refresh_tag.sql
--! Included functions/refresh/format_refresh_token.sql
create or replace function rowseal_private.format_refresh_token(
  inner_pad bytea, outer_pad bytea, user_id uuid, session_id uuid, generation integer, secret bytea
) returns text
  language sql immutable parallel safe
  return rowseal_private.format_token(
    'rsr_',
    pg_catalog.uuid_send(format_refresh_token.user_id) || pg_catalog.uuid_send(format_refresh_token.session_id)
    || pg_catalog.int4send(format_refresh_token.generation) || format_refresh_token.secret
    || rowseal_private.refresh_tag(
      format_refresh_token.inner_pad, format_refresh_token.outer_pad,
      pg_catalog.uuid_send(format_refresh_token.user_id) || pg_catalog.uuid_send(format_refresh_token.session_id)
      || pg_catalog.int4send(format_refresh_token.generation) || format_refresh_token.secret
    )
  );

comment on function rowseal_private.format_refresh_token(bytea, bytea, uuid, uuid, integer, bytea) is
  'A refresh token as text: user (16 bytes), session (16), generation (4), secret (32), tag (18), checksum (4).';

revoke execute on function rowseal_private.format_refresh_token(bytea, bytea, uuid, uuid, integer, bytea) from public;
--! EndIncluded functions/refresh/format_refresh_token.sql
--! Included functions/refresh/rotate_refresh_key.sql
create or replace function rowseal_private.rotate_refresh_key() returns text
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_id constant text := encode(rowseal_private.random_bytes(4), 'hex');
begin
  insert into rowseal_private.refresh_keys (id, inner_pad, outer_pad)
  select v_id, pads.inner_pad, pads.outer_pad
    from rowseal_private.hmac_pads(rowseal_private.random_bytes(32)) as pads;
  return v_id;
end
$$;

comment on function rowseal_private.rotate_refresh_key() is
  'Makes a new key the one that sessions begin with from now on. Running sessions keep theirs. Returns the new key''s id.';

revoke execute on function rowseal_private.rotate_refresh_key() from public;
grant execute on function rowseal_private.rotate_refresh_key() to rowseal_worker;
--! EndIncluded functions/refresh/rotate_refresh_key.sql
--! Included functions/sessions/access_claims.sql
create or replace function rowseal_private.access_claims(session rowseal_private.sessions) returns rowseal_private.claims
  language sql volatile parallel restricted set search_path = ''
  return (
    select rowseal_private.seal_claims(
             (access_claims.session).user_id, (access_claims.session).id, (access_claims.session).workspace_id, (access_claims.session).scope,
             pg_catalog.floor(extract(
               epoch from least((access_claims.session).expires_at, pg_catalog.clock_timestamp() + settings.access_token_lifetime)
             ))::bigint
           )
      from rowseal_private.settings as settings
  );

comment on function rowseal_private.access_claims(rowseal_private.sessions) is
  'Sealed claims for an access token of a session: as limited as the session, and never outliving it.';

revoke execute on function rowseal_private.access_claims(rowseal_private.sessions) from public;
--! EndIncluded functions/sessions/access_claims.sql
--! Included functions/sessions/open_session.sql
create or replace function rowseal_private.open_session(
  user_id uuid,
  workspace_id uuid,
  scope text,
  ip inet,
  user_agent text,
  out claims rowseal_private.claims,
  out refresh_token text
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_secret constant bytea := rowseal_private.random_bytes(32);
  v_key rowseal_private.refresh_keys;
  v_session rowseal_private.sessions;
begin
  select * into strict v_key from rowseal_private.refresh_keys as key order by key.created_at desc limit 1;
  insert into rowseal_private.sessions (user_id, workspace_id, scope, expires_at, refresh_key, refresh_hash, ip, user_agent)
  select open_session.user_id, open_session.workspace_id, open_session.scope, now() + settings.session_lifetime, v_key.id,
         sha256(v_secret), open_session.ip, left(open_session.user_agent, 500)
    from rowseal_private.settings as settings
  returning * into v_session;
  claims := rowseal_private.access_claims(v_session);
  refresh_token := rowseal_private.format_refresh_token(
    v_key.inner_pad, v_key.outer_pad, v_session.user_id, v_session.id, v_session.generation, v_secret
  );
end
$$;

comment on function rowseal_private.open_session(uuid, uuid, text, inet, text) is
  'Starts a session of a user: the sealed claims of its first access token, and its first refresh token, whose hash alone is kept. workspace_id '
  'binds it to one workspace, scope limits it (space-separated; null: not limited). Only functions that have authenticated the user call it.';

revoke execute on function rowseal_private.open_session(uuid, uuid, text, inet, text) from public;
--! EndIncluded functions/sessions/open_session.sql
--! Included functions/sessions/revoke_session.sql
create or replace function rowseal_private.revoke_session(user_id uuid, session_id uuid, reason text, ip inet default null) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  update rowseal_private.sessions as session
     set revoked_at = clock_timestamp()
   where session.user_id = revoke_session.user_id
     and session.id = revoke_session.session_id
     and session.revoked_at is null;
  if not found then
    return false;
  end if;
  perform rowseal_private.record_event(
    'session_revoked', revoke_session.user_id, null,
    jsonb_build_object('session_id', revoke_session.session_id, 'reason', revoke_session.reason), revoke_session.ip
  );
  return true;
end
$$;

comment on function rowseal_private.revoke_session(uuid, uuid, text, inet) is
  'Ends a session for good: its refresh token and, from the next transaction on, its access tokens. False where there was nothing to end. reason '
  'goes into the audit event, in the same commit.';

revoke execute on function rowseal_private.revoke_session(uuid, uuid, text, inet) from public;
grant execute on function rowseal_private.revoke_session(uuid, uuid, text, inet) to rowseal_issuer;
--! EndIncluded functions/sessions/revoke_session.sql
--! Included functions/sessions/revoke_sessions.sql
create or replace function rowseal_private.revoke_sessions(user_id uuid, reason text, spared uuid default null) returns integer
  language sql volatile parallel unsafe security definer set search_path = ''
begin atomic
  select pg_catalog.count(*)::integer
    from rowseal_private.sessions as session
   where session.user_id = revoke_sessions.user_id
     and session.revoked_at is null
     and session.id is distinct from revoke_sessions.spared
     and rowseal_private.revoke_session(session.user_id, session.id, revoke_sessions.reason);
end;

comment on function rowseal_private.revoke_sessions(uuid, text, uuid) is
  'Ends every session of a user but one (spared; null: none is), each with its audit event. Returns how many. reason is for the events.';

revoke execute on function rowseal_private.revoke_sessions(uuid, text, uuid) from public;
--! EndIncluded functions/sessions/revoke_sessions.sql
--! Included functions/sessions/require_account.sql
create or replace function rowseal_private.require_account() returns uuid
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
begin
  if rowseal.user_id() is null then
    raise exception 'nobody entered this transaction' using errcode = 'RS008';
  end if;
  if not exists (
    select from rowseal_private.sessions as session
     where session.user_id = rowseal.user_id() and session.id = rowseal.session_id() and session.scope is null
  ) then
    raise exception 'an account is managed by a session that is not limited to scopes' using errcode = 'RS010';
  end if;
  return rowseal.user_id();
end
$$;

comment on function rowseal_private.require_account() is
  'The user of this transaction, if they came with a session that is not limited to scopes: only such a one may manage the account itself, its '
  'sessions and its password. Errors: RS008 nobody entered; RS010 a personal access token, or a limited session; 28000 bad context.';

revoke execute on function rowseal_private.require_account() from public;
--! EndIncluded functions/sessions/require_account.sql
--! Included functions/sessions/list_sessions.sql
create or replace function rowseal.list_sessions()
  returns table (
    id uuid, current boolean, created_at timestamptz, last_used_at timestamptz, expires_at timestamptz,
    ip inet, user_agent text, workspace_id uuid, scope text
  )
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select mine.id, mine.id = (select rowseal.session_id()), mine.created_at, mine.rotated_at,
         least(mine.expires_at, mine.rotated_at + settings.refresh_idle_lifetime),
         mine.ip, mine.user_agent, mine.workspace_id, mine.scope
    from rowseal_private.sessions as mine
   cross join rowseal_private.settings as settings
   where mine.user_id = (select rowseal_private.require_account())
     and mine.revoked_at is null
     and least(mine.expires_at, mine.rotated_at + settings.refresh_idle_lifetime) > pg_catalog.now()
   order by mine.rotated_at desc, mine.id;
end;

comment on function rowseal.list_sessions() is
  'The caller''s sessions that have not ended, the one used last first. last_used_at is the last refresh, expires_at the moment it ends if it is '
  'not refreshed before. Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.';

revoke execute on function rowseal.list_sessions() from public;
grant execute on function rowseal.list_sessions() to rowseal_gateway;
--! EndIncluded functions/sessions/list_sessions.sql
--! Included functions/sessions/end_session.sql
create or replace function rowseal.end_session(id uuid) returns boolean
  language sql volatile parallel unsafe security definer set search_path = ''
  return rowseal_private.revoke_session(rowseal_private.require_account(), end_session.id, 'ended_by_user');

comment on function rowseal.end_session(uuid) is
  'Ends a session of the caller: from the next transaction on its access tokens and its refresh token are refused. False where there was nothing '
  'to end. Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.';

revoke execute on function rowseal.end_session(uuid) from public;
grant execute on function rowseal.end_session(uuid) to rowseal_gateway;
--! EndIncluded functions/sessions/end_session.sql
--! Included functions/sessions/end_other_sessions.sql
create or replace function rowseal.end_other_sessions() returns integer
  language sql volatile parallel unsafe security definer set search_path = ''
  return rowseal_private.revoke_sessions(rowseal_private.require_account(), 'ended_by_user', rowseal.session_id());

comment on function rowseal.end_other_sessions() is
  'Ends every session of the caller but the one that asks. Returns how many. Errors: RS008 nobody entered; RS010 a personal access token, or a '
  'limited session.';

revoke execute on function rowseal.end_other_sessions() from public;
grant execute on function rowseal.end_other_sessions() to rowseal_gateway;
--! EndIncluded functions/sessions/end_other_sessions.sql
--! Included functions/sessions/log_out.sql
create or replace function rowseal_private.log_out(token text, reason text default 'logged_out', ip inet default null) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_payload constant bytea := rowseal_private.token_payload('rsr_', log_out.token);
  v_user_id constant uuid := encode(substr(v_payload, 1, 16), 'hex')::uuid;
  v_session_id constant uuid := encode(substr(v_payload, 17, 16), 'hex')::uuid;
begin
  -- Authentic is enough: whoever holds an older token of a session may end it, as presenting it at a refresh would.
  if exists (
    select from rowseal_private.sessions as session
      join rowseal_private.refresh_keys as key on key.id = session.refresh_key
     where session.user_id = v_user_id
       and session.id = v_session_id
       and substr(v_payload, 69, 18) = rowseal_private.refresh_tag(key.inner_pad, key.outer_pad, substr(v_payload, 1, 68))
  ) then
    return rowseal_private.revoke_session(v_user_id, v_session_id, log_out.reason, log_out.ip);
  end if;
  return false;
end
$$;

comment on function rowseal_private.log_out(text, text, inet) is
  'Ends the session of a refresh token, whatever the token''s age, if it is authentic. False where there was nothing to end: callers answer both '
  'alike. reason is for the audit event.';

revoke execute on function rowseal_private.log_out(text, text, inet) from public;
grant execute on function rowseal_private.log_out(text, text, inet) to rowseal_issuer;
--! EndIncluded functions/sessions/log_out.sql
--! Included functions/refresh/refresh_denial.sql
create or replace function rowseal_private.refresh_denial(
  session rowseal_private.sessions, settings rowseal_private.settings, presented integer, successor_hash bytea
) returns text
  language sql volatile parallel restricted set search_path = ''
  return case
    when (refresh_denial.session).revoked_at is not null
      or not exists (select from rowseal.users as holder where holder.id = (refresh_denial.session).user_id and holder.disabled_at is null)
      then 'revoked'
    when (refresh_denial.session).expires_at <= pg_catalog.clock_timestamp()
      or (refresh_denial.session).rotated_at <= pg_catalog.clock_timestamp() - (refresh_denial.settings).refresh_idle_lifetime
      then 'expired'
    when (refresh_denial.session).generation = refresh_denial.presented + 1
      and (refresh_denial.session).refresh_hash = refresh_denial.successor_hash
      and pg_catalog.clock_timestamp() < (refresh_denial.session).rotated_at + (refresh_denial.settings).refresh_window
      then 'retried'
    when refresh_denial.presented < (refresh_denial.session).generation then 'reused'
    else 'invalid'
  end;

comment on function rowseal_private.refresh_denial(rowseal_private.sessions, rowseal_private.settings, integer, bytea) is
  'What an authentic refresh token that did not rotate is: revoked, expired, retried, reused or invalid. The session is the locked row; presented '
  'is the token''s generation, successor_hash the hash of the secret that would follow it.';

revoke execute on function rowseal_private.refresh_denial(rowseal_private.sessions, rowseal_private.settings, integer, bytea) from public;
--! EndIncluded functions/refresh/refresh_denial.sql
--! Included functions/refresh/judge_refresh_token.sql
create or replace function rowseal_private.judge_refresh_token(
  token text, ip inet, out status text, out claims rowseal_private.claims, out refresh_token text
)
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_payload constant bytea := rowseal_private.token_payload('rsr_', judge_refresh_token.token);
  v_user_id constant uuid := rowseal_private.uuid_at(v_payload, 1);
  v_session_id constant uuid := rowseal_private.uuid_at(v_payload, 17);
  v_generation constant integer := ('x' || encode(substr(v_payload, 33, 4), 'hex'))::bit(32)::integer;
  v_settings rowseal_private.settings;
  v_key rowseal_private.refresh_keys;
  v_session rowseal_private.sessions;
  v_next bytea;
begin
  status := 'invalid';
  if v_payload is null then
    return;
  end if;
  select key.*
    into v_key
    from rowseal_private.sessions as session
    join rowseal_private.refresh_keys as key on key.id = session.refresh_key
   where session.user_id = v_user_id and session.id = v_session_id;
  -- The tag is judged before anything is locked: who knows a session's id alone can neither change nor hold up anything.
  if not found or substr(v_payload, 69, 18) <> rowseal_private.refresh_tag(v_key.inner_pad, v_key.outer_pad, substr(v_payload, 1, 68)) then
    if rowseal_private.take_attempt('refresh_guess', rowseal_private.network_of(judge_refresh_token.ip)) > interval '0' then
      status := 'throttled';
    end if;
    return;
  end if;

  select * into strict v_settings from rowseal_private.settings;
  v_next := rowseal_private.refresh_secret(v_key.inner_pad, v_key.outer_pad, v_session_id, v_generation + 1, substr(v_payload, 37, 32));
  select * into strict v_session
    from rowseal_private.sessions as session
   where session.user_id = v_user_id and session.id = v_session_id
     for update;
  status := rowseal_private.refresh_denial(v_session, v_settings, v_generation, sha256(v_next));
  if status = 'retried' then
    claims := rowseal_private.access_claims(v_session);
    refresh_token := rowseal_private.format_refresh_token(
      v_key.inner_pad, v_key.outer_pad, v_user_id, v_session_id, v_generation + 1, v_next
    );
  elsif status = 'reused' then
    perform rowseal_private.revoke_session(v_user_id, v_session_id, 'refresh_token_reused', judge_refresh_token.ip);
  end if;
end
$$;

comment on function rowseal_private.judge_refresh_token(text, inet) is
  'What comes of a refresh token that rowseal_private.refresh_session could not rotate: retried with the identical successor, reused with the '
  'session revoked, expired, revoked, invalid or throttled. Called by it alone, in the same transaction.';

revoke execute on function rowseal_private.judge_refresh_token(text, inet) from public;
--! EndIncluded functions/refresh/judge_refresh_token.sql
--! Included functions/refresh/refresh_session.sql
create or replace function rowseal_private.refresh_session(
  token text,
  ip inet default null,
  user_agent text default null,
  out status text,
  out claims rowseal_private.claims,
  out refresh_token text
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  -- user (16 bytes), session (16), generation (4), secret (32), tag (18), checksum (4)
  v_bytes constant bytea := rowseal_private.token_bytes('rsr_', refresh_session.token);
  v_user_id constant uuid := rowseal_private.uuid_at(v_bytes, 1);
  v_session_id constant uuid := rowseal_private.uuid_at(v_bytes, 17);
  v_generation integer;
  v_workspace_id uuid;
  v_scope text;
  v_exp bigint;
  v_seal_key text;
  v_seal_inner bytea;
  v_seal_outer bytea;
  v_inner bytea;
  v_outer bytea;
  v_body bytea;
  v_judged record;
begin
  -- One statement decides: of many that come at once, the first finds its generation and the others do not. It also reads all that the answer is
  -- made of, because each further statement of a function would be set up anew in every transaction. Nothing is locked unless the secret is the one
  -- whose hash is stored; the tag is for tokens whose hash no longer is.
  update rowseal_private.sessions as session
     set generation = session.generation + 1,
         refresh_hash = sha256(
           rowseal_private.refresh_secret(key.inner_pad, key.outer_pad, session.id, session.generation + 1, substr(v_bytes, 37, 32))
         ),
         rotated_at = clock_timestamp(),
         ip = coalesce(refresh_session.ip, session.ip),
         user_agent = coalesce(left(refresh_session.user_agent, 500), session.user_agent)
    from rowseal_private.refresh_keys as key, rowseal.users as holder, rowseal_private.seal_keys as seal, rowseal_private.settings as settings
   where session.user_id = v_user_id
     and session.id = v_session_id
     and int4send(session.generation) = substr(v_bytes, 33, 4)
     and session.refresh_hash = case when rowseal_private.has_checksum('rsr_', v_bytes) then sha256(substr(v_bytes, 37, 32)) end
     and key.id = session.refresh_key
     and session.revoked_at is null
     and session.expires_at > clock_timestamp()
     and session.rotated_at > clock_timestamp() - settings.refresh_idle_lifetime
     and holder.id = session.user_id
     and holder.disabled_at is null
     and seal.retires_at is null
  returning session.generation, session.workspace_id, session.scope,
            floor(extract(epoch from least(session.expires_at, clock_timestamp() + settings.access_token_lifetime)))::bigint,
            seal.id, seal.inner_pad, seal.outer_pad, key.inner_pad, key.outer_pad
       into v_generation, v_workspace_id, v_scope, v_exp, v_seal_key, v_seal_inner, v_seal_outer, v_inner, v_outer;
  if not found then
    select * into v_judged from rowseal_private.judge_refresh_token(refresh_session.token, refresh_session.ip);
    status := v_judged.status;
    claims := v_judged.claims;
    refresh_token := v_judged.refresh_token;
    return;
  end if;

  status := 'rotated';
  claims := rowseal_private.sealed_claims(
    v_seal_key, v_seal_inner, v_seal_outer, v_user_id, v_session_id, v_workspace_id, v_scope, v_exp
  );
  v_body := substr(v_bytes, 1, 32) || int4send(v_generation)
    || rowseal_private.refresh_secret(v_inner, v_outer, v_session_id, v_generation, substr(v_bytes, 37, 32));
  v_body := v_body || rowseal_private.refresh_tag(v_inner, v_outer, v_body);
  refresh_token := rowseal_private.format_token('rsr_', v_body);
end
$$;

comment on function rowseal_private.refresh_session(text, inet, text) is
  'Exchanges a refresh token, and RETURNS what came of it: rotated, with the successor and sealed claims; retried, the token was the one before, '
  'inside the window after its rotation, and gets the identical successor; reused, it was authentic and older, or the window had passed, and '
  'the session has been revoked with it (RFC 9700 section 4.14); expired, by idleness or age; revoked; invalid, and no session has changed; '
  'throttled, invalid like many before it from this network: a genuine token is never held up by the guesses of others. It never '
  'raises for any of these, because that would take the revocation back. What did not rotate is judged by rowseal_private.judge_refresh_token.';

revoke execute on function rowseal_private.refresh_session(text, inet, text) from public;
grant execute on function rowseal_private.refresh_session(text, inet, text) to rowseal_issuer;
--! EndIncluded functions/refresh/refresh_session.sql
--! Included functions/login/password_policy.sql
create or replace function rowseal_private.password_policy(
  out salt bytea, out memory_kib integer, out iterations integer, out parallelism integer
)
  language sql volatile parallel unsafe security definer set search_path = ''
begin atomic
  select rowseal_private.random_bytes(16),
         settings.password_memory_kib, settings.password_iterations, settings.password_parallelism
    from rowseal_private.settings as settings;
end;

comment on function rowseal_private.password_policy() is
  'What a new password is to be derived with: a fresh 16-byte salt and the argon2id (RFC 9106) parameters of this installation.';

revoke execute on function rowseal_private.password_policy() from public;
grant execute on function rowseal_private.password_policy() to rowseal_issuer;
--! EndIncluded functions/login/password_policy.sql
--! Included functions/login/password_challenge.sql
create or replace function rowseal_private.password_challenge(
  address text, out salt bytea, out memory_kib integer, out iterations integer, out parallelism integer
)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select coalesce(password.salt, pg_catalog.substr(decoy.digest, 1, 16)),
         coalesce(password.memory_kib, settings.password_memory_kib),
         coalesce(password.iterations, settings.password_iterations),
         coalesce(password.parallelism, settings.password_parallelism)
    from rowseal_private.settings as settings
   cross join lateral pg_catalog.sha256(
           settings.address_pepper || pg_catalog.convert_to(pg_catalog.lower(password_challenge.address), 'UTF8')
         ) as decoy (digest)
    left join rowseal_private.identities as identity
      on identity.provider = 'password'
     and identity.subject_hash = pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.lower(password_challenge.address), 'UTF8'))
    left join rowseal_private.passwords as password on password.user_id = identity.user_id;
end;

comment on function rowseal_private.password_challenge(text) is
  'What the server derives a key from a typed password with: salt and argon2id (RFC 9106) parameters of the address. An address that '
  'nobody registered gets a salt that is as stable and as random to look at, and the parameters of today.';

revoke execute on function rowseal_private.password_challenge(text) from public;
grant execute on function rowseal_private.password_challenge(text) to rowseal_issuer;
--! EndIncluded functions/login/password_challenge.sql
--! Included functions/login/register_with_password.sql
create or replace function rowseal_private.register_with_password(
  address text, name text, salt bytea, key bytea, memory_kib integer, iterations integer, parallelism integer
) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_subject constant text := lower(register_with_password.address);
  v_user_id uuid;
begin
  if not (select settings.registration_open from rowseal_private.settings as settings) then
    return 'closed';
  end if;
  if octet_length(register_with_password.key) <> 32 then
    raise exception 'a derived key has 32 bytes' using errcode = 'RS120';
  end if;

  -- One statement decides who gets the address; the loser's user row is removed with it.
  insert into rowseal.users (email, name) values (v_subject, register_with_password.name) returning id into v_user_id;
  insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
  values ('password', sha256(convert_to(v_subject, 'UTF8')), v_subject, v_user_id)
  on conflict on constraint identities_pkey do nothing;
  if not found then
    delete from rowseal.users as loser where loser.id = v_user_id;
    return 'taken';
  end if;
  insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations, parallelism)
  values (
    v_user_id, register_with_password.salt, sha256(register_with_password.key), register_with_password.memory_kib,
    register_with_password.iterations, register_with_password.parallelism
  );
  return 'registered';
end
$$;

comment on function rowseal_private.register_with_password(text, text, bytea, bytea, integer, integer, integer) is
  'Creates a user who signs in with a password. key is the 32-byte argon2id key derived with salt and the parameters; only its SHA-256 is '
  'kept. Returns registered, taken (the address has an account: callers must not tell) or closed (by policy). '
  'Errors: RS120 the key has another length; 23514 not an address.';

revoke execute on function rowseal_private.register_with_password(text, text, bytea, bytea, integer, integer, integer) from public;
grant execute on function rowseal_private.register_with_password(text, text, bytea, bytea, integer, integer, integer) to rowseal_issuer;
--! EndIncluded functions/login/register_with_password.sql
--! Included functions/login/log_in.sql
create or replace function rowseal_private.log_in(
  provider text,
  subject text,
  proof bytea,
  workspace text default null,
  scope text default null,
  ip inet default null,
  user_agent text default null,
  replaces text default null,
  out status text,
  out claims rowseal_private.claims,
  out refresh_token text,
  out renewal_due boolean,
  out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_subject constant text := lower(log_in.subject);
  v_user_id uuid;
  v_proven boolean;
  v_renewal_due boolean;
  v_workspace_id uuid;
  v_opened record;
begin
  -- The password provider is the only one so far, and its proof is judged here: a caller's word that somebody logged in counts for nothing.
  select holder.id, password.verifier = sha256(log_in.proof) and holder.disabled_at is null,
         (password.memory_kib, password.iterations, password.parallelism)
           is distinct from (settings.password_memory_kib, settings.password_iterations, settings.password_parallelism)
    into v_user_id, v_proven, v_renewal_due
    from rowseal_private.identities as identity
    join rowseal_private.passwords as password on password.user_id = identity.user_id
    join rowseal.users as holder on holder.id = identity.user_id
   cross join rowseal_private.settings as settings
   where identity.provider = log_in.provider
     and identity.provider = 'password'
     and identity.subject_hash = sha256(convert_to(v_subject, 'UTF8'));

  retry_after := rowseal_private.take_login_attempt(v_user_id, log_in.provider || ' ' || v_subject, log_in.ip);
  if retry_after > interval '0' then
    status := 'throttled';
    return;
  end if;
  retry_after := null;
  if v_proven is not true then
    status := 'denied';
    return;
  end if;
  perform rowseal_private.refund_login_attempt(v_user_id, log_in.provider || ' ' || v_subject, log_in.ip);

  if log_in.workspace is not null then
    v_workspace_id := rowseal_private.workspace_named(log_in.workspace);
    if not exists (
      select from rowseal.memberships as membership
       where membership.workspace_id = v_workspace_id and membership.user_id = v_user_id
    ) then
      status := 'not_a_member';
      return;
    end if;
  end if;

  status := 'ok';
  renewal_due := v_renewal_due;
  perform rowseal_private.log_out(log_in.replaces, 'replaced', log_in.ip);
  select * into v_opened
    from rowseal_private.open_session(v_user_id, v_workspace_id, log_in.scope, log_in.ip, log_in.user_agent);
  claims := v_opened.claims;
  refresh_token := v_opened.refresh_token;
end
$$;

comment on function rowseal_private.log_in(text, text, bytea, text, text, inet, text, text) is
  'Every login. provider and subject name the identity; proof is what the provider''s own rule checks: for password, the 32-byte key derived '
  'with rowseal_private.password_challenge. workspace (id or slug) binds the session to one workspace, scope (space-separated) limits it; replaces '
  'is the refresh token of a session that this login ends (OWASP ASVS 7.2.4). Returns a status: ok with the sealed claims of an access token, a '
  'refresh token, and whether the verifier of the password is due for rowseal_private.renew_verifier; denied for an unknown identity, a wrong '
  'proof and a disabled user alike; throttled with the time to wait, and nothing was judged; not_a_member of that workspace. Errors: 22P02 '
  'workspace is neither an id nor a slug; 23514 scope is not a list of scopes.';

revoke execute on function rowseal_private.log_in(text, text, bytea, text, text, inet, text, text) from public;
grant execute on function rowseal_private.log_in(text, text, bytea, text, text, inet, text, text) to rowseal_issuer;
--! EndIncluded functions/login/log_in.sql
--! Included functions/passwords/password_change_challenge.sql
create or replace function rowseal.password_change_challenge(out salt bytea, out memory_kib integer, out iterations integer, out parallelism integer)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select mine.salt, mine.memory_kib, mine.iterations, mine.parallelism
    from rowseal_private.passwords as mine
   where mine.user_id = (select rowseal_private.require_account());
end;

comment on function rowseal.password_change_challenge() is
  'What the caller''s present password is derived with: salt and argon2id (RFC 9106) parameters; nulls where they have none. '
  'Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.';

revoke execute on function rowseal.password_change_challenge() from public;
grant execute on function rowseal.password_change_challenge() to rowseal_gateway;
--! EndIncluded functions/passwords/password_change_challenge.sql
--! Included functions/passwords/change_password.sql
create or replace function rowseal.change_password(
  current_key bytea, salt bytea, key bytea, memory_kib integer, iterations integer, parallelism integer,
  out status text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
begin
  if octet_length(change_password.key) <> 32 then
    raise exception 'a derived key has 32 bytes' using errcode = 'RS120';
  end if;
  retry_after := rowseal_private.take_attempt('password_change', v_user_id::text);
  if retry_after > interval '0' then
    status := 'throttled';
    return;
  end if;
  retry_after := null;

  update rowseal_private.passwords as mine
     set salt = change_password.salt,
         verifier = sha256(change_password.key),
         memory_kib = change_password.memory_kib,
         iterations = change_password.iterations,
         parallelism = change_password.parallelism,
         changed_at = clock_timestamp()
   where mine.user_id = v_user_id
     and mine.verifier = sha256(change_password.current_key);
  if not found then
    status := 'denied';
    return;
  end if;
  perform rowseal_private.refund_attempt('password_change', v_user_id::text);
  perform rowseal_private.revoke_sessions(v_user_id, 'password_changed', rowseal.session_id());
  perform rowseal_private.record_event('password_changed', v_user_id, null, '{}');
  status := 'changed';
end
$$;

comment on function rowseal.change_password(bytea, bytea, bytea, integer, integer, integer) is
  'Gives the caller another password, and ends their other sessions. current_key is the key derived from the present password with '
  'rowseal.password_change_challenge; key the one from the new password with salt and the parameters, 32 bytes each. Returns a status: changed; denied, '
  'the present password was another; throttled with the time to wait, and nothing was judged. Errors: RS008 nobody entered; RS010 a personal '
  'access token, or a limited session; RS120 the key has another length.';

revoke execute on function rowseal.change_password(bytea, bytea, bytea, integer, integer, integer) from public;
grant execute on function rowseal.change_password(bytea, bytea, bytea, integer, integer, integer) to rowseal_gateway;
--! EndIncluded functions/passwords/change_password.sql
--! Included functions/passwords/renew_verifier.sql
create or replace function rowseal_private.renew_verifier(
  address text, current_key bytea, salt bytea, key bytea, memory_kib integer, iterations integer, parallelism integer
) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  if octet_length(renew_verifier.key) <> 32 then
    raise exception 'a derived key has 32 bytes' using errcode = 'RS120';
  end if;
  update rowseal_private.passwords as password
     set salt = renew_verifier.salt,
         verifier = sha256(renew_verifier.key),
         memory_kib = renew_verifier.memory_kib,
         iterations = renew_verifier.iterations,
         parallelism = renew_verifier.parallelism
    from rowseal_private.identities as identity
   where identity.provider = 'password'
     and identity.subject_hash = sha256(convert_to(lower(renew_verifier.address), 'UTF8'))
     and password.user_id = identity.user_id
     and password.verifier = sha256(renew_verifier.current_key);
  return found;
end
$$;

comment on function rowseal_private.renew_verifier(text, bytea, bytea, bytea, integer, integer, integer) is
  'Exchanges the verifier of a password for one with the parameters of today, after a login that rowseal_private.log_in answered with renewal '
  'due. The password stays the same: current_key proves it, key is derived from it anew with salt and the parameters. False where current_key '
  'is not (or no longer) right. Errors: RS120 the key has another length.';

revoke execute on function rowseal_private.renew_verifier(text, bytea, bytea, bytea, integer, integer, integer) from public;
grant execute on function rowseal_private.renew_verifier(text, bytea, bytea, bytea, integer, integer, integer) to rowseal_issuer;
--! EndIncluded functions/passwords/renew_verifier.sql
--! Included functions/access_tokens/grantable_scope.sql
create or replace function rowseal_private.grantable_scope(scope text) returns text
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
declare
  v_session rowseal_private.sessions;
begin
  select * into v_session
    from rowseal_private.sessions as session
   where session.user_id = rowseal.user_id() and session.id = rowseal.session_id();
  if not found then
    raise exception 'a personal access token cannot make or renew one' using errcode = 'RS010';
  end if;
  if grantable_scope.scope is null then
    return case when v_session.scope is not null then array_to_string(rowseal.effective_scopes(), ' ') end;
  end if;
  if not string_to_array(grantable_scope.scope, ' ') <@ rowseal.effective_scopes() then
    raise exception 'a credential cannot exceed the scopes of who makes it' using errcode = 'RS006';
  end if;
  return grantable_scope.scope;
end
$$;

comment on function rowseal_private.grantable_scope(text) is
  'What the caller may put into a new credential: the scope asked for, if the caller has all of it now; for null, no limit if the caller''s session '
  'has none, else exactly what the caller has. Errors: RS006 more than the caller has; RS010 the caller came with a token.';

revoke execute on function rowseal_private.grantable_scope(text) from public;
--! EndIncluded functions/access_tokens/grantable_scope.sql
--! Included functions/access_tokens/token_expiry.sql
create or replace function rowseal_private.token_expiry(workspace_id uuid, wanted timestamptz) returns timestamptz
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
begin
  if token_expiry.wanted > now()
     and token_expiry.wanted <= now() + (
       select workspace.longest_token_lifetime from rowseal.workspaces as workspace where workspace.id = token_expiry.workspace_id
     )
  then
    return token_expiry.wanted;
  end if;
  raise exception 'a personal access token must expire in the future, within the longest lifetime of its workspace' using errcode = 'RS011';
end
$$;

comment on function rowseal_private.token_expiry(uuid, timestamptz) is
  'The expiry asked for, if the workspace''s policy allows it. Errors: RS011 null, in the past, or beyond the longest lifetime.';

revoke execute on function rowseal_private.token_expiry(uuid, timestamptz) from public;
--! EndIncluded functions/access_tokens/token_expiry.sql
--! Included functions/access_tokens/create_token.sql
create or replace function rowseal.create_token(
  name text,
  expires_at timestamptz,
  scope text default null,
  networks cidr[] default null,
  out id uuid,
  out token text
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('tokens:write');
  v_secret constant bytea := rowseal_private.random_bytes(33);
begin
  id := rowseal.uuidv7();
  token := rowseal_private.format_token('rsp_', uuid_send(rowseal.user_id()) || uuid_send(id) || v_secret);
  insert into rowseal_private.personal_access_tokens (user_id, id, workspace_id, name, scope, networks, secret_hash, last_four, expires_at)
  values (
    rowseal.user_id(), id, v_workspace_id, create_token.name,
    rowseal_private.grantable_scope(create_token.scope), create_token.networks, sha256(v_secret), right(token, 4),
    rowseal_private.token_expiry(v_workspace_id, create_token.expires_at)
  );
  perform rowseal_private.record_event('token_created', rowseal.user_id(), v_workspace_id, jsonb_build_object('token_id', id));
end
$$;

comment on function rowseal.create_token(text, timestamptz, text, cidr[]) is
  'Makes a personal access token of the caller for the workspace entered, and returns it: the only time it can be seen. scope (space-separated) '
  'must be among the caller''s effective scopes; null: as the caller''s session, all that the role grants if that is not limited. networks: serve only '
  'addresses in these. Errors: RS006 lacks tokens:write or a scope asked for; RS007, RS008 nobody entered a workspace; RS010 the caller came with a '
  'token; RS011 expires too late or in the past; 23514 no name, or no scope list.';

revoke execute on function rowseal.create_token(text, timestamptz, text, cidr[]) from public;
grant execute on function rowseal.create_token(text, timestamptz, text, cidr[]) to rowseal_gateway;
--! EndIncluded functions/access_tokens/create_token.sql
--! Included functions/access_tokens/rotate_token.sql
create or replace function rowseal.rotate_token(id uuid, expires_at timestamptz, out token text)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('tokens:write');
  v_secret constant bytea := rowseal_private.random_bytes(33);
  v_scope text;
begin
  select mine.scope
    into v_scope
    from rowseal_private.personal_access_tokens as mine
   where mine.user_id = rowseal.user_id()
     and mine.id = rotate_token.id
     and mine.workspace_id = v_workspace_id
     and mine.revoked_at is null
     for update;
  if not found then
    raise exception 'there is no such token' using errcode = 'RS013';
  end if;
  token := rowseal_private.format_token('rsp_', uuid_send(rowseal.user_id()) || uuid_send(rotate_token.id) || v_secret);
  update rowseal_private.personal_access_tokens as mine
     set secret_hash = sha256(v_secret),
         last_four = right(token, 4),
         scope = rowseal_private.grantable_scope(v_scope),
         expires_at = rowseal_private.token_expiry(v_workspace_id, rotate_token.expires_at)
   where mine.user_id = rowseal.user_id() and mine.id = rotate_token.id;
  perform rowseal_private.record_event('token_rotated', rowseal.user_id(), v_workspace_id, jsonb_build_object('token_id', rotate_token.id));
end
$$;

comment on function rowseal.rotate_token(uuid, timestamptz) is
  'Gives a token of the caller a new secret and expiry, and returns it: the only time it can be seen. The old secret ends at once. '
  'Errors: as rowseal.create_token, and RS013 no such token of the caller here.';

revoke execute on function rowseal.rotate_token(uuid, timestamptz) from public;
grant execute on function rowseal.rotate_token(uuid, timestamptz) to rowseal_gateway;
--! EndIncluded functions/access_tokens/rotate_token.sql
--! Included functions/access_tokens/revoke_token.sql
create or replace function rowseal.revoke_token(id uuid) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('tokens:write');
begin
  update rowseal_private.personal_access_tokens as mine
     set revoked_at = clock_timestamp()
   where mine.user_id = rowseal.user_id()
     and mine.id = revoke_token.id
     and mine.workspace_id = v_workspace_id
     and mine.revoked_at is null;
  if not found then
    return false;
  end if;
  perform rowseal_private.record_event('token_revoked', rowseal.user_id(), v_workspace_id, jsonb_build_object('token_id', revoke_token.id));
  return true;
end
$$;

comment on function rowseal.revoke_token(uuid) is
  'Ends a token of the caller for good. False where there was nothing to end. Errors: RS006 lacks tokens:write; RS007, RS008 nobody entered a '
  'workspace.';

revoke execute on function rowseal.revoke_token(uuid) from public;
grant execute on function rowseal.revoke_token(uuid) to rowseal_gateway;
--! EndIncluded functions/access_tokens/revoke_token.sql
--! Included functions/access_tokens/list_tokens.sql
create or replace function rowseal.list_tokens()
  returns table (
    id uuid, name text, scope text, networks cidr[], last_four text,
    created_at timestamptz, expires_at timestamptz, last_used_at timestamptz, last_used_ip inet, revoked_at timestamptz
  )
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select mine.id, mine.name, mine.scope, mine.networks, mine.last_four,
         mine.created_at, mine.expires_at, mine.last_used_at, mine.last_used_ip, mine.revoked_at
    from rowseal_private.personal_access_tokens as mine
   where mine.user_id = (select rowseal.user_id())
     and mine.workspace_id = (select rowseal.require_scope('tokens:read'))
   order by mine.id;
end;

comment on function rowseal.list_tokens() is
  'The caller''s personal access tokens for the workspace entered, oldest first. Errors: RS006 lacks tokens:read; RS007, RS008 nobody entered a '
  'workspace.';

revoke execute on function rowseal.list_tokens() from public;
grant execute on function rowseal.list_tokens() to rowseal_gateway;
--! EndIncluded functions/access_tokens/list_tokens.sql
--! Included functions/access_tokens/note_token_use.sql
create or replace function rowseal_private.note_token_use(user_id uuid, id uuid, ip inet) returns void
  language sql volatile parallel unsafe set search_path = ''
begin atomic
  update rowseal_private.personal_access_tokens as token
     set last_used_at = pg_catalog.clock_timestamp(), last_used_ip = note_token_use.ip
    from (
      select due.user_id, due.id
        from rowseal_private.personal_access_tokens as due
       where due.user_id = note_token_use.user_id
         and due.id = note_token_use.id
         and coalesce(due.last_used_at < pg_catalog.clock_timestamp() - interval '1 minute', true)
         for update skip locked
    ) as due
   where token.user_id = due.user_id
     and token.id = due.id;
end;

comment on function rowseal_private.note_token_use(uuid, uuid, inet) is
  'Notes when and from where a personal access token was used, unless that was done less than a minute ago or somebody is doing it now: requests '
  'never wait for each other here.';

revoke execute on function rowseal_private.note_token_use(uuid, uuid, inet) from public;
--! EndIncluded functions/access_tokens/note_token_use.sql
--! Included functions/access_tokens/record_token_guess.sql
create or replace function rowseal_private.record_token_guess(ip inet) returns interval
  language sql volatile parallel unsafe security definer set search_path = ''
  return rowseal_private.take_attempt('token_guess', rowseal_private.network_of(record_token_guess.ip));

comment on function rowseal_private.record_token_guess(inet) is
  'Counts a personal access token that rowseal.enter_with_token refused: that refusal raises, so it cannot count itself. Returns how long the '
  'network has to wait, zero while it need not. A genuine token is never held up by the guesses of others.';

revoke execute on function rowseal_private.record_token_guess(inet) from public;
grant execute on function rowseal_private.record_token_guess(inet) to rowseal_issuer;
--! EndIncluded functions/access_tokens/record_token_guess.sql
--! Included functions/access_tokens/refuse_token.sql
create or replace function rowseal_private.refuse_token(token text, ip inet, wanted text) returns void
  language plpgsql stable parallel restricted set search_path = ''
as $$
declare
  v_payload constant bytea := rowseal_private.token_payload('rsp_', refuse_token.token);
  v_workspace_id uuid;
  v_networks cidr[];
begin
  if current_setting('rowseal.context', true) <> '' then
    raise exception 'this transaction has a principal already' using errcode = 'RS003';
  end if;
  select token.workspace_id, token.networks
    into v_workspace_id, v_networks
    from rowseal_private.personal_access_tokens as token
    join rowseal.users as holder on holder.id = token.user_id
   where token.user_id = rowseal_private.uuid_at(v_payload, 1)
     and token.id = rowseal_private.uuid_at(v_payload, 17)
     and token.secret_hash = sha256(substr(v_payload, 33, 33))
     and token.revoked_at is null
     and token.expires_at > clock_timestamp()
     and holder.disabled_at is null;
  if not found then
    raise exception 'the personal access token is not valid' using errcode = 'RS001';
  end if;
  if not coalesce(refuse_token.ip <<= any (v_networks), v_networks is null) then
    raise exception 'the personal access token does not serve this network' using errcode = 'RS012';
  end if;
  if refuse_token.wanted is not null and rowseal_private.workspace_named(refuse_token.wanted) is distinct from v_workspace_id then
    raise exception 'the credential is bound to another workspace' using errcode = 'RS005';
  end if;
  raise exception 'not a member of this workspace' using errcode = 'RS004';
end
$$;

comment on function rowseal_private.refuse_token(text, inet, text) is
  'Says why rowseal.enter_with_token lets nobody in, and always raises. Errors: those of rowseal.enter_with_token.';

revoke execute on function rowseal_private.refuse_token(text, inet, text) from public;
--! EndIncluded functions/access_tokens/refuse_token.sql
--! Included functions/context/enter_with_token.sql
create or replace function rowseal.enter_with_token(token text, ip inet default null, wanted text default null) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  -- user (16 bytes), token (16), secret (33), checksum (4)
  v_bytes constant bytea := rowseal_private.token_bytes('rsp_', enter_with_token.token);
  v_user_id constant uuid := rowseal_private.uuid_at(v_bytes, 1);
  v_token_id constant uuid := rowseal_private.uuid_at(v_bytes, 17);
  v_workspace_id uuid;
  v_key_id text;
  v_inner bytea;
  v_outer bytea;
  v_context text;
  v_is_due boolean;
begin
  -- One statement, and one condition after it, because each is set up anew in every transaction: which of many reasons there is to refuse is
  -- looked into only where there is one.
  select token.workspace_id, key.id, key.inner_pad, key.outer_pad,
         rowseal_private.context_body(token.workspace_id, token.user_id, token.id, effective.scope),
         coalesce(token.last_used_at < clock_timestamp() - interval '1 minute', true)
    into v_workspace_id, v_key_id, v_inner, v_outer, v_context, v_is_due
    from rowseal_private.personal_access_tokens as token
    join rowseal.users as holder on holder.id = token.user_id
   cross join lateral rowseal_private.effective_scope(token.user_id, token.workspace_id, token.scope) as effective
    join rowseal_private.seal_keys as key on key.retires_at is null
   where token.user_id = v_user_id
     and token.id = v_token_id
     and token.secret_hash = case when rowseal_private.has_checksum('rsp_', v_bytes) then sha256(substr(v_bytes, 33, 33)) end
     and token.revoked_at is null
     and token.expires_at > clock_timestamp()
     and holder.disabled_at is null
     and coalesce(enter_with_token.ip <<= any (token.networks), token.networks is null);
  if v_context is null
     or enter_with_token.wanted is not null and rowseal_private.workspace_named(enter_with_token.wanted) is distinct from v_workspace_id
     or current_setting('rowseal.context', true) <> ''
  then
    perform rowseal_private.refuse_token(enter_with_token.token, enter_with_token.ip, enter_with_token.wanted);
  end if;
  -- Assigned, not performed: an expression costs a fraction of a query.
  v_context := set_config('rowseal.context', rowseal_private.sealed_context(v_key_id, v_inner, v_outer, v_context), true);
  if v_is_due and current_setting('transaction_read_only') = 'off' then
    perform rowseal_private.note_token_use(v_user_id, v_token_id, enter_with_token.ip);
  end if;
end
$$;

comment on function rowseal.enter_with_token(text, inet, text) is
  'Makes the holder of a personal access token (rsp_…) the principal of this transaction, in its workspace, as rowseal.enter does for an access '
  'token: user, membership and role are read as they are now. ip is the caller''s address; wanted, the id or slug of the workspace, may only repeat '
  'what the token is bound to. The use is noted at most once a minute. Errors: RS001 unknown, revoked, expired, or its user disabled; RS003 a second '
  'call; RS004 not a member; RS005 another workspace; RS012 another network; 22P02 wanted is neither an id nor a slug.';

revoke execute on function rowseal.enter_with_token(text, inet, text) from public;
grant execute on function rowseal.enter_with_token(text, inet, text) to rowseal_gateway;
--! EndIncluded functions/context/enter_with_token.sql
--! Included functions/members/require_role_within.sql
create or replace function rowseal_private.require_role_within(workspace_id uuid, name text) returns void
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
declare
  v_scopes text[];
begin
  select role.scopes into v_scopes
    from rowseal.roles as role
   where role.workspace_id = require_role_within.workspace_id and role.name = require_role_within.name;
  if not found then
    raise exception 'there is no such role' using errcode = 'RS013';
  end if;
  if not v_scopes <@ rowseal.effective_scopes() then
    raise exception 'nobody can give or take a role above their own scopes' using errcode = 'RS006';
  end if;
end
$$;

comment on function rowseal_private.require_role_within(uuid, text) is
  'Refuses unless the caller now has every scope of a role. Errors: RS006 the role is above the caller; RS013 no such role.';

revoke execute on function rowseal_private.require_role_within(uuid, text) from public;
--! EndIncluded functions/members/require_role_within.sql
--! Included functions/members/changeable_membership.sql
create or replace function rowseal_private.changeable_membership(user_id uuid) returns rowseal.memberships
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_workspace_id constant uuid := case
    when changeable_membership.user_id = rowseal.user_id() then rowseal.workspace_id()
    else rowseal.require_scope('members:write')
  end;
  v_membership rowseal.memberships;
begin
  -- Every change of who belongs to a workspace takes this row first, so that two owners cannot remove each other at once.
  perform from rowseal.workspaces as workspace where workspace.id = v_workspace_id for update;
  select * into v_membership
    from rowseal.memberships as membership
   where membership.workspace_id = v_workspace_id and membership.user_id = changeable_membership.user_id
     for update;
  if not found then
    raise exception 'there is no such member' using errcode = 'RS013';
  end if;
  if changeable_membership.user_id <> rowseal.user_id() then
    perform rowseal_private.require_role_within(v_membership.role_workspace_id, v_membership.role);
  end if;
  return v_membership;
end
$$;

comment on function rowseal_private.changeable_membership(uuid) is
  'The membership of a user in the workspace entered, locked, if the caller may change it: their own, or with members:write one whose role has '
  'no scope that the caller lacks. Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such member.';

revoke execute on function rowseal_private.changeable_membership(uuid) from public;
--! EndIncluded functions/members/changeable_membership.sql
--! Included functions/members/set_member_role.sql
create or replace function rowseal.set_member_role(user_id uuid, role text) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_membership constant rowseal.memberships := rowseal_private.changeable_membership(set_member_role.user_id);
begin
  perform rowseal_private.require_role_within(
    case when set_member_role.role in ('owner', 'admin', 'member', 'viewer')
      then '00000000-0000-0000-0000-000000000000'
      else v_membership.workspace_id
    end, set_member_role.role
  );
  update rowseal.memberships as membership
     set role = set_member_role.role
   where membership.workspace_id = v_membership.workspace_id and membership.user_id = set_member_role.user_id;
  perform rowseal_private.record_event(
    'member_role_changed', rowseal.user_id(), v_membership.workspace_id,
    jsonb_build_object('user_id', set_member_role.user_id, 'from', v_membership.role, 'to', set_member_role.role)
  );
end
$$;

comment on function rowseal.set_member_role(uuid, text) is
  'Gives a member of the workspace entered another role. With members:write; neither the role that is given nor the one that is taken may have a '
  'scope that the caller lacks. Anybody may lower themselves. Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such '
  'member or role; RS014 the last owner stays.';

revoke execute on function rowseal.set_member_role(uuid, text) from public;
grant execute on function rowseal.set_member_role(uuid, text) to rowseal_gateway;
--! EndIncluded functions/members/set_member_role.sql
--! Included functions/members/remove_member.sql
create or replace function rowseal.remove_member(user_id uuid) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_membership constant rowseal.memberships := rowseal_private.changeable_membership(remove_member.user_id);
begin
  -- The member's personal access tokens for this workspace go with the row, by foreign key.
  delete from rowseal.memberships as membership
   where membership.workspace_id = v_membership.workspace_id and membership.user_id = remove_member.user_id;
  perform rowseal_private.record_event(
    'member_removed', rowseal.user_id(), v_membership.workspace_id, jsonb_build_object('user_id', remove_member.user_id)
  );
end
$$;

comment on function rowseal.remove_member(uuid) is
  'Removes a member from the workspace entered, and with them their personal access tokens for it, in one statement. With members:write and no '
  'scope less than theirs; anybody may leave. Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such member; '
  'RS014 the last owner stays.';

revoke execute on function rowseal.remove_member(uuid) from public;
grant execute on function rowseal.remove_member(uuid) to rowseal_gateway;
--! EndIncluded functions/members/remove_member.sql
--! Included functions/members/define_role.sql
create or replace function rowseal.define_role(name text, scopes text[]) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('members:write');
begin
  if exists (select from rowseal.roles as role where role.workspace_id = v_workspace_id and role.name = define_role.name) then
    perform rowseal_private.require_role_within(v_workspace_id, define_role.name);
  end if;
  if not define_role.scopes <@ rowseal.effective_scopes() then
    raise exception 'a role cannot exceed the scopes of who defines it' using errcode = 'RS006';
  end if;
  insert into rowseal.roles (workspace_id, name, scopes)
  values (v_workspace_id, define_role.name, define_role.scopes)
  on conflict on constraint roles_pkey do update set scopes = excluded.scopes;
  perform rowseal_private.record_event(
    'role_defined', rowseal.user_id(), v_workspace_id, jsonb_build_object('role', define_role.name, 'scopes', define_role.scopes)
  );
end
$$;

comment on function rowseal.define_role(text, text[]) is
  'Adds a role of the workspace entered, or changes its scopes. With members:write; neither its old nor its new scopes may be above the caller''s. '
  'Takes effect on the next transaction of everybody who has it. Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; '
  '23514 a built-in name, or no list of scopes.';

revoke execute on function rowseal.define_role(text, text[]) from public;
grant execute on function rowseal.define_role(text, text[]) to rowseal_gateway;
--! EndIncluded functions/members/define_role.sql
--! Included functions/members/keep_an_owner.sql
create or replace function rowseal_private.keep_an_owner() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  perform from rowseal.workspaces as workspace where workspace.id = old.workspace_id for update;
  -- No workspace: it is being deleted, and its members with it.
  if found and not exists (
    select from rowseal.memberships as membership where membership.workspace_id = old.workspace_id and membership.role = 'owner'
  ) then
    raise exception 'the last owner of a workspace stays' using errcode = 'RS014';
  end if;
  return null;
end
$$;

comment on function rowseal_private.keep_an_owner() is
  'Trigger: the last owner of a workspace cannot leave, be demoted or be deleted, whoever asks and in whatever SQL. The workspace''s row is the '
  'lock, so that two at once are judged one after the other. Errors: RS014.';

revoke execute on function rowseal_private.keep_an_owner() from public;
--! EndIncluded functions/members/keep_an_owner.sql
--! Included functions/housekeeping/purge.sql
create or replace function rowseal_private.purge(batch integer default 1000) returns integer
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_settings rowseal_private.settings;
  v_purged integer;
  v_total integer := 0;
begin
  select * into strict v_settings from rowseal_private.settings;

  delete from rowseal_private.sessions as session
   using (
     select due.user_id, due.id
       from rowseal_private.sessions as due
      where due.expires_at < now() or due.revoked_at < now() - v_settings.kept_after_end
      limit purge.batch
        for update skip locked
   ) as due
   where session.user_id = due.user_id and session.id = due.id;
  get diagnostics v_purged = row_count;
  v_total := v_total + v_purged;

  delete from rowseal_private.personal_access_tokens as token
   using (
     select due.user_id, due.id
       from rowseal_private.personal_access_tokens as due
      where least(due.expires_at, due.revoked_at) < now() - v_settings.kept_after_end
      limit purge.batch
        for update skip locked
   ) as due
   where token.user_id = due.user_id and token.id = due.id;
  get diagnostics v_purged = row_count;
  v_total := v_total + v_purged;

  delete from rowseal_private.throttles as throttle
   using (
     select due.kind, due.subject_hash
       from rowseal_private.throttles as due
       join rowseal_private.throttle_limits as limits on limits.kind = due.kind
      where due.last_attempt_at < now() - limits.forgotten_after and due.blocked_until < now()
      limit purge.batch
        for update of due skip locked
   ) as due
   where throttle.kind = due.kind and throttle.subject_hash = due.subject_hash;
  get diagnostics v_purged = row_count;
  return v_total + v_purged;
end
$$;

comment on function rowseal_private.purge(integer) is
  'Removes what has ended: sessions, personal access tokens, counters of attempts; at most batch of each, and none that somebody is using. Returns '
  'how many, so that the caller goes on until nothing is left.';

revoke execute on function rowseal_private.purge(integer) from public;
grant execute on function rowseal_private.purge(integer) to rowseal_worker;
--! EndIncluded functions/housekeeping/purge.sql
--! Included functions/housekeeping/ensure_audit_partitions.sql
create or replace function rowseal_private.ensure_audit_partitions(months integer default 2) returns integer
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_month date;
  v_made integer := 0;
begin
  perform set_config('lock_timeout', '2s', true);
  for i in 0 .. ensure_audit_partitions.months loop
    v_month := (date_trunc('month', now() at time zone 'UTC') + make_interval(months => i))::date;
    if to_regclass(format('rowseal_private.audit_events_%s', to_char(v_month, 'YYYYMM'))) is null then
      execute format(
        'create table rowseal_private.audit_events_%s partition of rowseal_private.audit_events for values from (%L) to (%L)',
        to_char(v_month, 'YYYYMM'), v_month::timestamp at time zone 'UTC', (v_month + interval '1 month')::timestamp at time zone 'UTC'
      );
      v_made := v_made + 1;
    end if;
  end loop;
  return v_made;
end
$$;

comment on function rowseal_private.ensure_audit_partitions(integer) is
  'Makes the monthly partitions of audit events that are missing, from this month to as many ahead, under a lock timeout of 2 s. Returns how many '
  'it made. Old months are dropped, not deleted from. Errors: 55P03 the lock was not to be had; try again.';

revoke execute on function rowseal_private.ensure_audit_partitions(integer) from public;
grant execute on function rowseal_private.ensure_audit_partitions(integer) to rowseal_worker;
--! EndIncluded functions/housekeeping/ensure_audit_partitions.sql
--! Included functions/keys/announce_signing_keys.sql
create or replace function rowseal_private.announce_signing_keys() returns trigger
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
begin
  perform pg_notify('rowseal_keys', '');
  return null;
end
$$;

comment on function rowseal_private.announce_signing_keys() is
  'Trigger: tells the servers, with the commit, that signing keys have changed, whoever changed them. It only hastens what their poll would find.';

revoke execute on function rowseal_private.announce_signing_keys() from public;
--! EndIncluded functions/keys/announce_signing_keys.sql
--! Included functions/keys/list_signing_keys.sql
create or replace function rowseal_private.list_signing_keys()
  returns table (
    id text, algorithm text, state text, public_jwk jsonb, private_jwe text, state_changed_at timestamptz, changes_at timestamptz
  )
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select key.id, key.algorithm, key.state, key.public_jwk, key.private_jwe, key.state_changed_at,
         key.state_changed_at + case key.state
           when 'next' then settings.signing_key_lead
           when 'current' then settings.signing_key_rotation
           when 'retiring' then settings.signing_key_retirement
         end
    from rowseal_private.signing_keys as key
   cross join rowseal_private.settings as settings
   where key.state <> 'gone'
   order by key.created_at, key.id;
end;

comment on function rowseal_private.list_signing_keys() is
  'The JWT signing keys that are not gone, private parts wrapped (compact JWE, RFC 7516) under a master key that the database never sees. '
  'changes_at: from when a next key may sign, when a current one is due to retire, when a retiring one will be gone.';

revoke execute on function rowseal_private.list_signing_keys() from public;
grant execute on function rowseal_private.list_signing_keys() to rowseal_issuer, rowseal_worker;
--! EndIncluded functions/keys/list_signing_keys.sql
--! Included functions/keys/add_signing_key.sql
create or replace function rowseal_private.add_signing_key(id text, algorithm text, public_jwk jsonb, private_jwe text) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_state text;
begin
  lock table rowseal_private.signing_keys in share row exclusive mode;
  v_state := case
    when not exists (
      select from rowseal_private.signing_keys as key where key.algorithm = add_signing_key.algorithm and key.state = 'current'
    ) then 'current'
    when not exists (
      select from rowseal_private.signing_keys as key where key.algorithm = add_signing_key.algorithm and key.state = 'next'
    ) then 'next'
  end;
  if v_state is null then
    return null;
  end if;
  insert into rowseal_private.signing_keys (id, algorithm, state, public_jwk, private_jwe)
  values (add_signing_key.id, add_signing_key.algorithm, v_state, add_signing_key.public_jwk, add_signing_key.private_jwe);
  perform rowseal_private.record_event(
    'signing_key_added', null, null,
    jsonb_build_object('id', add_signing_key.id, 'algorithm', add_signing_key.algorithm, 'state', v_state)
  );
  return v_state;
end
$$;

comment on function rowseal_private.add_signing_key(text, text, jsonb, text) is
  'Takes a key in and returns its state: the first of an algorithm becomes current, having nothing to follow; another becomes next. Null where the '
  'algorithm has both, so that of many servers that offer one at once one wins. id is the RFC 7638 thumbprint, private_jwe the wrapped private JWK. '
  'Errors: 23514 a private member in public_jwk, not a JWE, or a kty that does not fit the algorithm; 23505 a key that was here before.';

revoke execute on function rowseal_private.add_signing_key(text, text, jsonb, text) from public;
grant execute on function rowseal_private.add_signing_key(text, text, jsonb, text) to rowseal_issuer, rowseal_worker;
--! EndIncluded functions/keys/add_signing_key.sql
--! Included functions/keys/rotate_signing_key.sql
create or replace function rowseal_private.rotate_signing_key(id text, at_once boolean default false) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_algorithm text;
  v_next rowseal_private.signing_keys;
begin
  lock table rowseal_private.signing_keys in share row exclusive mode;
  select key.algorithm into v_algorithm
    from rowseal_private.signing_keys as key
   where key.id = rotate_signing_key.id and key.state = 'current';
  if not found then
    return 'not_current';
  end if;
  select * into v_next from rowseal_private.signing_keys as key where key.algorithm = v_algorithm and key.state = 'next';
  if not found then
    return 'no_next';
  end if;
  if not rotate_signing_key.at_once
     and v_next.state_changed_at + (select settings.signing_key_lead from rowseal_private.settings as settings) > now() then
    return 'too_early';
  end if;
  update rowseal_private.signing_keys as key set state = 'retiring', state_changed_at = now() where key.id = rotate_signing_key.id;
  update rowseal_private.signing_keys as key set state = 'current', state_changed_at = now() where key.id = v_next.id;
  perform rowseal_private.record_event(
    'signing_key_rotated', null, null,
    jsonb_build_object('algorithm', v_algorithm, 'from', rotate_signing_key.id, 'to', v_next.id, 'at_once', rotate_signing_key.at_once)
  );
  return 'rotated';
end
$$;

comment on function rowseal_private.rotate_signing_key(text, boolean) is
  'Puts the next key in the place of a current one, which retires. Returns rotated; no_next: add one first; too_early: the next key has not been '
  'published for signing_key_lead yet, which at_once disregards; not_current: the key named is not current (any more), so that of many callers who '
  'mean the same rotation one makes it.';

revoke execute on function rowseal_private.rotate_signing_key(text, boolean) from public;
grant execute on function rowseal_private.rotate_signing_key(text, boolean) to rowseal_worker;
--! EndIncluded functions/keys/rotate_signing_key.sql
--! Included functions/keys/end_signing_key.sql
create or replace function rowseal_private.end_signing_key(id text, reason text) returns void
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
begin
  update rowseal_private.signing_keys as key
     set state = 'gone', private_jwe = null, state_changed_at = now()
   where key.id = end_signing_key.id;
  perform rowseal_private.record_event(
    'signing_key_gone', null, null, jsonb_build_object('id', end_signing_key.id, 'reason', end_signing_key.reason)
  );
end
$$;

comment on function rowseal_private.end_signing_key(text, text) is
  'Lets a key count for nothing from the commit on, and forgets its private part. For revoke_signing_key and advance_signing_keys.';

revoke execute on function rowseal_private.end_signing_key(text, text) from public;
--! EndIncluded functions/keys/end_signing_key.sql
--! Included functions/keys/revoke_signing_key.sql
create or replace function rowseal_private.revoke_signing_key(id text) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_state text;
begin
  lock table rowseal_private.signing_keys in share row exclusive mode;
  select key.state into v_state from rowseal_private.signing_keys as key where key.id = revoke_signing_key.id;
  case
    when v_state = 'current' then
      return 'current';
    when v_state in ('next', 'retiring') then
      perform rowseal_private.end_signing_key(revoke_signing_key.id, 'revoked');
      return 'revoked';
    else
      return 'unknown';
  end case;
end
$$;

comment on function rowseal_private.revoke_signing_key(text) is
  'Ends a key before its time, for a key that was stolen: every server refuses its tokens within a second. Returns revoked; current: rotate first, '
  'because something must sign; unknown: no such key, or gone already.';

revoke execute on function rowseal_private.revoke_signing_key(text) from public;
grant execute on function rowseal_private.revoke_signing_key(text) to rowseal_worker;
--! EndIncluded functions/keys/revoke_signing_key.sql
--! Included functions/keys/advance_signing_keys.sql
create or replace function rowseal_private.advance_signing_keys() returns setof text
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_settings rowseal_private.settings;
  v_id text;
begin
  lock table rowseal_private.signing_keys in share row exclusive mode;
  select * into strict v_settings from rowseal_private.settings;
  for v_id in
    select key.id from rowseal_private.signing_keys as key
     where key.state = 'retiring' and key.state_changed_at + v_settings.signing_key_retirement <= now()
  loop
    perform rowseal_private.end_signing_key(v_id, 'retired');
  end loop;
  for v_id in
    select key.id from rowseal_private.signing_keys as key
     where key.state = 'current' and key.state_changed_at + v_settings.signing_key_rotation <= now()
  loop
    perform rowseal_private.rotate_signing_key(v_id);
  end loop;
  delete from rowseal_private.signing_keys as key
   where key.state = 'gone' and key.state_changed_at + v_settings.kept_after_end <= now();
  return query
    select key.algorithm from rowseal_private.signing_keys as key where key.state = 'current'
    except
    select key.algorithm from rowseal_private.signing_keys as key where key.state = 'next';
end
$$;

comment on function rowseal_private.advance_signing_keys() is
  'Moves on every key whose time has come: retiring ones end, current ones make room for the next, ended ones are forgotten after kept_after_end. '
  'Returns the algorithms that lack a next key: the caller makes it, because the database cannot, and hands it to add_signing_key. There is '
  'always to be one, published long before it is needed, so that a rotation never has to wait.';

revoke execute on function rowseal_private.advance_signing_keys() from public;
grant execute on function rowseal_private.advance_signing_keys() to rowseal_worker;
--! EndIncluded functions/keys/advance_signing_keys.sql
--! Included functions/protect/protect.sql
create or replace function rowseal.protect(relation regclass, workspace name, read text, write text) returns void
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_column smallint;
  v_command record;
begin
  select attribute.attnum
    into v_column
    from pg_catalog.pg_class as class
    join pg_catalog.pg_attribute as attribute on attribute.attrelid = class.oid
   where class.oid = protect.relation
     and class.relkind in ('r', 'p')
     and attribute.attname = protect.workspace
     and attribute.attnotnull
     and attribute.atttypid = 'uuid'::pg_catalog.regtype;
  if v_column is null then
    raise exception '% is no table with a column % of type uuid not null', protect.relation, protect.workspace using errcode = 'RS111';
  end if;
  if not exists (
    select from pg_catalog.pg_index as index where index.indrelid = protect.relation and index.indisvalid and index.indkey[0] = v_column
  ) then
    raise exception '% has no index that starts with %', protect.relation, protect.workspace
      using errcode = 'RS112', hint = 'Make the primary key (workspace_id, id), or create such an index first.';
  end if;
  if exists (
    select from (values (protect.read), (protect.write)) as needed (scope)
     where not exists (select from rowseal.scopes where scopes.name = needed.scope)
  ) then
    raise exception '% or % is not in the catalogue of scopes', protect.read, protect.write
      using errcode = 'RS113', hint = 'Call rowseal.define_scope first.';
  end if;
  if exists (
    select
      from pg_catalog.pg_class as class
     cross join lateral pg_catalog.aclexplode(class.relacl) as acl
     where class.oid = protect.relation
       and (
         acl.grantee = 0
         or acl.grantee in ('rowseal_user'::pg_catalog.regrole, 'rowseal_gateway'::pg_catalog.regrole)
           and acl.privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
       )
  ) then
    raise exception '% is granted to PUBLIC, or with TRUNCATE, REFERENCES, TRIGGER or MAINTAIN', protect.relation
      using errcode = 'RS114', hint = 'Row-level security does not cover these. Grant SELECT, INSERT, UPDATE and DELETE to rowseal_user only.';
  end if;

  execute format('alter table %s enable row level security', protect.relation);
  execute format('alter table %s force row level security', protect.relation);
  for v_command in
    select *
      from (values
        ('select', 'using', 'workspace_for', protect.read),
        ('insert', 'with check', 'require_scope', protect.write),
        ('update', 'using', 'require_scope', protect.write),
        ('delete', 'using', 'require_scope', protect.write)
      ) as command (name, clause, gate, scope)
  loop
    execute format('drop policy if exists %I on %s', 'rowseal_' || v_command.name, protect.relation);
    execute format(
      'create policy %I on %s for %s to rowseal_user %s (%I = (select rowseal.%I(%L)))',
      'rowseal_' || v_command.name, protect.relation, v_command.name, v_command.clause, protect.workspace, v_command.gate, v_command.scope
    );
  end loop;
end
$$;

comment on function rowseal.protect(regclass, name, text, text) is
  'Makes a table of an application belong to workspaces: row-level security enabled and forced, and one policy a command, named '
  'rowseal_<command>, that compares the column workspace with the workspace of the transaction. Without the scope read no row is seen; '
  'without the scope write a write is refused aloud (RS006). The policies are its record: they are dumped, dropped and audited with the '
  'table. Run as the table''s owner, again after a change of scopes. Errors: RS111 no such column; RS112 no index that starts with it; '
  'RS113 a scope is not in the catalogue; RS114 a grant that row-level security does not cover; 42501 not the owner.';

revoke execute on function rowseal.protect(regclass, name, text, text) from public;
--! EndIncluded functions/protect/protect.sql
--! Included policies/users.sql
alter table rowseal.users enable row level security;
alter table rowseal.users force row level security;

drop policy if exists all_owner on rowseal.users;
create policy all_owner on rowseal.users to rowseal_owner using (true) with check (true);

drop policy if exists select_self_and_members on rowseal.users;
create policy select_self_and_members on rowseal.users for select to rowseal_user
  using (
    id = (select rowseal.user_id())
    or id in (
      select membership.user_id from rowseal.memberships as membership
       where membership.workspace_id = (select rowseal.workspace_for('members:read'))
    )
  );

revoke all on rowseal.users from public, rowseal_user;
grant select (id, email, name, created_at) on rowseal.users to rowseal_user;
--! EndIncluded policies/users.sql
--! Included policies/workspaces.sql
alter table rowseal.workspaces enable row level security;
alter table rowseal.workspaces force row level security;

drop policy if exists all_owner on rowseal.workspaces;
create policy all_owner on rowseal.workspaces to rowseal_owner using (true) with check (true);

drop policy if exists select_entered on rowseal.workspaces;
create policy select_entered on rowseal.workspaces for select to rowseal_user
  using (id = (select rowseal.workspace_id()));

revoke all on rowseal.workspaces from public, rowseal_user;
grant select on rowseal.workspaces to rowseal_user;
--! EndIncluded policies/workspaces.sql
--! Included policies/memberships.sql
alter table rowseal.memberships enable row level security;
alter table rowseal.memberships force row level security;

drop policy if exists all_owner on rowseal.memberships;
create policy all_owner on rowseal.memberships to rowseal_owner using (true) with check (true);

drop policy if exists select_members on rowseal.memberships;
create policy select_members on rowseal.memberships for select to rowseal_user
  using (workspace_id = (select rowseal.workspace_for('members:read')));

revoke all on rowseal.memberships from public, rowseal_user;
grant select (workspace_id, user_id, role, created_at) on rowseal.memberships to rowseal_user;
--! EndIncluded policies/memberships.sql
--! Included policies/roles.sql
alter table rowseal.roles enable row level security;
alter table rowseal.roles force row level security;

drop policy if exists all_owner on rowseal.roles;
create policy all_owner on rowseal.roles to rowseal_owner using (true) with check (true);

drop policy if exists select_usable on rowseal.roles;
create policy select_usable on rowseal.roles for select to rowseal_user
  using (workspace_id in ('00000000-0000-0000-0000-000000000000', (select rowseal.workspace_for('members:read'))));

revoke all on rowseal.roles from public, rowseal_user;
grant select on rowseal.roles to rowseal_user;
--! EndIncluded policies/roles.sql
--! Included policies/scopes.sql
alter table rowseal.scopes enable row level security;
alter table rowseal.scopes force row level security;

drop policy if exists all_owner on rowseal.scopes;
create policy all_owner on rowseal.scopes to rowseal_owner using (true) with check (true);

drop policy if exists select_all on rowseal.scopes;
create policy select_all on rowseal.scopes for select to rowseal_user using (true);

revoke all on rowseal.scopes from public, rowseal_user;
grant select on rowseal.scopes to rowseal_user;
--! EndIncluded policies/scopes.sql
--! Included grants.sql
-- Who reaches which schema. What they may do there is granted beside each function and in policies/.
grant usage on schema rowseal to rowseal_gateway, rowseal_user, rowseal_issuer, rowseal_worker;
grant usage on schema rowseal_private to rowseal_issuer, rowseal_worker;
grant usage on schema rowseal_audit to rowseal_auditor;
grant usage on type rowseal_private.claims to rowseal_issuer;
--! EndIncluded grants.sql
--! EndIncluded all.sql

select rowseal.define_scope('members:read', 'See who belongs to the workspace', '{owner,admin,member,viewer}');
select rowseal.define_scope('members:write', 'Change roles, remove members, define roles', '{owner,admin}');
select rowseal.define_scope('tokens:read', 'See one''s own personal access tokens', '{owner,admin,member,viewer}');
select rowseal.define_scope('tokens:write', 'Make, renew and revoke one''s own personal access tokens', '{owner,admin,member,viewer}');
select rowseal_private.rotate_seal_key();
select rowseal_private.rotate_refresh_key();
select rowseal_private.ensure_audit_partitions();

create trigger keep_an_owner
  after update of role or delete on rowseal.memberships
  for each row when (old.role = 'owner') execute function rowseal_private.keep_an_owner();

create trigger announce_signing_keys
  after insert or update or delete on rowseal_private.signing_keys
  for each row execute function rowseal_private.announce_signing_keys();
