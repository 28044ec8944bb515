--! Previous: -
--! Hash: sha1:ed333cd23051e68475ad725fff0a543eaf875ca5
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
--! Included functions/oauth/is_oauth_scope.sql
create or replace function rowseal_private.is_oauth_scope(scope text) returns boolean
  language sql immutable parallel safe
  return coalesce(
    (select pg_catalog.bool_and(word in ('openid', 'profile', 'email', 'offline_access') or rowseal.is_scope(word))
            and pg_catalog.count(*) = pg_catalog.count(distinct word)
       from pg_catalog.unnest(pg_catalog.string_to_array(is_oauth_scope.scope, ' ')) as word),
    is_oauth_scope.scope is not null
  );

comment on function rowseal_private.is_oauth_scope(text) is
  'Whether a text is a scope parameter (RFC 6749 section 3.3) that we know: words of OpenID Connect (openid, profile, email, offline_access) and scopes '
  'of the catalogue''s form, each once. Empty is. Never null.';

revoke execute on function rowseal_private.is_oauth_scope(text) from public;
--! EndIncluded functions/oauth/is_oauth_scope.sql
--! Included functions/oauth/are_redirect_uris.sql
create or replace function rowseal_private.are_redirect_uris(uris text[]) returns boolean
  language sql immutable parallel safe
  return coalesce(
    (select pg_catalog.bool_and(
              pg_catalog.length(uri) <= 2000
              and uri ~ '^[!-~]+$' and uri !~ '[#\\"<>^`{|}]'
              and (
                uri ~ '^https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/|\?|$)'
                or uri ~ '^http://(127\.0\.0\.1|\[::1\]|localhost)(:[0-9]{1,5})?(/|\?|$)'
                or uri ~ '^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:/'
              )
              and uri !~ '^https?://[^/?]*:(0[0-9]*|6553[6-9]|655[4-9][0-9]|65[6-9][0-9]{2}|6[6-9][0-9]{3}|[7-9][0-9]{4})(/|\?|$)'
              and uri !~ '/\.{1,2}(/|$|\?|;)' and uri !~* '%(2e|2f|5c|0[0-9a-f]|1[0-9a-f]|7f)'
            )
       from pg_catalog.unnest(are_redirect_uris.uris) as uri),
    false
  );

comment on function rowseal_private.are_redirect_uris(text[]) is
  'Whether these can be registered to redirect to: https; http on the loopback interface (RFC 8252 section 7.3); a private-use scheme that contains a dot '
  '(section 7.1). No fragment, no user, no port that cannot be, nothing that parsers disagree about: no dot segments, no escaped dots, slashes '
  'or control characters. '
  'Never null.';

revoke execute on function rowseal_private.are_redirect_uris(text[]) from public;
--! EndIncluded functions/oauth/are_redirect_uris.sql
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
create index users_email_idx on rowseal.users (email);
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

create table rowseal.invitations (
  workspace_id uuid not null references rowseal.workspaces on delete cascade,
  id uuid not null default rowseal.uuidv7(),
  email text not null check (char_length(email) between 3 and 320 and email = lower(email)),
  role text not null,
  role_workspace_id uuid not null generated always as (
    case when role in ('owner', 'admin', 'member', 'viewer')
      then '00000000-0000-0000-0000-000000000000'::uuid
      else workspace_id
    end
  ) stored,
  invited_by uuid not null references rowseal.users on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  secret_hash bytea check (octet_length(secret_hash) = 32),
  accepted_at timestamptz,
  accepted_by uuid references rowseal.users on delete cascade,
  revoked_at timestamptz,
  primary key (workspace_id, id),
  foreign key (role_workspace_id, role) references rowseal.roles (workspace_id, name) on delete cascade,
  constraint invitations_accepted_by_somebody check ((accepted_at is null) = (accepted_by is null)),
  constraint invitations_end_once check (accepted_at is null or revoked_at is null)
);
create unique index invitations_one_open on rowseal.invitations (workspace_id, email) where accepted_at is null and revoked_at is null;
create index invitations_role_idx on rowseal.invitations (role_workspace_id, role);
create index invitations_invited_by_idx on rowseal.invitations (invited_by);
create index invitations_accepted_by_idx on rowseal.invitations (accepted_by) where accepted_by is not null;
create index invitations_end_idx on rowseal.invitations (coalesce(accepted_at, revoked_at, expires_at));
comment on table rowseal.invitations is 'Who was invited to which workspace, as what. One is open at a time for an address.';
comment on column rowseal.invitations.secret_hash is
  'SHA-256 of the 33-byte secret that was mailed last; null while none has been. Not granted to anybody.';
comment on column rowseal.invitations.invited_by is 'Must still be a member with at least the role given when the invitation is accepted.';

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
  known_network_lifetime interval not null default '180 days'
    check (known_network_lifetime between interval '2 days' and interval '3660 days'),
  audit_retention interval not null default '400 days' check (audit_retention between interval '31 days' and interval '36600 days'),
  registration_open boolean not null default true,
  client_registration_open boolean not null default false,
  client_registration_scope text not null default 'openid profile email offline_access'
    check (rowseal_private.is_oauth_scope(client_registration_scope)),
  password_reset_lifetime interval not null default '15 minutes'
    check (password_reset_lifetime between interval '1 minute' and interval '1 day'),
  email_verification_lifetime interval not null default '1 day'
    check (email_verification_lifetime between interval '5 minutes' and interval '30 days'),
  invitation_lifetime interval not null default '7 days' check (invitation_lifetime between interval '1 hour' and interval '90 days'),
  password_memory_kib integer not null default 19456 check (password_memory_kib between 7168 and 1048576),
  password_iterations integer not null default 2 check (password_iterations between 1 and 100),
  password_parallelism integer not null default 1 check (password_parallelism between 1 and 16),
  address_pepper bytea not null check (octet_length(address_pepper) = 32)
);
comment on table rowseal_private.settings is 'The policy of this installation: one row.';
comment on column rowseal_private.settings.refresh_window is
  'How long after a rotation the previous refresh token still gets the identical successor, for a client that lost the answer.';
comment on column rowseal_private.settings.kept_after_end is
  'How long an ended session, personal access token, invitation or signing key is kept, so that it can still be told apart from one that never was.';
comment on column rowseal_private.settings.signing_key_rotation is 'How long a signing key signs before the schedule puts the next one in its place.';
comment on column rowseal_private.settings.signing_key_lead is
  'How long a signing key must have been published before it signs: longer than any verifier may cache /v1/jwks.json (5 minutes).';
comment on column rowseal_private.settings.signing_key_retirement is
  'How long a signing key verifies after it has signed its last token: no less than the longest life of a token (an hour) and 5 minutes for clocks '
  'that differ.';
comment on column rowseal_private.settings.known_network_lifetime is
  'How long a network counts as one of a user''s after they last logged in from there.';
comment on column rowseal_private.settings.audit_retention is
  'How long audit events are kept, at least: a month goes as a whole, once its last event is older.';
comment on column rowseal_private.settings.password_memory_kib is
  'argon2id cost of new password verifiers, with password_iterations and password_parallelism. The default is the floor of OWASP''s '
  'password storage cheat sheet.';
comment on column rowseal_private.settings.client_registration_open is 'Whether OAuth clients may register themselves (RFC 7591).';
comment on column rowseal_private.settings.client_registration_scope is 'The most that such a client may ask for.';
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

create table rowseal_private.identity_providers (
  id text primary key check (id ~ '^[a-z][a-z0-9_-]{0,39}$' and id <> 'password'),
  kind text not null check (kind in ('oidc', 'github')),
  name text not null check (char_length(name) between 1 and 60 and name !~ '[[:cntrl:]]'),
  issuer text not null check (
    issuer ~ '^https://[^\s?#@\\]+$' or issuer ~ '^http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?(/[^\s?#@\\]*)?$'
  ),
  client_id text not null check (char_length(client_id) between 1 and 300),
  client_secret_jwe text not null
    check (client_secret_jwe ~ '^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$'),
  scope text not null check (scope ~ '^[!#-[\]-~]+( [!#-[\]-~]+)*$'),
  links_verified boolean not null default true,
  registers boolean not null default true,
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  constraint identity_providers_ask_for_openid check (kind <> 'oidc' or 'openid' = any (string_to_array(scope, ' ')))
);
comment on table rowseal_private.identity_providers is
  'Others who say who somebody is: OpenID providers (OpenID Connect Core 1.0), and GitHub, which has OAuth alone. The password provider is built in.';
comment on column rowseal_private.identity_providers.issuer is
  'As the provider''s metadata must say it, byte by byte. Plain http serves development, on this machine.';
comment on column rowseal_private.identity_providers.client_secret_jwe is
  'Our client secret there, as a compact JWE (RFC 7516) under the master key, which the database never sees.';
comment on column rowseal_private.identity_providers.links_verified is
  'Whether a first login joins the one account whose address the provider and we have both verified.';
comment on column rowseal_private.identity_providers.registers is 'Whether a first login may make an account, where the settings let people register.';

create table rowseal_private.provider_logins (
  state_hash bytea primary key check (octet_length(state_hash) = 32),
  browser_hash bytea not null check (octet_length(browser_hash) = 32),
  provider text not null references rowseal_private.identity_providers on delete cascade,
  request_id uuid,
  session_user_id uuid,
  session_id uuid,
  links boolean not null,
  expires_at timestamptz not null,
  check ((session_user_id is null) = (session_id is null)),
  constraint provider_logins_links_for_somebody check (not links or session_id is not null)
);
create index provider_logins_expires_at_idx on rowseal_private.provider_logins (expires_at);
create index provider_logins_provider_idx on rowseal_private.provider_logins (provider);
comment on table rowseal_private.provider_logins is
  'Logins that have gone to a provider and not come back: ten minutes, single use, each of one browser and one provider.';
comment on column rowseal_private.provider_logins.state_hash is
  'SHA-256 of the state parameter. Nonce and PKCE verifier are derived from it and the browser''s secret by the server, and kept nowhere.';
comment on column rowseal_private.provider_logins.browser_hash is 'SHA-256 of the secret in that browser''s cookie.';
comment on column rowseal_private.provider_logins.request_id is 'The authorization request that waits for this login.';
comment on column rowseal_private.provider_logins.session_id is 'Whoever was signed in there when it began: the session that it replaces, or that links.';
comment on column rowseal_private.provider_logins.links is 'Whether it is to link the identity to the account of that session, and to sign nobody in.';

create table rowseal_private.passwords (
  user_id uuid primary key references rowseal.users on delete cascade,
  salt bytea not null check (octet_length(salt) = 16),
  verifier bytea not null check (octet_length(verifier) = 32),
  memory_kib integer not null,
  iterations integer not null,
  parallelism integer not null,
  changed_at timestamptz not null default now()
);
create index passwords_salt_idx on rowseal_private.passwords (salt);
comment on table rowseal_private.passwords is 'Salted verifiers. Neither the password nor the derived key can be got from them.';
comment on column rowseal_private.passwords.verifier is 'SHA-256 of the 32-byte argon2id key that the server derived.';

create table rowseal_private.oauth_clients (
  id text collate "C" primary key check (id ~ '^app_[A-Za-z0-9_-]{22}$'),
  name text not null check (char_length(name) between 1 and 100),
  redirect_uris text[] not null check (cardinality(redirect_uris) between 1 and 20 and rowseal_private.are_redirect_uris(redirect_uris)),
  auth_method text not null check (auth_method in ('none', 'client_secret_basic', 'private_key_jwt')),
  secret_hash bytea check (octet_length(secret_hash) = 32),
  jwks jsonb check (jsonb_typeof(jwks -> 'keys') = 'array'),
  scope text check (scope is null or rowseal_private.is_oauth_scope(scope)),
  id_token_algorithm text not null default 'RS256' check (id_token_algorithm in ('RS256', 'EdDSA')),
  first_party boolean not null default false,
  registered_by_itself boolean not null default false,
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  constraint oauth_clients_one_way_to_authenticate check (
    (secret_hash is not null) = (auth_method = 'client_secret_basic') and (jwks is not null) = (auth_method = 'private_key_jwt')
  ),
  constraint oauth_clients_first_party_is_registered_by_us check (not (first_party and registered_by_itself))
);
comment on table rowseal_private.oauth_clients is 'Applications that sign people in through us (RFC 6749 section 2).';
comment on column rowseal_private.oauth_clients.id is 'client_id. In a form that no user''s id has, so that neither can pass for the other (RFC 9700 section 4.15).';
comment on column rowseal_private.oauth_clients.secret_hash is 'SHA-256 of a secret of 32 random bytes.';
comment on column rowseal_private.oauth_clients.scope is 'What it may ask for; null: anything.';
comment on column rowseal_private.oauth_clients.first_party is 'Ours: nobody is asked for consent.';
comment on column rowseal_private.oauth_clients.registered_by_itself is 'By dynamic client registration (RFC 7591).';

create table rowseal_private.oauth_requests (
  id uuid primary key default rowseal.uuidv7(),
  browser_hash bytea not null check (octet_length(browser_hash) = 32),
  client_id text collate "C" not null references rowseal_private.oauth_clients on delete cascade,
  redirect_uri text not null,
  state text,
  identity_scope text not null,
  scope text not null,
  resource text,
  code_challenge text not null check (code_challenge ~ '^[A-Za-z0-9_-]{43}$'),
  nonce text,
  prompt text[] not null,
  max_age integer,
  login_hint text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  answered_at timestamptz
);
create index oauth_requests_expires_at_idx on rowseal_private.oauth_requests (expires_at);
comment on table rowseal_private.oauth_requests is 'Authorization requests (RFC 6749 section 4.1.1) that wait for a sign-in or a consent, each in the browser it came from.';
comment on column rowseal_private.oauth_requests.browser_hash is 'SHA-256 of the secret in that browser''s cookie.';

create table rowseal_private.oauth_codes (
  user_id uuid not null references rowseal.users on delete cascade,
  id uuid not null default rowseal.uuidv7(),
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  client_id text collate "C" not null references rowseal_private.oauth_clients on delete cascade,
  redirect_uri text not null,
  code_challenge text not null,
  nonce text,
  identity_scope text not null,
  scope text not null,
  resource text,
  workspace_id uuid references rowseal.workspaces on delete cascade,
  authenticated_at timestamptz not null,
  expires_at timestamptz not null,
  session_id uuid,
  primary key (user_id, id)
);
create index oauth_codes_expires_at_idx on rowseal_private.oauth_codes (expires_at);
comment on table rowseal_private.oauth_codes is 'Authorization codes (RFC 6749 section 4.1.2): 60 seconds, single use.';
comment on column rowseal_private.oauth_codes.session_id is 'The grant that it was redeemed for; null: not redeemed. A replay revokes it.';

create table rowseal_private.oauth_consents (
  user_id uuid not null references rowseal.users on delete cascade,
  client_id text collate "C" not null references rowseal_private.oauth_clients on delete cascade,
  workspace_id uuid not null,
  identity_scope text not null,
  scope text not null,
  given_at timestamptz not null default now(),
  primary key (user_id, client_id, workspace_id)
);
comment on table rowseal_private.oauth_consents is 'What people have agreed to; the nil workspace is none. Only of clients that can prove who they are.';

create table rowseal_private.oauth_assertions (
  client_id text collate "C" not null references rowseal_private.oauth_clients on delete cascade,
  jti_hash bytea not null check (octet_length(jti_hash) = 32),
  expires_at timestamptz not null,
  primary key (client_id, jti_hash)
);
create index oauth_assertions_expires_at_idx on rowseal_private.oauth_assertions (expires_at);
comment on table rowseal_private.oauth_assertions is 'Client assertions (RFC 7523) that were used: each once.';
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
  client_id text collate "C" references rowseal_private.oauth_clients on delete cascade,
  identity_scope text,
  resource text,
  created_at timestamptz not null default now(),
  authenticated_at timestamptz not null default now(),
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
alter table rowseal_private.sessions add constraint sessions_grants_are_limited check (
  (client_id is null) = (identity_scope is null) and (client_id is null or scope is not null)
);
create index sessions_client_id_idx on rowseal_private.sessions (client_id) where client_id is not null;
comment on column rowseal_private.sessions.client_id is 'The OAuth client that this is a grant to; null: the user''s own login.';
comment on column rowseal_private.sessions.identity_scope is 'Of a grant: which of openid, profile, email and offline_access were granted.';
comment on column rowseal_private.sessions.resource is 'Of a grant: the audience of its access tokens (RFC 8707); null: this server.';
comment on column rowseal_private.sessions.authenticated_at is 'When the user proved who they are (auth_time).';
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

create table rowseal_private.email_proofs (
  user_id uuid not null references rowseal.users on delete cascade,
  id uuid not null,
  purpose text not null check (purpose in ('verify_email', 'reset_password')),
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  email text not null check (char_length(email) between 3 and 320 and email = lower(email)),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (user_id, id)
);
create index email_proofs_expires_at_idx on rowseal_private.email_proofs (expires_at);
comment on table rowseal_private.email_proofs is
  'Proofs that were mailed: whoever presents one reads that mailbox. Each is good once, and deleted by its use.';
comment on column rowseal_private.email_proofs.id is 'Of the request: a mail that is sent again carries a new secret under the same id.';
comment on column rowseal_private.email_proofs.secret_hash is 'SHA-256 of the 33-byte secret.';
comment on column rowseal_private.email_proofs.email is 'Where it was sent: what it proves, whatever the user''s address is by then.';

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
  ('client_guess', 20, '1 second', '15 minutes', '1 hour'),
  ('client_registration', 20, '1 minute', '1 hour', '1 day'),
  ('password_change', 10, '1 second', '15 minutes', '1 day'),
  ('proof_guess', 10, '1 second', '15 minutes', '1 hour'),
  ('invitation_guess', 10, '1 second', '15 minutes', '1 hour'),
  ('reset_network', 20, '1 second', '15 minutes', '1 hour'),
  ('mail_address', 5, '1 minute', '1 hour', '1 day'),
  ('registration_network', 20, '1 second', '15 minutes', '1 hour'),
  ('unverified_identity', 20, '1 second', '15 minutes', '1 hour'),
  ('invitation_workspace', 100, '1 minute', '1 hour', '1 day');

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
create index known_networks_seen_at_idx on rowseal_private.known_networks (seen_at);
comment on table rowseal_private.known_networks is
  'Where a user has logged in from. A login from there is counted apart from those of strangers, who thus cannot lock anybody out.';
comment on column rowseal_private.known_networks.seen_at is 'Written at most once a day.';

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
  'What happened, by month; old months are dropped (settings.audit_retention). The nil workspace is none. user_id is who did it, or whose session or account it is.';

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
--! Included functions/oauth/is_oauth_scope.sql
create or replace function rowseal_private.is_oauth_scope(scope text) returns boolean
  language sql immutable parallel safe
  return coalesce(
    (select pg_catalog.bool_and(word in ('openid', 'profile', 'email', 'offline_access') or rowseal.is_scope(word))
            and pg_catalog.count(*) = pg_catalog.count(distinct word)
       from pg_catalog.unnest(pg_catalog.string_to_array(is_oauth_scope.scope, ' ')) as word),
    is_oauth_scope.scope is not null
  );

comment on function rowseal_private.is_oauth_scope(text) is
  'Whether a text is a scope parameter (RFC 6749 section 3.3) that we know: words of OpenID Connect (openid, profile, email, offline_access) and scopes '
  'of the catalogue''s form, each once. Empty is. Never null.';

revoke execute on function rowseal_private.is_oauth_scope(text) from public;
--! EndIncluded functions/oauth/is_oauth_scope.sql
--! Included functions/oauth/are_redirect_uris.sql
create or replace function rowseal_private.are_redirect_uris(uris text[]) returns boolean
  language sql immutable parallel safe
  return coalesce(
    (select pg_catalog.bool_and(
              pg_catalog.length(uri) <= 2000
              and uri ~ '^[!-~]+$' and uri !~ '[#\\"<>^`{|}]'
              and (
                uri ~ '^https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/|\?|$)'
                or uri ~ '^http://(127\.0\.0\.1|\[::1\]|localhost)(:[0-9]{1,5})?(/|\?|$)'
                or uri ~ '^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:/'
              )
              and uri !~ '^https?://[^/?]*:(0[0-9]*|6553[6-9]|655[4-9][0-9]|65[6-9][0-9]{2}|6[6-9][0-9]{3}|[7-9][0-9]{4})(/|\?|$)'
              and uri !~ '/\.{1,2}(/|$|\?|;)' and uri !~* '%(2e|2f|5c|0[0-9a-f]|1[0-9a-f]|7f)'
            )
       from pg_catalog.unnest(are_redirect_uris.uris) as uri),
    false
  );

comment on function rowseal_private.are_redirect_uris(text[]) is
  'Whether these can be registered to redirect to: https; http on the loopback interface (RFC 8252 section 7.3); a private-use scheme that contains a dot '
  '(section 7.1). No fragment, no user, no port that cannot be, nothing that parsers disagree about: no dot segments, no escaped dots, slashes '
  'or control characters. '
  'Never null.';

revoke execute on function rowseal_private.are_redirect_uris(text[]) from public;
--! EndIncluded functions/oauth/are_redirect_uris.sql
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
      if crc32.bytes is null then
        return null;
      end if;
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
  v_wait := rowseal_private.take_attempt('login_account', take_login_attempt.subject);
  if v_wait > interval '0' then
    -- Not judged, so not charged: who hammers an account that is held up must not use up the attempts of everybody in their network.
    perform rowseal_private.refund_attempt('login_network', v_network);
  end if;
  return v_wait;
end
$$;

comment on function rowseal_private.take_login_attempt(uuid, text, inet) is
  'Charges a login before it is judged: to the network and to the account, or, from a network that this user has logged in from, to the two '
  'together and apart from strangers'' attempts. Zero: go on. More: how long to wait; neither was charged, and the login must not be judged.';

revoke execute on function rowseal_private.take_login_attempt(uuid, text, inet) from public;
--! EndIncluded functions/throttling/take_login_attempt.sql
--! Included functions/throttling/remember_network.sql
create or replace function rowseal_private.remember_network(user_id uuid, ip inet) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  -- Where no address is known, everybody might come from the same place.
  if remember_network.ip is not null then
    insert into rowseal_private.known_networks as known (user_id, network)
    values (remember_network.user_id, rowseal_private.network_of(remember_network.ip))
    on conflict on constraint known_networks_pkey do update
      set seen_at = excluded.seen_at
      where known.seen_at < now() - interval '1 day';
  end if;
end
$$;

comment on function rowseal_private.remember_network(uuid, inet) is
  'Remembers the network that a user has just logged in from as one of theirs, seen today.';

revoke execute on function rowseal_private.remember_network(uuid, inet) from public;
--! EndIncluded functions/throttling/remember_network.sql
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
  perform rowseal_private.remember_network(refund_login_attempt.user_id, refund_login_attempt.ip);
end
$$;

comment on function rowseal_private.refund_login_attempt(uuid, text, inet) is
  'Takes back the charge of a login that turned out well, and remembers the network as one of the user''s, seen today. What strangers tried stays '
  'counted.';

revoke execute on function rowseal_private.refund_login_attempt(uuid, text, inet) from public;
--! EndIncluded functions/throttling/refund_login_attempt.sql
--! Included functions/throttling/is_strange_network.sql
create or replace function rowseal_private.is_strange_network(user_id uuid, ip inet) returns boolean
  language sql stable parallel restricted security definer set search_path = ''
  return is_strange_network.ip is not null
    and not rowseal_private.is_known_network(is_strange_network.user_id, is_strange_network.ip)
    and exists (select from rowseal_private.known_networks as known where known.user_id = is_strange_network.user_id);

comment on function rowseal_private.is_strange_network(uuid, inet) is
  'Whether a user has logged in before, and never from this network: worth telling them. Not where no address is known. '
  'Never null.';

revoke execute on function rowseal_private.is_strange_network(uuid, inet) from public;
--! EndIncluded functions/throttling/is_strange_network.sql
--! Included functions/throttling/forgive_login_attempts.sql
create or replace function rowseal_private.forgive_login_attempts(user_id uuid, subject text) returns void
  language sql volatile parallel unsafe
begin atomic
  delete from rowseal_private.throttles as throttle
   where throttle.kind = 'login_account'
     and throttle.subject_hash = pg_catalog.sha256(pg_catalog.convert_to(forgive_login_attempts.subject, 'UTF8'));
  delete from rowseal_private.throttles as throttle
   using rowseal_private.known_networks as known
   where known.user_id = forgive_login_attempts.user_id
     and throttle.kind = 'login_account_at_home'
     and throttle.subject_hash = pg_catalog.sha256(pg_catalog.convert_to(forgive_login_attempts.subject || ' ' || known.network, 'UTF8'));
end;

comment on function rowseal_private.forgive_login_attempts(uuid, text) is
  'Forgets the failed logins of an account, at home and elsewhere: its owner has proved who they are. What a network tried stays counted. subject '
  'is as for rowseal_private.take_login_attempt.';

revoke execute on function rowseal_private.forgive_login_attempts(uuid, text) from public;
--! EndIncluded functions/throttling/forgive_login_attempts.sql
--! Included functions/throttling/take_guess.sql
create or replace function rowseal_private.take_guess(kind text, subject text, out status text, out retry_after interval)
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
begin
  retry_after := nullif(rowseal_private.take_attempt(take_guess.kind, take_guess.subject), interval '0');
  status := case when retry_after is null then 'invalid' else 'throttled' end;
end
$$;

comment on function rowseal_private.take_guess(text, text) is
  'Charges a credential that turned out to be worthless, and says what to answer: invalid, or throttled with the time to wait. Called after '
  'the judgement, so that a genuine one is never held up by the guesses of others.';

revoke execute on function rowseal_private.take_guess(text, text) from public;
--! EndIncluded functions/throttling/take_guess.sql
--! Included functions/mail/enqueue_mail.sql
create or replace function rowseal_private.enqueue_mail(kind text, about jsonb, key text) returns void
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
begin
  perform graphile_worker_rowseal.enqueue_mail(
    enqueue_mail.about || jsonb_build_object('kind', enqueue_mail.kind, 'requested_at', clock_timestamp()),
    enqueue_mail.kind || ' ' || enqueue_mail.key
  );
end
$$;

comment on function rowseal_private.enqueue_mail(text, jsonb, text) is
  'Has the worker send a mail, once the caller''s transaction has committed. about names whom and what by ids and addresses, and holds no '
  'credential: rowseal_private.compose_mail makes that when the mail is sent. Of several with the same kind and key that wait, the last remains.';

revoke execute on function rowseal_private.enqueue_mail(text, jsonb, text) from public;
--! EndIncluded functions/mail/enqueue_mail.sql
--! Included functions/mail/enqueue_mail_to_address.sql
create or replace function rowseal_private.enqueue_mail_to_address(kind text, address text, id uuid) returns void
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
begin
  if rowseal_private.take_attempt('mail_address', enqueue_mail_to_address.address) > interval '0' then
    return;
  end if;
  perform rowseal_private.enqueue_mail(
    enqueue_mail_to_address.kind,
    jsonb_build_object('address', enqueue_mail_to_address.address, 'id', enqueue_mail_to_address.id), enqueue_mail_to_address.address
  );
end
$$;

comment on function rowseal_private.enqueue_mail_to_address(text, text, uuid) is
  'Has the worker send what somebody who has not logged in asked for. Whether anybody has the address is not looked at, so that no answer and no '
  'time can tell; an address that much was asked for lately gets nothing, and nobody is told. id names the request, and the proof that '
  'the mail may carry.';

revoke execute on function rowseal_private.enqueue_mail_to_address(text, text, uuid) from public;
--! EndIncluded functions/mail/enqueue_mail_to_address.sql
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
  id uuid default rowseal.uuidv7(),
  client_id text default null,
  identity_scope text default null,
  resource text default null,
  authenticated_at timestamptz default now(),
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
  insert into rowseal_private.sessions (
    user_id, id, workspace_id, scope, client_id, identity_scope, resource, authenticated_at, expires_at, refresh_key, refresh_hash, ip, user_agent
  )
  select open_session.user_id, open_session.id, open_session.workspace_id, open_session.scope, open_session.client_id, open_session.identity_scope,
         open_session.resource, open_session.authenticated_at,
         now() + case
           when open_session.client_id is null or 'offline_access' = any (string_to_array(open_session.identity_scope, ' '))
             then settings.session_lifetime
           else settings.access_token_lifetime
         end,
         v_key.id, sha256(v_secret), open_session.ip, left(open_session.user_agent, 500)
    from rowseal_private.settings as settings
  returning * into v_session;
  claims := rowseal_private.access_claims(v_session);
  refresh_token := rowseal_private.format_refresh_token(
    v_key.inner_pad, v_key.outer_pad, v_session.user_id, v_session.id, v_session.generation, v_secret
  );
end
$$;

comment on function rowseal_private.open_session(uuid, uuid, text, inet, text, uuid, text, text, text, timestamptz) is
  'Starts a session of a user: the sealed claims of its first access token, and its first refresh token, whose hash alone is kept. workspace_id '
  'binds it to one workspace, scope limits it (space-separated; null: not limited). A grant to an OAuth client names client_id, identity_scope (words of '
  'OpenID Connect), resource and when the user authenticated; without offline_access it lasts as long as one access token. Only functions that have '
  'authenticated the user call it.';

revoke execute on function rowseal_private.open_session(uuid, uuid, text, inet, text, uuid, text, text, text, timestamptz) from public;
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
  -- First, and waiting for those that are being redeemed, so that the sessions they opened are seen below.
  delete from rowseal_private.oauth_codes as issued
   where issued.user_id = revoke_sessions.user_id and issued.session_id is null;
  select pg_catalog.count(*)::integer
    from rowseal_private.sessions as session
   where session.user_id = revoke_sessions.user_id
     and session.revoked_at is null
     and session.id is distinct from revoke_sessions.spared
     and rowseal_private.revoke_session(session.user_id, session.id, revoke_sessions.reason);
end;

comment on function rowseal_private.revoke_sessions(uuid, text, uuid) is
  'Ends every session of a user but one (spared; null: none is), each with its audit event, and voids the authorization codes that wait: each '
  'would open another. Returns how many sessions ended. reason is for the events.';

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
     and mine.client_id is null
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
--! Included functions/refresh/authentic_session.sql
create or replace function rowseal_private.authentic_session(token text, out user_id uuid, out id uuid, out client_id text)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select session.user_id, session.id, session.client_id
    from rowseal_private.token_payload('rsr_', authentic_session.token) as payload
    join rowseal_private.sessions as session
      on session.user_id = pg_catalog.encode(pg_catalog.substr(payload, 1, 16), 'hex')::uuid
     and session.id = pg_catalog.encode(pg_catalog.substr(payload, 17, 16), 'hex')::uuid
    join rowseal_private.refresh_keys as key on key.id = session.refresh_key
   where pg_catalog.substr(payload, 69, 18) = rowseal_private.refresh_tag(key.inner_pad, key.outer_pad, pg_catalog.substr(payload, 1, 68));
end;

comment on function rowseal_private.authentic_session(text) is
  'The session that a refresh token was issued for, whatever the token''s age, if it is authentic, and the OAuth client that it is a grant to; nulls for '
  'any other.';

revoke execute on function rowseal_private.authentic_session(text) from public;
--! EndIncluded functions/refresh/authentic_session.sql
--! Included functions/refresh/session_of_refresh_token.sql
create or replace function rowseal_private.session_of_refresh_token(token text) returns rowseal_private.sessions
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select session.*
    from rowseal_private.token_payload('rsr_', session_of_refresh_token.token) as payload
    join rowseal_private.sessions as session
      on session.user_id = pg_catalog.encode(pg_catalog.substr(payload, 1, 16), 'hex')::uuid
     and session.id = pg_catalog.encode(pg_catalog.substr(payload, 17, 16), 'hex')::uuid
    join rowseal_private.refresh_keys as key on key.id = session.refresh_key
    join rowseal.users as holder on holder.id = session.user_id
   cross join rowseal_private.settings as settings
   where session.client_id is null
     and session.revoked_at is null
     and session.expires_at > pg_catalog.now()
     and session.rotated_at > pg_catalog.now() - settings.refresh_idle_lifetime
     and holder.disabled_at is null
     and (
       session.refresh_hash = pg_catalog.sha256(pg_catalog.substr(payload, 37, 32))
       or pg_catalog.now() < session.rotated_at + settings.refresh_window
          and session.refresh_hash = pg_catalog.sha256(rowseal_private.refresh_secret(
                key.inner_pad, key.outer_pad, session.id, session.generation, pg_catalog.substr(payload, 37, 32)
              ))
     );
end;

comment on function rowseal_private.session_of_refresh_token(text) is
  'The session that a refresh token is good for now, without using the token up: whose browser it is that shows the cookie. The token of the generation '
  'before counts inside the window after a rotation. Null for any other, and for grants to OAuth clients.';

revoke execute on function rowseal_private.session_of_refresh_token(text) from public;
--! EndIncluded functions/refresh/session_of_refresh_token.sql
--! Included functions/sessions/log_out.sql
create or replace function rowseal_private.log_out(token text, reason text default 'logged_out', ip inet default null) returns boolean
  language sql volatile parallel unsafe security definer set search_path = ''
  return coalesce((
    select rowseal_private.revoke_session(authentic.user_id, authentic.id, log_out.reason, log_out.ip)
      from rowseal_private.authentic_session(log_out.token) as authentic
     where authentic.id is not null and authentic.client_id is null
  ), false);

comment on function rowseal_private.log_out(text, text, inet) is
  'Ends the session of a refresh token, whatever the token''s age: whoever holds an older one may end it, as presenting it at a refresh would. False '
  'where there was nothing to end: callers answer both alike. reason is for the audit event. Grants to OAuth clients are ended by their clients.';

revoke execute on function rowseal_private.log_out(text, text, inet) from public;
grant execute on function rowseal_private.log_out(text, text, inet) to rowseal_issuer;
--! EndIncluded functions/sessions/log_out.sql
--! Included functions/sessions/browser_claims.sql
create or replace function rowseal_private.browser_claims(token text) returns rowseal_private.claims
  language sql volatile parallel restricted security definer set search_path = ''
  return (
    select rowseal_private.access_claims(session)
      from rowseal_private.session_of_refresh_token(browser_claims.token) as session
     where session.id is not null
  );

comment on function rowseal_private.browser_claims(text) is
  'Sealed claims for a page of our own that a browser asks for with its refresh cookie: as rowseal_private.refresh_session gives, but the token stays '
  'what it is. Null where nobody is signed in.';

revoke execute on function rowseal_private.browser_claims(text) from public;
grant execute on function rowseal_private.browser_claims(text) to rowseal_issuer;
--! EndIncluded functions/sessions/browser_claims.sql
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
  token text, client_id text, ip inet, out status text, out claims rowseal_private.claims, out refresh_token text
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
   where session.user_id = v_user_id
     and session.id = v_session_id
     and session.client_id is not distinct from judge_refresh_token.client_id;
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
    perform rowseal_private.enqueue_mail(
      'refresh_token_reused', jsonb_build_object('user_id', v_user_id, 'id', v_session_id), v_session_id::text
    );
  end if;
end
$$;

comment on function rowseal_private.judge_refresh_token(text, text, inet) is
  'What comes of a refresh token that rowseal_private.refresh_session could not rotate: retried with the identical successor, reused with the '
  'session revoked, expired, revoked, invalid or throttled. Called by it alone, in the same transaction.';

revoke execute on function rowseal_private.judge_refresh_token(text, text, inet) from public;
--! EndIncluded functions/refresh/judge_refresh_token.sql
--! Included functions/refresh/refresh_session.sql
create or replace function rowseal_private.refresh_session(
  token text,
  ip inet default null,
  user_agent text default null,
  client_id text default null,
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
     and session.client_id is not distinct from refresh_session.client_id
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
    select * into v_judged from rowseal_private.judge_refresh_token(refresh_session.token, refresh_session.client_id, refresh_session.ip);
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

comment on function rowseal_private.refresh_session(text, inet, text, text) is
  'Exchanges a refresh token, and RETURNS what came of it: rotated, with the successor and sealed claims; retried, the token was the one before, '
  'inside the window after its rotation, and gets the identical successor; reused, it was authentic and older, or the window had passed, and '
  'the session has been revoked with it (RFC 9700 section 4.14); expired, by idleness or age; revoked; invalid, and no session has changed; '
  'throttled, invalid like many before it from this network: a genuine token is never held up by the guesses of others. client_id is the OAuth client '
  'that presents the token, authenticated; null: the user''s own. To anybody else it is invalid. It never '
  'raises for any of these, because that would take the revocation back. What did not rotate is judged by rowseal_private.judge_refresh_token.';

revoke execute on function rowseal_private.refresh_session(text, inet, text, text) from public;
grant execute on function rowseal_private.refresh_session(text, inet, text, text) to rowseal_issuer;
--! EndIncluded functions/refresh/refresh_session.sql
--! Included functions/oauth/matches_redirect_uri.sql
create or replace function rowseal_private.matches_redirect_uri(registered text[], presented text) returns boolean
  language sql immutable parallel safe
  return coalesce(
    matches_redirect_uri.presented = any (matches_redirect_uri.registered)
    or (
      rowseal_private.are_redirect_uris(array[matches_redirect_uri.presented])
      and matches_redirect_uri.presented ~ '^http://(127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?(/|\?|$)'
      and pg_catalog.regexp_replace(matches_redirect_uri.presented, '^(http://[^/:?\[]+|http://\[::1\])(:[0-9]+)?', '\1') in (
        select pg_catalog.regexp_replace(uri, '^(http://[^/:?\[]+|http://\[::1\])(:[0-9]+)?', '\1')
          from pg_catalog.unnest(matches_redirect_uri.registered) as uri
         where uri ~ '^http://(127\.0\.0\.1|\[::1\])'
      )
    ),
    false
  );

comment on function rowseal_private.matches_redirect_uri(text[], text) is
  'Whether a redirect URI is one of those registered: the same string (RFC 9700 section 2.1), but for the port of a loopback address, which a native app '
  'picks as it runs (RFC 8252 section 7.3). Never null.';

revoke execute on function rowseal_private.matches_redirect_uri(text[], text) from public;
--! EndIncluded functions/oauth/matches_redirect_uri.sql
--! Included functions/oauth/scope_words.sql
create or replace function rowseal_private.scope_words(scope text, identity boolean) returns text
  language sql immutable parallel safe
  return (
    select coalesce(pg_catalog.string_agg(word, ' ' order by position), '')
      from pg_catalog.unnest(pg_catalog.string_to_array(scope_words.scope, ' ')) with ordinality as asked (word, position)
     where (word in ('openid', 'profile', 'email', 'offline_access')) = scope_words.identity
  );

comment on function rowseal_private.scope_words(text, boolean) is
  'Of a scope parameter, the words of OpenID Connect (identity) or the scopes of the catalogue, in their order. Never null.';

revoke execute on function rowseal_private.scope_words(text, boolean) from public;
--! EndIncluded functions/oauth/scope_words.sql
--! Included functions/oauth/pkce_challenge.sql
create or replace function rowseal_private.pkce_challenge(verifier text) returns text
  language sql immutable parallel safe
  return case when pkce_challenge.verifier ~ '^[A-Za-z0-9._~-]{43,128}$' then
    pg_catalog.rtrim(pg_catalog.translate(
      pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pkce_challenge.verifier, 'UTF8')), 'base64'), '+/', '-_'
    ), '=')
  end;

comment on function rowseal_private.pkce_challenge(text) is
  'The S256 challenge of a verifier (RFC 7636 section 4.2); null for what is no verifier.';

revoke execute on function rowseal_private.pkce_challenge(text) from public;
--! EndIncluded functions/oauth/pkce_challenge.sql
--! Included functions/oauth/identity_claims.sql
create or replace function rowseal_private.identity_claims(user_id uuid, identity_scope text) returns jsonb
  language sql stable parallel restricted set search_path = ''
  return (
    select pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
             'sub', holder.id,
             'name', case when 'profile' = any (words) then holder.name end,
             'email', case when 'email' = any (words) then holder.email end,
             'email_verified', case when 'email' = any (words) then holder.email_verified_at is not null end
           ))
      from rowseal.users as holder
     cross join pg_catalog.string_to_array(identity_claims.identity_scope, ' ') as words
     where holder.id = identity_claims.user_id
  );

comment on function rowseal_private.identity_claims(uuid, text) is
  'What a grant may learn of its user (OpenID Connect Core section 5.4): sub, with profile the name, with email the address and whether it is verified.';

revoke execute on function rowseal_private.identity_claims(uuid, text) from public;
--! EndIncluded functions/oauth/identity_claims.sql
--! Included functions/oauth/begin_authorization.sql
create or replace function rowseal_private.begin_authorization(
  parameters jsonb, issuer text, browser_secret bytea,
  out status text, out request_id uuid, out redirect_uri text, out state text, out error text, out error_description text
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  -- RFC 6749 section 3.1: a parameter without a value is as if it were left out.
  v_given constant jsonb := coalesce(
    (select jsonb_object_agg(key, value) from jsonb_each(begin_authorization.parameters) where value <> '""'), '{}'
  );
  v_client rowseal_private.oauth_clients;
  v_scope text;
begin
  select * into v_client
    from rowseal_private.oauth_clients as client
   where client.id = v_given ->> 'client_id' and client.disabled_at is null;
  -- Nothing is sent to an address that nobody vouched for, not even an error.
  if not found or jsonb_typeof(v_given -> 'client_id') <> 'string' then
    status := 'unknown_client';
    return;
  end if;
  redirect_uri := coalesce(
    v_given ->> 'redirect_uri', case when cardinality(v_client.redirect_uris) = 1 then v_client.redirect_uris[1] end
  );
  if jsonb_typeof(v_given -> 'redirect_uri') = 'array'
     or not rowseal_private.matches_redirect_uri(v_client.redirect_uris, redirect_uri)
  then
    status := 'redirect_uri_mismatch';
    redirect_uri := null;
    return;
  end if;

  if jsonb_typeof(v_given -> 'state') = 'string' then
    state := v_given ->> 'state';
  end if;
  v_scope := coalesce(v_given ->> 'scope', 'openid');
  select problem.error, problem.description
    into error, error_description
    from (values
      (1, 'invalid_request', 'a parameter came more than once',
        exists (select from jsonb_each(v_given) where jsonb_typeof(value) = 'array')),
      (2, 'request_not_supported', 'request objects are not supported', v_given ? 'request'),
      (3, 'request_uri_not_supported', 'request objects are not supported', v_given ? 'request_uri'),
      (4, 'unsupported_response_type', 'response_type must be code', coalesce(v_given ->> 'response_type' <> 'code', true)),
      (5, 'invalid_request', 'response_mode must be query', v_given ->> 'response_mode' <> 'query'),
      (6, 'invalid_request', 'PKCE is required: code_challenge, with code_challenge_method=S256',
        coalesce(v_given ->> 'code_challenge' !~ '^[A-Za-z0-9_-]{43}$' or v_given ->> 'code_challenge_method' <> 'S256', true)
        or not v_given ?& array['code_challenge', 'code_challenge_method']),
      (7, 'invalid_scope', 'a scope is not known here, or not for this client',
        not rowseal_private.is_oauth_scope(v_scope)
        or not string_to_array(v_scope, ' ') <@ coalesce(string_to_array(v_client.scope, ' '), string_to_array(v_scope, ' '))
        or exists (
          select from unnest(string_to_array(rowseal_private.scope_words(v_scope, false), ' ')) as word
           where not exists (select from rowseal.scopes as scope where scope.name = word)
        )),
      (8, 'invalid_target', 'resource must be an absolute https URI without a fragment, or that of this server',
        v_given ->> 'resource' !~ '^https://[^#\s]+$' and rtrim(v_given ->> 'resource', '/') <> begin_authorization.issuer
        and v_given ->> 'resource' !~ '^http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?(/[^#\s]*)?$'),
      (9, 'invalid_request', 'prompt must be login, consent or none, and none alone',
        not string_to_array(v_given ->> 'prompt', ' ') <@ array['login', 'consent', 'none', 'select_account']
        or v_given ->> 'prompt' ~ 'none' and v_given ->> 'prompt' <> 'none'),
      (10, 'invalid_request', 'max_age must be a number of seconds', v_given ->> 'max_age' !~ '^[0-9]{1,9}$'),
      (11, 'invalid_request', 'a parameter is too long',
        exists (select from jsonb_each_text(v_given) where length(value) > 2000))
    ) as problem (position, error, description, found)
   where problem.found
   order by problem.position
   limit 1;
  if error is not null then
    status := 'error';
    return;
  end if;

  insert into rowseal_private.oauth_requests (
    browser_hash, client_id, redirect_uri, state, identity_scope, scope, resource, code_challenge, nonce, prompt, max_age, login_hint, expires_at
  )
  values (
    sha256(begin_authorization.browser_secret), v_client.id, begin_authorization.redirect_uri, begin_authorization.state,
    rowseal_private.scope_words(v_scope, true), rowseal_private.scope_words(v_scope, false),
    case when rtrim(v_given ->> 'resource', '/') <> begin_authorization.issuer then v_given ->> 'resource' end, v_given ->> 'code_challenge', v_given ->> 'nonce',
    coalesce(string_to_array(v_given ->> 'prompt', ' '), '{}'), (v_given ->> 'max_age')::integer, v_given ->> 'login_hint',
    now() + interval '10 minutes'
  )
  returning id into request_id;
  status := 'ok';
end
$$;

comment on function rowseal_private.begin_authorization(jsonb, text, bytea) is
  'Judges an authorization request (RFC 6749 section 4.1.1, OAuth 2.1, OpenID Connect Core section 3.1.2.1) and keeps a good one for ten minutes, bound to the '
  'browser that brought it. parameters as they came: texts, or an array of them where one came several times; issuer is this server''s; browser_secret '
  'is what the browser''s cookie holds. Returns a status: ok with the request''s id; error with what to tell the client at redirect_uri, state along '
  'with it (RFC 6749 section 4.1.2.1); unknown_client or redirect_uri_mismatch, which are told to nobody but the person.';

revoke execute on function rowseal_private.begin_authorization(jsonb, text, bytea) from public;
grant execute on function rowseal_private.begin_authorization(jsonb, text, bytea) to rowseal_issuer;
--! EndIncluded functions/oauth/begin_authorization.sql
--! Included functions/oauth/workspace_choice.sql
create or replace function rowseal_private.workspace_choice(session rowseal_private.sessions, scope text) returns jsonb
  language sql stable parallel restricted set search_path = ''
  return (
    select coalesce(
             pg_catalog.jsonb_agg(
               pg_catalog.jsonb_build_object('id', workspace.id, 'name', workspace.name, 'role', membership.role) order by workspace.name
             ), '[]'
           )
      from rowseal.memberships as membership
      join rowseal.workspaces as workspace on workspace.id = membership.workspace_id
     where membership.user_id = (workspace_choice.session).user_id
       and workspace.id = coalesce((workspace_choice.session).workspace_id, workspace.id)
       and workspace_choice.scope <> ''
  );

comment on function rowseal_private.workspace_choice(rowseal_private.sessions, text) is
  'The workspaces that a grant of these scopes could be for: those of the session''s user that the session can enter. None where no scope needs one.';

revoke execute on function rowseal_private.workspace_choice(rowseal_private.sessions, text) from public;
--! EndIncluded functions/oauth/workspace_choice.sql
--! Included functions/oauth/needs_consent.sql
create or replace function rowseal_private.needs_consent(
  request rowseal_private.oauth_requests, client rowseal_private.oauth_clients, user_id uuid, workspace_id uuid
) returns boolean
  language sql stable parallel restricted set search_path = ''
  return 'consent' = any ((needs_consent.request).prompt)
    or not (
      (needs_consent.client).first_party
      and ((needs_consent.client).auth_method <> 'none' or (needs_consent.request).redirect_uri ~ '^https:')
    ) and not exists (
      select from rowseal_private.oauth_consents as given
       where given.user_id = needs_consent.user_id
         and given.client_id = (needs_consent.client).id
         and given.workspace_id = coalesce(needs_consent.workspace_id, '00000000-0000-0000-0000-000000000000')
         and pg_catalog.string_to_array((needs_consent.request).scope, ' ') <@ pg_catalog.string_to_array(given.scope, ' ')
         and pg_catalog.string_to_array((needs_consent.request).identity_scope, ' ') <@ pg_catalog.string_to_array(given.identity_scope, ' ')
    );

comment on function rowseal_private.needs_consent(rowseal_private.oauth_requests, rowseal_private.oauth_clients, uuid, uuid) is
  'Whether a person must be asked before a client gets what it asks for: not for our own clients, and not where they have agreed '
  'to as much before. Behind a redirect URI that is not https any program of the device could pass for a client that cannot prove who it is '
  '(RFC 8252 section 8.6): there our own ask too.';

revoke execute on function rowseal_private.needs_consent(rowseal_private.oauth_requests, rowseal_private.oauth_clients, uuid, uuid) from public;
--! EndIncluded functions/oauth/needs_consent.sql
--! Included functions/oauth/issue_code.sql
create or replace function rowseal_private.issue_code(
  request rowseal_private.oauth_requests, client rowseal_private.oauth_clients, session rowseal_private.sessions, workspace_id uuid
) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_id constant uuid := rowseal.uuidv7();
  v_secret constant bytea := rowseal_private.random_bytes(33);
begin
  insert into rowseal_private.oauth_codes (
    user_id, id, secret_hash, client_id, redirect_uri, code_challenge, nonce, identity_scope, scope, resource, workspace_id,
    authenticated_at, expires_at
  )
  values (
    session.user_id, v_id, sha256(v_secret), client.id, request.redirect_uri, request.code_challenge, request.nonce, request.identity_scope,
    request.scope, request.resource, issue_code.workspace_id, session.authenticated_at, clock_timestamp() + interval '60 seconds'
  );
  -- Who cannot prove who they are, or whom nobody here vouched for, is asked about each time (RFC 8252 section 8.6).
  if client.auth_method <> 'none' and not client.registered_by_itself then
    insert into rowseal_private.oauth_consents as given (user_id, client_id, workspace_id, identity_scope, scope)
    values (
      session.user_id, client.id, coalesce(issue_code.workspace_id, '00000000-0000-0000-0000-000000000000'), request.identity_scope, request.scope
    )
    on conflict on constraint oauth_consents_pkey do update
      set identity_scope = excluded.identity_scope, scope = excluded.scope, given_at = excluded.given_at;
  end if;
  return rowseal_private.format_token('rsc_', uuid_send(session.user_id) || uuid_send(v_id) || v_secret);
end
$$;

comment on function rowseal_private.issue_code(rowseal_private.oauth_requests, rowseal_private.oauth_clients, rowseal_private.sessions, uuid) is
  'An authorization code for a request that the session''s user agreed to: 60 seconds, single use; only its hash is kept. The agreement is remembered '
  'where we registered the client, and it can prove who it is.';

revoke execute on function rowseal_private.issue_code(rowseal_private.oauth_requests, rowseal_private.oauth_clients, rowseal_private.sessions, uuid) from public;
--! EndIncluded functions/oauth/issue_code.sql
--! Included functions/oauth/answer_authorization.sql
create or replace function rowseal_private.answer_authorization(
  request_id uuid, browser_secret bytea, refresh_token text, approved boolean default null, workspace_id uuid default null,
  out status text, out redirect_uri text, out state text, out error text, out code text, out details jsonb
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_request rowseal_private.oauth_requests;
  v_client rowseal_private.oauth_clients;
  v_session constant rowseal_private.sessions := rowseal_private.session_of_refresh_token(answer_authorization.refresh_token);
  v_silent boolean;
  v_choice jsonb;
  v_workspace_id uuid;
begin
  select * into v_request
    from rowseal_private.oauth_requests as request
   where request.id = answer_authorization.request_id
     and request.browser_hash = sha256(answer_authorization.browser_secret)
     and request.answered_at is null
     and request.expires_at > now()
     for update;
  select * into v_client
    from rowseal_private.oauth_clients as client where client.id = v_request.client_id and client.disabled_at is null;
  if not found then
    status := 'expired';
    return;
  end if;
  redirect_uri := v_request.redirect_uri;
  state := v_request.state;
  v_silent := 'none' = any (v_request.prompt);
  details := jsonb_build_object('client', v_client.name, 'login_hint', v_request.login_hint);

  if answer_authorization.approved is false then
    error := 'access_denied';
  elsif v_session.id is null
     or v_request.prompt && array['login', 'select_account'] and v_session.authenticated_at < v_request.created_at
     or v_session.authenticated_at < v_request.created_at - make_interval(secs => v_request.max_age)
  then
    if not v_silent then
      status := 'sign_in';
      return;
    end if;
    error := 'login_required';
  else
    v_choice := rowseal_private.workspace_choice(v_session, v_request.scope);
    v_workspace_id := case when jsonb_array_length(v_choice) = 1 then (v_choice -> 0 ->> 'id')::uuid else answer_authorization.workspace_id end;
    if v_request.scope <> '' and jsonb_array_length(v_choice) = 0 then
      error := 'access_denied';
    elsif v_request.scope <> '' and not exists (select from jsonb_array_elements(v_choice) as each where (each ->> 'id')::uuid = v_workspace_id)
       or answer_authorization.approved is not true and rowseal_private.needs_consent(v_request, v_client, v_session.user_id, v_workspace_id)
    then
      if not v_silent then
        status := 'consent';
        details := details || jsonb_build_object(
          'redirect_uri', v_request.redirect_uri,
          'user', (select holder.email from rowseal.users as holder where holder.id = v_session.user_id),
          'workspaces', v_choice,
          'identity', to_jsonb(string_to_array(v_request.identity_scope, ' ')),
          'scopes', coalesce((
            select jsonb_agg(jsonb_build_object('name', scope.name, 'description', scope.description) order by scope.name)
              from rowseal.scopes as scope where scope.name = any (string_to_array(v_request.scope, ' '))
          ), '[]')
        );
        return;
      end if;
      error := 'consent_required';
    end if;
  end if;

  update rowseal_private.oauth_requests as request set answered_at = clock_timestamp() where request.id = v_request.id;
  if error is not null then
    status := 'error';
    return;
  end if;
  code := rowseal_private.issue_code(v_request, v_client, v_session, case when v_request.scope <> '' then v_workspace_id end);
  status := 'ok';
end
$$;

comment on function rowseal_private.answer_authorization(uuid, bytea, text, boolean, uuid) is
  'Takes a waiting authorization request one step further, in the browser it came from (browser_secret), for whoever is signed in there '
  '(refresh_token). approved and workspace_id are what the person answered on the consent page; null: not asked yet. Returns a status: sign_in; '
  'consent, with details of what to ask (client, user, identity, scopes, workspaces to choose from); ok with a code to hand to redirect_uri; error with '
  'what to tell redirect_uri; expired, also for a request of another browser or one that was answered.';

revoke execute on function rowseal_private.answer_authorization(uuid, bytea, text, boolean, uuid) from public;
grant execute on function rowseal_private.answer_authorization(uuid, bytea, text, boolean, uuid) to rowseal_issuer;
--! EndIncluded functions/oauth/answer_authorization.sql
--! Included functions/oauth/redeem_code.sql
create or replace function rowseal_private.redeem_code(
  code text, client_id text, redirect_uri text, verifier text, resource text, ip inet, user_agent text,
  out status text, out claims rowseal_private.claims, out refresh_token text, out granted jsonb
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_payload constant bytea := rowseal_private.token_payload('rsc_', redeem_code.code);
  v_user_id constant uuid := encode(substr(v_payload, 1, 16), 'hex')::uuid;
  v_code_id constant uuid := encode(substr(v_payload, 17, 16), 'hex')::uuid;
  v_session_id constant uuid := rowseal.uuidv7();
  v_code rowseal_private.oauth_codes;
  v_opened record;
begin
  status := 'invalid_grant';
  -- One statement decides: of many that come at once, one finds the code unused.
  update rowseal_private.oauth_codes as issued
     set session_id = v_session_id
   where issued.user_id = v_user_id
     and issued.id = v_code_id
     and issued.secret_hash = sha256(substr(v_payload, 33, 33))
     and issued.client_id = redeem_code.client_id
     and issued.session_id is null
     and issued.expires_at > clock_timestamp()
     and issued.redirect_uri = coalesce(redeem_code.redirect_uri, issued.redirect_uri)
     and issued.code_challenge = rowseal_private.pkce_challenge(redeem_code.verifier)
     and coalesce(redeem_code.resource, issued.resource, '') = coalesce(issued.resource, '')
     and exists (select from rowseal.users as holder where holder.id = v_user_id and holder.disabled_at is null)
  returning issued.* into v_code;
  if not found then
    perform rowseal_private.revoke_session(issued.user_id, issued.session_id, 'authorization_code_replayed', redeem_code.ip)
       from rowseal_private.oauth_codes as issued
      where issued.user_id = v_user_id
        and issued.id = v_code_id
        and issued.secret_hash = sha256(substr(v_payload, 33, 33))
        and issued.session_id is not null;
    return;
  end if;

  select * into v_opened
    from rowseal_private.open_session(
      v_user_id, v_code.workspace_id, v_code.scope, redeem_code.ip, redeem_code.user_agent,
      id => v_session_id, client_id => v_code.client_id, identity_scope => v_code.identity_scope, resource => v_code.resource,
      authenticated_at => v_code.authenticated_at
    );
  status := 'ok';
  claims := v_opened.claims;
  if 'offline_access' = any (string_to_array(v_code.identity_scope, ' ')) then
    refresh_token := v_opened.refresh_token;
  end if;
  granted := jsonb_build_object(
    'scope', concat_ws(' ', nullif(v_code.identity_scope, ''), nullif(v_code.scope, '')),
    'resource', v_code.resource,
    'identity', case when 'openid' = any (string_to_array(v_code.identity_scope, ' ')) then
      rowseal_private.identity_claims(v_user_id, v_code.identity_scope) || jsonb_strip_nulls(jsonb_build_object(
        'nonce', v_code.nonce, 'auth_time', floor(extract(epoch from v_code.authenticated_at))::bigint, 'sid', v_session_id
      ))
    end
  );
end
$$;

comment on function rowseal_private.redeem_code(text, text, text, text, text, inet, text) is
  'Exchanges an authorization code for a grant (RFC 6749 section 4.1.3), for the client it was issued to, which has been authenticated; verifier is '
  'PKCE''s (RFC 7636); resource is what the tokens shall be for (RFC 8707): empty, this server; null, whatever was asked for at first. Returns a status: ok with sealed claims, a refresh token where offline_access was granted, and what was granted (scope, resource, '
  'claims of the ID token); invalid_grant, and where the code had been used before, the grant it was used for is revoked with it.';

revoke execute on function rowseal_private.redeem_code(text, text, text, text, text, inet, text) from public;
grant execute on function rowseal_private.redeem_code(text, text, text, text, text, inet, text) to rowseal_issuer;
--! EndIncluded functions/oauth/redeem_code.sql
--! Included functions/oauth/refresh_grant.sql
create or replace function rowseal_private.refresh_grant(
  token text, client_id text, resource text, scope text, ip inet, user_agent text,
  out status text, out claims rowseal_private.claims, out refresh_token text, out granted jsonb
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_refreshed record;
  v_session rowseal_private.sessions;
begin
  select refused.status
    into status
    from rowseal.parse_token(refresh_grant.token) as parsed
    join rowseal_private.sessions as session on session.user_id = parsed.owner_id and session.id = parsed.id
   cross join lateral (values
     ('invalid_target', coalesce(refresh_grant.resource, session.resource, '') <> coalesce(session.resource, '')),
     ('invalid_scope', not string_to_array(refresh_grant.scope, ' ') <@ string_to_array(concat_ws(' ', session.identity_scope, session.scope), ' '))
   ) as refused (status, found)
   where session.client_id = refresh_grant.client_id and refused.found
   limit 1;
  if found then
    return;
  end if;
  select * into v_refreshed
    from rowseal_private.refresh_session(refresh_grant.token, refresh_grant.ip, refresh_grant.user_agent, refresh_grant.client_id);
  status := v_refreshed.status;
  claims := v_refreshed.claims;
  refresh_token := v_refreshed.refresh_token;
  select * into v_session from rowseal_private.sessions as session where session.user_id = (claims).sub and session.id = (claims).sid;
  if found then
    -- Sealed anew, not kept: the next refresh may ask for all of the grant again.
    if refresh_grant.scope is not null then
      v_session.scope := rowseal_private.scope_words(refresh_grant.scope, false);
      claims := rowseal_private.access_claims(v_session);
    end if;
    granted := jsonb_build_object(
      'scope', concat_ws(' ', nullif(v_session.identity_scope, ''), nullif(v_session.scope, '')), 'resource', v_session.resource
    );
  end if;
end
$$;

comment on function rowseal_private.refresh_grant(text, text, text, text, inet, text) is
  'rowseal_private.refresh_session for a grant: only the client that it was made to, which has been authenticated, can refresh it. scope limits the access '
  'token to some of the grant''s scopes (RFC 6749 section 6; null: to all); what the client may know of the user stays as granted. resource as in '
  'rowseal_private.redeem_code. Returns the statuses of refresh_session, and what the token is good for (scope, resource); or invalid_target (RFC 8707 '
  'section 2.2) or invalid_scope, more or other was asked for than was granted, and nothing has changed.';

revoke execute on function rowseal_private.refresh_grant(text, text, text, text, inet, text) from public;
grant execute on function rowseal_private.refresh_grant(text, text, text, text, inet, text) to rowseal_issuer;
--! EndIncluded functions/oauth/refresh_grant.sql
--! Included functions/oauth/find_client.sql
create or replace function rowseal_private.find_client(
  client_id text, secret text, ip inet,
  out auth_method text, out authenticated boolean, out jwks jsonb, out id_token_algorithm text, out throttled boolean
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_client rowseal_private.oauth_clients;
begin
  select * into v_client
    from rowseal_private.oauth_clients as client where client.id = find_client.client_id and client.disabled_at is null;
  auth_method := v_client.auth_method;
  jwks := v_client.jwks;
  id_token_algorithm := v_client.id_token_algorithm;
  authenticated := coalesce(v_client.secret_hash = sha256(convert_to(find_client.secret, 'UTF8')), false);
  throttled := (v_client.id is null or find_client.secret is not null and not authenticated)
    and rowseal_private.take_attempt('client_guess', rowseal_private.network_of(find_client.ip)) > interval '0';
end
$$;

comment on function rowseal_private.find_client(text, text, inet) is
  'How a client authenticates (RFC 6749 section 2.3), whether secret is its secret, its public keys for private_key_jwt, and how its ID tokens are signed; '
  'all null and not authenticated for one that is unknown or disabled. throttled: one more wrong guess from a network that has made too many; a right '
  'secret is never held up.';

revoke execute on function rowseal_private.find_client(text, text, inet) from public;
grant execute on function rowseal_private.find_client(text, text, inet) to rowseal_issuer;
--! EndIncluded functions/oauth/find_client.sql
--! Included functions/oauth/use_assertion.sql
create or replace function rowseal_private.use_assertion(client_id text, jti text, expires_at timestamptz) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  insert into rowseal_private.oauth_assertions (client_id, jti_hash, expires_at)
  values (use_assertion.client_id, sha256(convert_to(use_assertion.jti, 'UTF8')), use_assertion.expires_at)
  on conflict on constraint oauth_assertions_pkey do nothing;
  return found;
end
$$;

comment on function rowseal_private.use_assertion(text, text, timestamptz) is
  'Uses up the jti of a client assertion (RFC 7523 section 3): false where it was used before.';

revoke execute on function rowseal_private.use_assertion(text, text, timestamptz) from public;
grant execute on function rowseal_private.use_assertion(text, text, timestamptz) to rowseal_issuer;
--! EndIncluded functions/oauth/use_assertion.sql
--! Included functions/oauth/add_client.sql
create or replace function rowseal_private.add_client(
  name text, redirect_uris text[], auth_method text, scope text default null, jwks jsonb default null,
  id_token_algorithm text default 'RS256', first_party boolean default false, registered_by_itself boolean default false,
  out client_id text, out client_secret text
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  client_id := 'app_' || rtrim(translate(encode(rowseal_private.random_bytes(16), 'base64'), '+/', '-_'), '=');
  if add_client.auth_method = 'client_secret_basic' then
    client_secret := rtrim(translate(encode(rowseal_private.random_bytes(32), 'base64'), '+/', '-_'), '=');
  end if;
  insert into rowseal_private.oauth_clients (
    id, name, redirect_uris, auth_method, secret_hash, jwks, scope, id_token_algorithm, first_party, registered_by_itself
  )
  values (
    client_id, add_client.name, add_client.redirect_uris, add_client.auth_method, sha256(convert_to(client_secret, 'UTF8')), add_client.jwks,
    add_client.scope, add_client.id_token_algorithm, add_client.first_party, add_client.registered_by_itself
  );
  perform rowseal_private.record_event('client_added', null, null, jsonb_build_object('client_id', client_id));
end
$$;

comment on function rowseal_private.add_client(text, text[], text, text, jsonb, text, boolean, boolean) is
  'Registers an application: its name as people see it, where it may be redirected to, how it authenticates (none, client_secret_basic, private_key_jwt '
  'with jwks), what it may ask for (null: anything), how its ID tokens are signed. first_party: nobody is asked for consent. Returns its id, and the '
  'secret of one that has one, the only time it can be seen. Errors: 23514 a redirect URI, method or scope that cannot be.';

revoke execute on function rowseal_private.add_client(text, text[], text, text, jsonb, text, boolean, boolean) from public;
grant execute on function rowseal_private.add_client(text, text[], text, text, jsonb, text, boolean, boolean) to rowseal_worker;
--! EndIncluded functions/oauth/add_client.sql
--! Included functions/oauth/register_client.sql
create or replace function rowseal_private.register_client(
  name text, redirect_uris text[], auth_method text, scope text, ip inet,
  out status text, out client_id text, out client_secret text, out granted_scope text
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_settings rowseal_private.settings;
begin
  select * into strict v_settings from rowseal_private.settings;
  if not v_settings.client_registration_open then
    status := 'closed';
  elsif rowseal_private.take_attempt('client_registration', rowseal_private.network_of(register_client.ip)) > interval '0' then
    status := 'throttled';
  elsif not rowseal_private.are_redirect_uris(register_client.redirect_uris) or cardinality(register_client.redirect_uris) not between 1 and 20 then
    status := 'invalid_redirect_uri';
  elsif register_client.auth_method not in ('none', 'client_secret_basic') or char_length(register_client.name) not between 1 and 100 then
    status := 'invalid_client_metadata';
  else
    status := 'registered';
    select string_agg(word, ' ')
      into granted_scope
      from unnest(string_to_array(v_settings.client_registration_scope, ' ')) as word
     where word = any (string_to_array(coalesce(register_client.scope, v_settings.client_registration_scope), ' '));
    select added.client_id, added.client_secret
      into client_id, client_secret
      from rowseal_private.add_client(
        register_client.name, register_client.redirect_uris, register_client.auth_method, coalesce(granted_scope, ''), registered_by_itself => true
      ) as added;
  end if;
end
$$;

comment on function rowseal_private.register_client(text, text[], text, text, inet) is
  'Dynamic client registration (RFC 7591), where the settings allow it: a client registers itself and may ask for what client_registration_scope says, '
  'with consent each time. Returns a status: registered; closed; throttled, too many from this network; invalid_redirect_uri or invalid_client_metadata '
  '(RFC 7591 section 3.2.2).';

revoke execute on function rowseal_private.register_client(text, text[], text, text, inet) from public;
grant execute on function rowseal_private.register_client(text, text[], text, text, inet) to rowseal_issuer;
--! EndIncluded functions/oauth/register_client.sql
--! Included functions/oauth/client_registration_open.sql
create or replace function rowseal_private.client_registration_open() returns boolean
  language sql stable parallel restricted security definer set search_path = ''
  return (select settings.client_registration_open from rowseal_private.settings as settings);

comment on function rowseal_private.client_registration_open() is
  'Whether OAuth clients may register themselves here (RFC 7591): what the discovery documents say.';

revoke execute on function rowseal_private.client_registration_open() from public;
grant execute on function rowseal_private.client_registration_open() to rowseal_issuer;
--! EndIncluded functions/oauth/client_registration_open.sql
--! Included functions/oauth/list_clients.sql
create or replace function rowseal_private.list_clients()
  returns table (client_id text, name text, auth_method text, redirect_uris text[], scope text, first_party boolean, registered_by_itself boolean,
                 created_at timestamptz)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select client.id, client.name, client.auth_method, client.redirect_uris, client.scope, client.first_party, client.registered_by_itself,
         client.created_at
    from rowseal_private.oauth_clients as client
   where client.disabled_at is null
   order by client.created_at, client.id;
end;

comment on function rowseal_private.list_clients() is 'The registered applications, oldest first; nothing secret of them.';

revoke execute on function rowseal_private.list_clients() from public;
grant execute on function rowseal_private.list_clients() to rowseal_worker;
--! EndIncluded functions/oauth/list_clients.sql
--! Included functions/oauth/remove_client.sql
create or replace function rowseal_private.remove_client(client_id text) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  delete from rowseal_private.oauth_clients as client where client.id = remove_client.client_id;
  if found then
    perform rowseal_private.record_event('client_removed', null, null, jsonb_build_object('client_id', remove_client.client_id));
    return true;
  end if;
  return false;
end
$$;

comment on function rowseal_private.remove_client(text) is
  'Removes an application, and with it every grant, code and consent of it, at once. False where there is none of that id.';

revoke execute on function rowseal_private.remove_client(text) from public;
grant execute on function rowseal_private.remove_client(text) to rowseal_worker;
--! EndIncluded functions/oauth/remove_client.sql
--! Included functions/oauth/inspect_grant.sql
create or replace function rowseal_private.inspect_grant(client_id text, user_id uuid, session_id uuid, scope text default null) returns jsonb
  language sql stable parallel restricted security definer set search_path = ''
  return (
    select pg_catalog.jsonb_build_object(
             'client_id', session.client_id, 'sub', session.user_id, 'username', holder.email,
             'scope', pg_catalog.concat_ws(' ', nullif(session.identity_scope, ''), nullif(effective.scope, '')),
             'iat', pg_catalog.floor(extract(epoch from session.created_at))::bigint,
             'exp', pg_catalog.floor(extract(epoch from session.expires_at))::bigint
           )
      from rowseal_private.sessions as session
      join rowseal.users as holder on holder.id = session.user_id
      left join rowseal_private.effective_scope(
        session.user_id, session.workspace_id, coalesce(inspect_grant.scope, session.scope)
      ) as effective on true
     where session.user_id = inspect_grant.user_id
       and session.id = inspect_grant.session_id
       and session.client_id = inspect_grant.client_id
       and session.revoked_at is null
       and session.expires_at > pg_catalog.now()
       and holder.disabled_at is null
       and (session.workspace_id is null or effective.role is not null)
  );

comment on function rowseal_private.inspect_grant(text, uuid, uuid, text) is
  'What a live grant of a client is good for now (RFC 7662 section 2.2): its scopes that the user''s role grants at this moment; '
  'scope is what a token of it is limited to (null: as the grant is). Null for one that has ended, '
  'was made to another client, or whose user lost the membership.';

revoke execute on function rowseal_private.inspect_grant(text, uuid, uuid, text) from public;
grant execute on function rowseal_private.inspect_grant(text, uuid, uuid, text) to rowseal_issuer;
--! EndIncluded functions/oauth/inspect_grant.sql
--! Included functions/oauth/inspect_refresh_token.sql
create or replace function rowseal_private.inspect_refresh_token(client_id text, token text) returns jsonb
  language sql stable parallel restricted security definer set search_path = ''
  return (
    select rowseal_private.inspect_grant(inspect_refresh_token.client_id, session.user_id, session.id)
      from rowseal_private.token_payload('rsr_', inspect_refresh_token.token) as payload
      join rowseal_private.sessions as session
        on session.user_id = pg_catalog.encode(pg_catalog.substr(payload, 1, 16), 'hex')::uuid
       and session.id = pg_catalog.encode(pg_catalog.substr(payload, 17, 16), 'hex')::uuid
     where session.refresh_hash = pg_catalog.sha256(pg_catalog.substr(payload, 37, 32))
  );

comment on function rowseal_private.inspect_refresh_token(text, text) is
  'rowseal_private.inspect_grant by the grant''s refresh token, if that is the one that is good now.';

revoke execute on function rowseal_private.inspect_refresh_token(text, text) from public;
grant execute on function rowseal_private.inspect_refresh_token(text, text) to rowseal_issuer;
--! EndIncluded functions/oauth/inspect_refresh_token.sql
--! Included functions/oauth/revoke_grant.sql
create or replace function rowseal_private.revoke_grant(client_id text, user_id uuid, session_id uuid, ip inet) returns boolean
  language sql volatile parallel unsafe security definer set search_path = ''
  return coalesce((
    select rowseal_private.revoke_session(session.user_id, session.id, 'revoked_by_client', revoke_grant.ip)
      from rowseal_private.sessions as session
     where session.user_id = revoke_grant.user_id and session.id = revoke_grant.session_id and session.client_id = revoke_grant.client_id
  ), false);

comment on function rowseal_private.revoke_grant(text, uuid, uuid, inet) is
  'Ends a grant for the client that it was made to (RFC 7009), and with it all its tokens. False where there was nothing to end: callers answer both alike.';

revoke execute on function rowseal_private.revoke_grant(text, uuid, uuid, inet) from public;
grant execute on function rowseal_private.revoke_grant(text, uuid, uuid, inet) to rowseal_issuer;
--! EndIncluded functions/oauth/revoke_grant.sql
--! Included functions/oauth/revoke_by_refresh_token.sql
create or replace function rowseal_private.revoke_by_refresh_token(client_id text, token text, ip inet) returns boolean
  language sql volatile parallel unsafe security definer set search_path = ''
  return coalesce((
    select rowseal_private.revoke_grant(revoke_by_refresh_token.client_id, authentic.user_id, authentic.id, revoke_by_refresh_token.ip)
      from rowseal_private.authentic_session(revoke_by_refresh_token.token) as authentic
     where authentic.id is not null
  ), false);

comment on function rowseal_private.revoke_by_refresh_token(text, text, inet) is
  'rowseal_private.revoke_grant by any authentic refresh token of the grant, whatever its age.';

revoke execute on function rowseal_private.revoke_by_refresh_token(text, text, inet) from public;
grant execute on function rowseal_private.revoke_by_refresh_token(text, text, inet) to rowseal_issuer;
--! EndIncluded functions/oauth/revoke_by_refresh_token.sql
--! Included functions/oauth/userinfo.sql
create or replace function rowseal.userinfo() returns jsonb
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
declare
  v_identity_scope text;
begin
  select session.identity_scope
    into v_identity_scope
    from rowseal_private.sessions as session
   where session.user_id = rowseal.user_id() and session.id = rowseal.session_id();
  if coalesce('openid' = any (string_to_array(v_identity_scope, ' ')), false) then
    return rowseal_private.identity_claims(rowseal.user_id(), v_identity_scope);
  end if;
  raise exception 'this needs the scope openid' using errcode = 'RS006';
end
$$;

comment on function rowseal.userinfo() is
  'Claims of the user whom a grant speaks for (OpenID Connect Core section 5.3), as far as its scopes go. Errors: RS006 the credential is no grant with the '
  'scope openid; 28000 bad context.';

revoke execute on function rowseal.userinfo() from public;
grant execute on function rowseal.userinfo() to rowseal_gateway;
--! EndIncluded functions/oauth/userinfo.sql
--! Included functions/oauth/list_connected_apps.sql
create or replace function rowseal.list_connected_apps()
  returns table (client_id text, name text, workspace text, scope text, connected_at timestamptz, last_used_at timestamptz)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select client.id, client.name, workspace.name,
         pg_catalog.concat_ws(' ', nullif(mine.identity_scope, ''), nullif(mine.scope, '')), pg_catalog.min(mine.created_at), pg_catalog.max(mine.rotated_at)
    from rowseal_private.sessions as mine
    join rowseal_private.oauth_clients as client on client.id = mine.client_id
    left join rowseal.workspaces as workspace on workspace.id = mine.workspace_id
   where mine.user_id = (select rowseal_private.require_account())
     and mine.revoked_at is null
     and mine.expires_at > pg_catalog.now()
   group by client.id, client.name, workspace.name, 4
   order by 5 desc, client.id;
end;

comment on function rowseal.list_connected_apps() is
  'The applications that the caller has let in and that still are, with workspace and scopes. Errors: RS008 nobody entered; RS010 a personal access token, '
  'or a limited session.';

revoke execute on function rowseal.list_connected_apps() from public;
grant execute on function rowseal.list_connected_apps() to rowseal_gateway;
--! EndIncluded functions/oauth/list_connected_apps.sql
--! Included functions/oauth/disconnect_app.sql
create or replace function rowseal.disconnect_app(client_id text) returns integer
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
  v_ended integer;
begin
  delete from rowseal_private.oauth_consents as given where given.user_id = v_user_id and given.client_id = disconnect_app.client_id;
  delete from rowseal_private.oauth_codes as issued
   where issued.user_id = v_user_id and issued.client_id = disconnect_app.client_id and issued.session_id is null;
  select count(*)
    into v_ended
    from rowseal_private.sessions as mine
   where mine.user_id = v_user_id
     and mine.client_id = disconnect_app.client_id
     and mine.revoked_at is null
     and rowseal_private.revoke_session(mine.user_id, mine.id, 'disconnected_by_user');
  return v_ended;
end
$$;

comment on function rowseal.disconnect_app(text) is
  'Takes back from an application all that the caller has granted it: grants with their tokens, codes that wait, the consent itself. Returns how many grants '
  'ended. Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.';

revoke execute on function rowseal.disconnect_app(text) from public;
grant execute on function rowseal.disconnect_app(text) to rowseal_gateway;
--! EndIncluded functions/oauth/disconnect_app.sql
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
  select coalesce(password.salt, decoy.salt),
         coalesce(password.memory_kib, neighbour.memory_kib, settings.password_memory_kib),
         coalesce(password.iterations, neighbour.iterations, settings.password_iterations),
         coalesce(password.parallelism, neighbour.parallelism, settings.password_parallelism)
    from rowseal_private.settings as settings
   cross join lateral pg_catalog.substr(
           pg_catalog.sha256(
             settings.address_pepper || pg_catalog.convert_to(pg_catalog.lower(password_challenge.address), 'UTF8')
           ), 1, 16
         ) as decoy (salt)
    -- Passwords of people who have not come since the policy changed still cost what it said then, and that shows in time. Salts are random: the
    -- next one's cost is that of a password picked by chance, and stays the same.
    left join lateral (
      (select other.memory_kib, other.iterations, other.parallelism, 1 as turn
         from rowseal_private.passwords as other where other.salt >= decoy.salt order by other.salt limit 1)
       union all
      (select first.memory_kib, first.iterations, first.parallelism, 2
         from rowseal_private.passwords as first order by first.salt limit 1)
       order by turn
       limit 1
    ) as neighbour on true
    left join rowseal_private.identities as identity
      on identity.provider = 'password'
     and identity.subject_hash = pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.lower(password_challenge.address), 'UTF8'))
    left join rowseal_private.passwords as password on password.user_id = identity.user_id;
end;

comment on function rowseal_private.password_challenge(text) is
  'What the server derives a key from a typed password with: salt and argon2id (RFC 9106) parameters of the address. An address that '
  'nobody registered gets a salt that is as stable and as random to look at, and the parameters of a password that there is, so that '
  'such addresses take as long as passwords do, in the same shares: those of today''s policy, and those of former ones.';

revoke execute on function rowseal_private.password_challenge(text) from public;
grant execute on function rowseal_private.password_challenge(text) to rowseal_issuer;
--! EndIncluded functions/login/password_challenge.sql
--! Included functions/login/register_with_password.sql
create or replace function rowseal_private.register_with_password(
  address text, name text, salt bytea, key bytea, memory_kib integer, iterations integer, parallelism integer, ip inet default null,
  out status text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_subject constant text := lower(register_with_password.address);
  v_user_id uuid;
  v_taken boolean := false;
begin
  if not (select settings.registration_open from rowseal_private.settings as settings) then
    status := 'closed';
    return;
  end if;
  if octet_length(register_with_password.key) <> 32 then
    raise exception 'a derived key has 32 bytes' using errcode = 'RS120';
  end if;
  -- Before anybody looks whose the address is: a wait tells nothing about it.
  retry_after := nullif(
    rowseal_private.take_attempt('registration_network', rowseal_private.network_of(register_with_password.ip)), interval '0'
  );
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;

  -- The last statement decides who gets the address. The loser has done the same work till then, and nothing of it stays: no time tells them apart.
  begin
    insert into rowseal.users (email, name) values (v_subject, register_with_password.name) returning id into v_user_id;
    insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations, parallelism)
    values (
      v_user_id, register_with_password.salt, sha256(register_with_password.key), register_with_password.memory_kib,
      register_with_password.iterations, register_with_password.parallelism
    );
    insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
    values ('password', sha256(convert_to(v_subject, 'UTF8')), v_subject, v_user_id);
  exception
    when unique_violation then
      v_taken := true;
  end;
  -- Whose address it is learns by mail what came of it; nobody else does.
  perform rowseal_private.enqueue_mail_to_address('registered', v_subject, v_user_id);
  status := case when v_taken then 'taken' else 'registered' end;
end
$$;

comment on function rowseal_private.register_with_password(text, text, bytea, bytea, integer, integer, integer, inet) is
  'Creates a user who signs in with a password. key is the 32-byte argon2id key derived with salt and the parameters; only its SHA-256 is '
  'kept. The address gets a mail, whose words depend on whether it was free. Returns a status: registered; taken, the address has an account, which '
  'callers must not tell; closed, by policy; throttled with the time that this network has to wait, and nothing was done. Errors: RS120 the key has another length; 23514 not an address.';

revoke execute on function rowseal_private.register_with_password(text, text, bytea, bytea, integer, integer, integer, inet) from public;
grant execute on function rowseal_private.register_with_password(text, text, bytea, bytea, integer, integer, integer, inet) to rowseal_issuer;
--! EndIncluded functions/login/register_with_password.sql
--! Included functions/login/is_costlier.sql
create or replace function rowseal_private.is_costlier(
  memory_kib integer, iterations integer, than_memory_kib integer, than_iterations integer
) returns boolean
  language sql immutable parallel safe
  return is_costlier.memory_kib >= is_costlier.than_memory_kib
    and is_costlier.memory_kib::bigint * is_costlier.iterations >= is_costlier.than_memory_kib::bigint * is_costlier.than_iterations
    and (is_costlier.memory_kib, is_costlier.iterations) <> (is_costlier.than_memory_kib, is_costlier.than_iterations);

comment on function rowseal_private.is_costlier(integer, integer, integer, integer) is
  'Whether argon2id (RFC 9106) with these parameters costs a guesser more than with those: more memory or more passes, and neither less memory nor less '
  'memory filled in all. Parallelism does not count: it divides the same work.';

revoke execute on function rowseal_private.is_costlier(integer, integer, integer, integer) from public;
--! EndIncluded functions/login/is_costlier.sql
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
  v_network constant text := rowseal_private.network_of(log_in.ip);
  v_user_id uuid;
  v_proven boolean;
  v_renewal_due boolean;
  v_workspace_id uuid;
  v_opened record;
begin
  -- Its proof is judged here: a caller's word that somebody logged in counts for nothing.
  select holder.id, password.verifier = sha256(log_in.proof) and holder.disabled_at is null,
         rowseal_private.is_costlier(
           settings.password_memory_kib, settings.password_iterations, password.memory_kib, password.iterations
         )
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
  if v_proven then
    -- A new password waits for this session, to end it with the others; or this login waits for the new password, and is denied.
    perform from rowseal_private.passwords as password
      where password.user_id = v_user_id and password.verifier = sha256(log_in.proof)
        for share;
    v_proven := found;
  end if;
  if v_proven is not true then
    status := 'denied';
    return;
  end if;
  if rowseal_private.is_strange_network(v_user_id, log_in.ip) then
    perform rowseal_private.enqueue_mail(
      'new_sign_in', jsonb_build_object('user_id', v_user_id, 'network', v_network), v_user_id || ' ' || v_network
    );
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
  'Every login with a password; rowseal_private.log_in_with_identity does the others. provider and subject name the identity; proof is what the provider''s own rule checks: for password, the 32-byte key derived '
  'with rowseal_private.password_challenge. workspace (id or slug) binds the session to one workspace, scope (space-separated) limits it; replaces '
  'is the refresh token of a session that this login ends (OWASP ASVS 7.2.4). Returns a status: ok with the sealed claims of an access token, a '
  'refresh token, and whether the password costs guessers less than it would today and is due for rowseal_private.renew_verifier; denied for an '
  'unknown identity, a wrong proof and a disabled user alike; throttled with the time to wait, and nothing was judged; not_a_member of that workspace. A user who has '
  'logged in before, but never from this network, is told by mail. Errors: 22P02 workspace is neither an id nor a slug; 23514 scope is not a '
  'list of scopes.';

revoke execute on function rowseal_private.log_in(text, text, bytea, text, text, inet, text, text) from public;
grant execute on function rowseal_private.log_in(text, text, bytea, text, text, inet, text, text) to rowseal_issuer;
--! EndIncluded functions/login/log_in.sql
--! Included functions/providers/list_identity_providers.sql
create or replace function rowseal_private.list_identity_providers()
  returns table (
    id text, kind text, name text, issuer text, client_id text, client_secret_jwe text, scope text, links_verified boolean, registers boolean,
    enabled boolean
  )
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select provider.id, provider.kind, provider.name, provider.issuer, provider.client_id, provider.client_secret_jwe, provider.scope,
         provider.links_verified, provider.registers, provider.enabled
    from rowseal_private.identity_providers as provider
   order by provider.created_at, provider.id;
end;

comment on function rowseal_private.list_identity_providers() is
  'The identity providers besides the password, oldest first, disabled ones too. Client secrets are wrapped (compact JWE, RFC 7516).';

revoke execute on function rowseal_private.list_identity_providers() from public;
grant execute on function rowseal_private.list_identity_providers() to rowseal_issuer, rowseal_worker;
--! EndIncluded functions/providers/list_identity_providers.sql
--! Included functions/providers/save_identity_provider.sql
create or replace function rowseal_private.save_identity_provider(
  id text, kind text, name text, issuer text, client_id text, client_secret_jwe text, scope text, links_verified boolean default true,
  registers boolean default true
) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  insert into rowseal_private.identity_providers as provider (
    id, kind, name, issuer, client_id, client_secret_jwe, scope, links_verified, registers
  )
  values (
    save_identity_provider.id, save_identity_provider.kind, save_identity_provider.name, save_identity_provider.issuer,
    save_identity_provider.client_id, save_identity_provider.client_secret_jwe, save_identity_provider.scope,
    save_identity_provider.links_verified, save_identity_provider.registers
  )
  on conflict on constraint identity_providers_pkey do update
    set name = excluded.name,
        client_id = excluded.client_id,
        client_secret_jwe = excluded.client_secret_jwe,
        scope = excluded.scope,
        links_verified = excluded.links_verified,
        registers = excluded.registers
    -- Subjects mean something at one issuer only: under another, the identities would be somebody else's.
    where provider.kind = excluded.kind and provider.issuer = excluded.issuer;
  if not found then
    return 'another_issuer';
  end if;
  perform rowseal_private.record_event(
    'identity_provider_saved', null, null,
    jsonb_build_object('provider', save_identity_provider.id, 'issuer', save_identity_provider.issuer)
  );
  return 'saved';
end
$$;

comment on function rowseal_private.save_identity_provider(text, text, text, text, text, text, text, boolean, boolean) is
  'Adds an identity provider, enabled, or changes one and leaves it enabled or disabled as it was. kind is oidc or github, client_secret_jwe the wrapped '
  'client secret. Returns saved, or another_issuer where there is one of that id whose kind or issuer differs: neither changes. Errors: 23514 an '
  'issuer, a scope or a secret that cannot be.';

revoke execute on function rowseal_private.save_identity_provider(text, text, text, text, text, text, text, boolean, boolean) from public;
grant execute on function rowseal_private.save_identity_provider(text, text, text, text, text, text, text, boolean, boolean) to rowseal_worker;
--! EndIncluded functions/providers/save_identity_provider.sql
--! Included functions/providers/set_identity_provider_enabled.sql
create or replace function rowseal_private.set_identity_provider_enabled(id text, enabled boolean) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  update rowseal_private.identity_providers as provider
     set enabled = set_identity_provider_enabled.enabled
   where provider.id = set_identity_provider_enabled.id;
  if not found then
    return false;
  end if;
  perform rowseal_private.record_event(
    case when set_identity_provider_enabled.enabled then 'identity_provider_enabled' else 'identity_provider_disabled' end,
    null, null, jsonb_build_object('provider', set_identity_provider_enabled.id)
  );
  return true;
end
$$;

comment on function rowseal_private.set_identity_provider_enabled(text, boolean) is
  'Lets people in through a provider, or refuses it from now on, logins included that are on their way back. Sessions that it has opened go on. False where '
  'there is none of that id.';

revoke execute on function rowseal_private.set_identity_provider_enabled(text, boolean) from public;
grant execute on function rowseal_private.set_identity_provider_enabled(text, boolean) to rowseal_worker;
--! EndIncluded functions/providers/set_identity_provider_enabled.sql
--! Included functions/providers/remove_identity_provider.sql
create or replace function rowseal_private.remove_identity_provider(id text, with_identities boolean default false) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_identities integer;
begin
  -- A login that is being judged holds its provider, and may link.
  perform from rowseal_private.identity_providers as provider where provider.id = remove_identity_provider.id for update;
  if not found then
    return 'unknown';
  end if;
  if not remove_identity_provider.with_identities
     and exists (select from rowseal_private.identities as identity where identity.provider = remove_identity_provider.id)
  then
    return 'in_use';
  end if;
  delete from rowseal_private.identity_providers as provider where provider.id = remove_identity_provider.id;
  -- Else whoever got the id next would bring other people under the same subjects.
  delete from rowseal_private.identities as identity where identity.provider = remove_identity_provider.id;
  get diagnostics v_identities = row_count;
  perform rowseal_private.record_event(
    'identity_provider_removed', null, null,
    jsonb_build_object('provider', remove_identity_provider.id, 'identities', v_identities)
  );
  return 'removed';
end
$$;

comment on function rowseal_private.remove_identity_provider(text, boolean) is
  'Removes an identity provider and, with_identities, every identity that it vouched for: who has no other way to sign in then resets a password by mail. '
  'Returns removed; in_use: there are identities, and they were to stay; unknown.';

revoke execute on function rowseal_private.remove_identity_provider(text, boolean) from public;
grant execute on function rowseal_private.remove_identity_provider(text, boolean) to rowseal_worker;
--! EndIncluded functions/providers/remove_identity_provider.sql
--! Included functions/providers/begin_provider_login.sql
create or replace function rowseal_private.begin_provider_login(
  provider text, browser_secret bytea, request_id uuid default null, refresh_token text default null, links boolean default false,
  out status text, out state text
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_state constant text := rtrim(translate(encode(rowseal_private.random_bytes(32), 'base64'), '+/', '-_'), '=');
  v_session record;
begin
  perform from rowseal_private.identity_providers as known where known.id = begin_provider_login.provider and known.enabled;
  if not found then
    status := 'disabled';
    return;
  end if;
  if begin_provider_login.links then
    select session.user_id, session.id
      into v_session
      from rowseal_private.session_of_refresh_token(begin_provider_login.refresh_token) as session
     where session.scope is null;
    if v_session.id is null then
      status := 'sign_in_required';
      return;
    end if;
  else
    select authentic.user_id, authentic.id
      into v_session
      from rowseal_private.authentic_session(begin_provider_login.refresh_token) as authentic
     where authentic.client_id is null;
  end if;
  insert into rowseal_private.provider_logins (state_hash, browser_hash, provider, request_id, session_user_id, session_id, links, expires_at)
  values (
    sha256(convert_to(v_state, 'UTF8')), sha256(begin_provider_login.browser_secret), begin_provider_login.provider,
    begin_provider_login.request_id, v_session.user_id, v_session.id, begin_provider_login.links, clock_timestamp() + interval '10 minutes'
  );
  status := 'ok';
  state := v_state;
end
$$;

comment on function rowseal_private.begin_provider_login(text, bytea, uuid, text, boolean) is
  'Begins a login through a provider, in one browser. browser_secret is what the browser''s cookie holds, request_id the authorization request that waits '
  'for the login, refresh_token that of whoever is signed in there; links: the identity is to be linked to their account. Returns a status: ok with the state '
  'parameter (RFC 6749 section 10.12), of which the hash alone is kept; disabled, also for a provider that there is not; sign_in_required: links, and nobody '
  'is signed in with a session that is not limited.';

revoke execute on function rowseal_private.begin_provider_login(text, bytea, uuid, text, boolean) from public;
grant execute on function rowseal_private.begin_provider_login(text, bytea, uuid, text, boolean) to rowseal_issuer;
--! EndIncluded functions/providers/begin_provider_login.sql
--! Included functions/providers/take_provider_login.sql
create or replace function rowseal_private.take_provider_login(
  state text, browser_secret bytea, provider text,
  out status text, out request_id uuid, out session_user_id uuid, out session_id uuid, out links boolean
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_login rowseal_private.provider_logins;
begin
  -- One statement decides: of many that come at once, one finds the login. In another browser it finds none, and spoils nobody's login; at
  -- another provider's callback it is used up, because somebody mixes providers up (RFC 9700 section 4.4).
  delete from rowseal_private.provider_logins as login
   where login.state_hash = sha256(convert_to(take_provider_login.state, 'UTF8'))
     and login.browser_hash = sha256(take_provider_login.browser_secret)
     and login.expires_at > clock_timestamp()
  returning * into v_login;
  if not found or v_login.provider is distinct from take_provider_login.provider then
    status := 'invalid';
    return;
  end if;
  if not exists (select from rowseal_private.identity_providers as known where known.id = v_login.provider and known.enabled) then
    status := 'disabled';
    return;
  end if;
  status := 'ok';
  request_id := v_login.request_id;
  session_user_id := v_login.session_user_id;
  session_id := v_login.session_id;
  links := v_login.links;
end
$$;

comment on function rowseal_private.take_provider_login(text, bytea, text) is
  'Uses up a login that comes back from a provider, before anything that came along is looked at. Returns a status: ok with what '
  'rowseal_private.begin_provider_login was told; invalid: used, expired, of another browser or of another provider, nobody can tell which; disabled.';

revoke execute on function rowseal_private.take_provider_login(text, bytea, text) from public;
grant execute on function rowseal_private.take_provider_login(text, bytea, text) to rowseal_issuer;
--! EndIncluded functions/providers/take_provider_login.sql
--! Included functions/providers/link_identity.sql
create or replace function rowseal_private.link_identity(provider text, subject text, user_id uuid, reason text, ip inet) returns uuid
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_subject_hash constant bytea := sha256(convert_to(link_identity.subject, 'UTF8'));
begin
  insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
  values (
    link_identity.provider, v_subject_hash, link_identity.subject, link_identity.user_id
  )
  on conflict on constraint identities_pkey do nothing;
  if found then
    perform rowseal_private.record_event(
      'identity_linked', link_identity.user_id, null,
      jsonb_build_object('provider', link_identity.provider, 'reason', link_identity.reason), link_identity.ip
    );
    if link_identity.reason <> 'registered' then
      perform rowseal_private.enqueue_mail(
        'identity_linked',
        jsonb_build_object(
          'user_id', link_identity.user_id, 'provider', link_identity.provider, 'subject_hash', encode(v_subject_hash, 'hex')
        ),
        link_identity.provider || ' ' || encode(v_subject_hash, 'hex')
      );
    end if;
    return link_identity.user_id;
  end if;
  return (
    select identity.user_id
      from rowseal_private.identities as identity
     where identity.provider = link_identity.provider and identity.subject_hash = v_subject_hash
  );
end
$$;

comment on function rowseal_private.link_identity(text, text, uuid, text, inet) is
  'Gives an identity to a user, unless somebody has it, and returns whose it is then. reason goes into the audit event; who had the account before is told by mail. Only '
  'rowseal_private.log_in_with_identity calls it, and what it is made of.';

revoke execute on function rowseal_private.link_identity(text, text, uuid, text, inet) from public;
--! EndIncluded functions/providers/link_identity.sql
--! Included functions/providers/user_of_new_identity.sql
create or replace function rowseal_private.user_of_new_identity(
  provider rowseal_private.identity_providers, subject text, email text, email_verified boolean, name text, ip inet,
  out status text, out user_id uuid
)
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_email constant text := lower(user_of_new_identity.email);
  v_verified uuid[];
  v_made uuid;
begin
  if v_email is null then
    status := 'email_required';
    return;
  end if;
  -- An address that its provider lets people make up could be tried to see whether it has an account.
  if not user_of_new_identity.email_verified
     and rowseal_private.take_attempt('unverified_identity', rowseal_private.network_of(user_of_new_identity.ip)) > interval '0'
  then
    status := 'throttled';
    return;
  end if;
  -- Of two first logins with one address the second finds what the first has made.
  perform pg_advisory_xact_lock(hashtextextended('rowseal address ' || v_email, 0));
  select array_agg(holder.id)
    into v_verified
    from rowseal.users as holder
   where holder.email = v_email and holder.email_verified_at is not null;
  if user_of_new_identity.email_verified and (user_of_new_identity.provider).links_verified and cardinality(v_verified) = 1 then
    if exists (select from rowseal.users as holder where holder.id = v_verified[1] and holder.disabled_at is not null) then
      status := 'denied';
      return;
    end if;
    user_id := rowseal_private.link_identity(
      (user_of_new_identity.provider).id, user_of_new_identity.subject, v_verified[1], 'verified_address', user_of_new_identity.ip
    );
    status := 'ok';
    return;
  end if;
  -- Before it is looked whether the address has an account, so that this does not tell.
  if not (user_of_new_identity.provider).registers or not (select settings.registration_open from rowseal_private.settings as settings) then
    status := 'registration_closed';
    return;
  end if;
  if exists (select from rowseal.users as holder where holder.email = v_email) then
    status := 'link_refused';
    return;
  end if;
  insert into rowseal.users (email, name, email_verified_at)
  values (v_email, user_of_new_identity.name, case when user_of_new_identity.email_verified then clock_timestamp() end)
  returning id into v_made;
  user_id := rowseal_private.link_identity(
    (user_of_new_identity.provider).id, user_of_new_identity.subject, v_made, 'registered', user_of_new_identity.ip
  );
  if user_id <> v_made then
    delete from rowseal.users as loser where loser.id = v_made;
  elsif not user_of_new_identity.email_verified then
    perform rowseal_private.enqueue_mail_to_address('registered', v_email, v_made);
  end if;
  status := 'ok';
end
$$;

comment on function rowseal_private.user_of_new_identity(rowseal_private.identity_providers, text, text, boolean, text, inet) is
  'Whose an identity is that nobody has: of the one user whose address both the provider and we have verified, where the provider''s row allows that; of a '
  'new user, where people may register and the address has no account. An address counts for nothing else (OWASP ASVS 6.8.1). Returns a status: ok with the '
  'user; link_refused, registration_closed, email_required, denied: the account is disabled; throttled. Only rowseal_private.log_in_with_identity calls it. '
  'Errors: 23514 what the provider says cannot be an address, a subject or a name.';

revoke execute on function rowseal_private.user_of_new_identity(rowseal_private.identity_providers, text, text, boolean, text, inet) from public;
--! EndIncluded functions/providers/user_of_new_identity.sql
--! Included functions/providers/log_in_with_identity.sql
create or replace function rowseal_private.log_in_with_identity(
  provider text,
  subject text,
  email text default null,
  email_verified boolean default false,
  name text default null,
  session_user_id uuid default null,
  session_id uuid default null,
  links boolean default false,
  ip inet default null,
  user_agent text default null,
  out status text,
  out claims rowseal_private.claims,
  out refresh_token text
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_network constant text := rowseal_private.network_of(log_in_with_identity.ip);
  v_provider rowseal_private.identity_providers;
  v_user_id uuid;
  v_opened record;
begin
  -- Whoever disables it waits for this login, or this login finds it disabled.
  select * into v_provider
    from rowseal_private.identity_providers as known
   where known.id = log_in_with_identity.provider and known.enabled
     for share;
  if not found then
    status := 'denied';
    return;
  end if;

  if log_in_with_identity.links then
    -- Whoever takes the account back (rowseal_private.reset_password) waits for this link, or this link finds the session ended.
    perform from rowseal.users as holder where holder.id = log_in_with_identity.session_user_id for share;
    -- Who signed out on the way has taken back that the identity be theirs.
    perform
      from rowseal_private.sessions as session
      join rowseal.users as holder on holder.id = session.user_id
     where session.user_id = log_in_with_identity.session_user_id
       and session.id = log_in_with_identity.session_id
       and session.client_id is null
       and session.scope is null
       and session.revoked_at is null
       and session.expires_at > now()
       and holder.disabled_at is null;
    if not found then
      status := 'denied';
      return;
    end if;
    v_user_id := rowseal_private.link_identity(
      v_provider.id, log_in_with_identity.subject, log_in_with_identity.session_user_id, 'signed_in', log_in_with_identity.ip
    );
    status := case when v_user_id = log_in_with_identity.session_user_id then 'linked' else 'link_refused' end;
    return;
  end if;

  select identity.user_id
    into v_user_id
    from rowseal_private.identities as identity
   where identity.provider = v_provider.id
     and identity.subject_hash = sha256(convert_to(log_in_with_identity.subject, 'UTF8'))
     for key share;
  if not found then
    select found.status, found.user_id
      into status, v_user_id
      from rowseal_private.user_of_new_identity(
        v_provider, log_in_with_identity.subject, log_in_with_identity.email, coalesce(log_in_with_identity.email_verified, false),
        log_in_with_identity.name, log_in_with_identity.ip
      ) as found;
    if status <> 'ok' then
      return;
    end if;
  end if;
  if exists (select from rowseal.users as holder where holder.id = v_user_id and holder.disabled_at is not null) then
    status := 'denied';
    return;
  end if;

  if rowseal_private.is_strange_network(v_user_id, log_in_with_identity.ip) then
    perform rowseal_private.enqueue_mail(
      'new_sign_in', jsonb_build_object('user_id', v_user_id, 'network', v_network), v_user_id || ' ' || v_network
    );
  end if;
  perform rowseal_private.remember_network(v_user_id, log_in_with_identity.ip);
  perform rowseal_private.revoke_session(
    log_in_with_identity.session_user_id, log_in_with_identity.session_id, 'replaced', log_in_with_identity.ip
  );
  status := 'ok';
  select * into v_opened
    from rowseal_private.open_session(v_user_id, null, null, log_in_with_identity.ip, log_in_with_identity.user_agent);
  claims := v_opened.claims;
  refresh_token := v_opened.refresh_token;
end
$$;

comment on function rowseal_private.log_in_with_identity(text, text, text, boolean, text, uuid, uuid, boolean, inet, text) is
  'Every login through another identity provider, once the server has verified what the provider says. (provider, subject) is the identity (OWASP ASVS 6.8.1); '
  'email, email_verified and name are the provider''s word, and count at its first login only; session_user_id, session_id and links are as '
  'rowseal_private.take_provider_login returned them. Returns a status: ok with the sealed claims of an access token and a refresh token, and the session it '
  'came from has ended (ASVS 7.2.4); linked: links, and nobody was signed in; link_refused: the address has an account that does not count as theirs, or the '
  'identity is another''s; registration_closed, whether the address has an account or not; email_required; denied: the provider or the user is disabled, or '
  'the session that was to link has ended; throttled: too many addresses from this network that their providers had not verified. Errors: 23514 what '
  'the provider says cannot be an address, a subject or a name.';

revoke execute on function rowseal_private.log_in_with_identity(text, text, text, boolean, text, uuid, uuid, boolean, inet, text) from public;
grant execute on function rowseal_private.log_in_with_identity(text, text, text, boolean, text, uuid, uuid, boolean, inet, text) to rowseal_issuer;
--! EndIncluded functions/providers/log_in_with_identity.sql
--! Included functions/providers/list_identities.sql
create or replace function rowseal.list_identities()
  returns table (provider text, name text, subject text, enabled boolean, linked_at timestamptz)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select mine.provider, coalesce(known.name, 'Password'), mine.subject, coalesce(known.enabled, true), mine.created_at
    from rowseal_private.identities as mine
    left join rowseal_private.identity_providers as known on known.id = mine.provider
   where mine.user_id = (select rowseal_private.require_account())
   order by mine.created_at, mine.provider, mine.subject;
end;

comment on function rowseal.list_identities() is
  'The ways the caller signs in. enabled: whether the provider lets people in now. Errors: RS008 nobody entered; RS010 a personal access token, or a limited '
  'session.';

revoke execute on function rowseal.list_identities() from public;
grant execute on function rowseal.list_identities() to rowseal_gateway;
--! EndIncluded functions/providers/list_identities.sql
--! Included functions/providers/unlink_identity.sql
create or replace function rowseal.unlink_identity(provider text, subject text) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
begin
  -- Of two that would each leave the other as the last way in, the second waits and finds it gone.
  perform from rowseal.users as holder where holder.id = v_user_id for no key update;
  if not exists (
    select from rowseal_private.identities as other
      left join rowseal_private.identity_providers as known on known.id = other.provider
     where other.user_id = v_user_id
       and (other.provider, other.subject) <> (unlink_identity.provider, unlink_identity.subject)
       and (other.provider = 'password' or known.enabled)
  ) then
    return 'last_way_in';
  end if;
  delete from rowseal_private.identities as mine
   where mine.user_id = v_user_id
     and mine.provider = unlink_identity.provider
     and mine.provider <> 'password'
     and mine.subject_hash = sha256(convert_to(unlink_identity.subject, 'UTF8'));
  if not found then
    return 'unknown';
  end if;
  perform rowseal_private.record_event(
    'identity_unlinked', v_user_id, null, jsonb_build_object('provider', unlink_identity.provider)
  );
  return 'unlinked';
end
$$;

comment on function rowseal.unlink_identity(text, text) is
  'Takes an identity of another provider from the caller''s account. Returns unlinked; last_way_in: the caller could not sign in again, with a password or '
  'through an enabled provider; unknown: it is not the caller''s, or it is the password. Errors: RS008 nobody entered; RS010 a personal access token, or a '
  'limited session.';

revoke execute on function rowseal.unlink_identity(text, text) from public;
grant execute on function rowseal.unlink_identity(text, text) to rowseal_gateway;
--! EndIncluded functions/providers/unlink_identity.sql
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
  perform rowseal_private.enqueue_mail('password_changed', jsonb_build_object('user_id', v_user_id), v_user_id::text);
  status := 'changed';
end
$$;

comment on function rowseal.change_password(bytea, bytea, bytea, integer, integer, integer) is
  'Gives the caller another password, ends their other sessions, and has a notice mailed. current_key is the key derived from the present password with '
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
     and password.verifier = sha256(renew_verifier.current_key)
     and rowseal_private.is_costlier(
       renew_verifier.memory_kib, renew_verifier.iterations, password.memory_kib, password.iterations
     );
  return found;
end
$$;

comment on function rowseal_private.renew_verifier(text, bytea, bytea, bytea, integer, integer, integer) is
  'Exchanges the verifier of a password for a costlier one, with the parameters of today, after a login that rowseal_private.log_in answered with renewal '
  'due. The password stays the same: current_key proves it, key is derived from it anew with salt and the parameters. False where current_key '
  'is not (or no longer) right, and where the parameters are not costlier. Errors: RS120 the key has another length.';

revoke execute on function rowseal_private.renew_verifier(text, bytea, bytea, bytea, integer, integer, integer) from public;
grant execute on function rowseal_private.renew_verifier(text, bytea, bytea, bytea, integer, integer, integer) to rowseal_issuer;
--! EndIncluded functions/passwords/renew_verifier.sql
--! Included functions/proofs/account_of.sql
create or replace function rowseal_private.account_of(address text) returns uuid
  language sql stable parallel restricted
  return (
    select found.user_id
      from (
        select identity.user_id, 1 as preference, identity.created_at
          from rowseal_private.identities as identity
         where identity.provider = 'password'
           and identity.subject_hash = pg_catalog.sha256(pg_catalog.convert_to(account_of.address, 'UTF8'))
         union all
        select holder.id, 2, holder.created_at
          from rowseal.users as holder
         where holder.email = account_of.address
           and holder.email_verified_at is not null
      ) as found
      join rowseal.users as holder on holder.id = found.user_id
     where holder.disabled_at is null
     order by found.preference, found.created_at
     limit 1
  );

comment on function rowseal_private.account_of(text) is
  'The user whose password an address (in lower case) may reset: who signs in with it, or else who has proved that it is theirs. Null where there '
  'is none, or who there is is disabled.';

revoke execute on function rowseal_private.account_of(text) from public;
--! EndIncluded functions/proofs/account_of.sql
--! Included functions/proofs/issue_proof.sql
create or replace function rowseal_private.issue_proof(purpose text, user_id uuid, id uuid, email text) returns text
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_secret constant bytea := rowseal_private.random_bytes(33);
begin
  insert into rowseal_private.email_proofs (user_id, id, purpose, secret_hash, email, expires_at)
  select issue_proof.user_id, issue_proof.id, issue_proof.purpose, sha256(v_secret), issue_proof.email,
         clock_timestamp() + case issue_proof.purpose
           when 'reset_password' then settings.password_reset_lifetime
           else settings.email_verification_lifetime
         end
    from rowseal_private.settings as settings
  on conflict on constraint email_proofs_pkey do update
    set purpose = excluded.purpose, secret_hash = excluded.secret_hash, email = excluded.email, expires_at = excluded.expires_at;
  return rowseal_private.format_token('rsv_', uuid_send(issue_proof.user_id) || uuid_send(issue_proof.id) || v_secret);
end
$$;

comment on function rowseal_private.issue_proof(text, uuid, uuid, text) is
  'Makes the proof that a mail to an address of a user carries, and returns it: the only time it can be seen. One of the same id is replaced. '
  'Only rowseal_private.compose_mail calls it.';

revoke execute on function rowseal_private.issue_proof(text, uuid, uuid, text) from public;
--! EndIncluded functions/proofs/issue_proof.sql
--! Included functions/proofs/request_password_reset.sql
create or replace function rowseal_private.request_password_reset(
  address text, ip inet default null, out status text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  retry_after := nullif(
    rowseal_private.take_attempt('reset_network', rowseal_private.network_of(request_password_reset.ip)), interval '0'
  );
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  perform rowseal_private.enqueue_mail_to_address('reset_password', lower(request_password_reset.address), rowseal.uuidv7());
  status := 'accepted';
end
$$;

comment on function rowseal_private.request_password_reset(text, inet) is
  'Has a proof mailed that resets the password of an address. The work and the answer are the same whether anybody has the address: the worker '
  'finds out. Returns a status: accepted, or throttled with the time this network has to wait. Errors: 23502 no address.';

revoke execute on function rowseal_private.request_password_reset(text, inet) from public;
grant execute on function rowseal_private.request_password_reset(text, inet) to rowseal_issuer;
--! EndIncluded functions/proofs/request_password_reset.sql
--! Included functions/proofs/password_reset_challenge.sql
create or replace function rowseal_private.password_reset_challenge(
  token text,
  ip inet default null,
  out status text,
  out address text,
  out salt bytea,
  out memory_kib integer,
  out iterations integer,
  out parallelism integer,
  out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_payload constant bytea := rowseal_private.token_payload('rsv_', password_reset_challenge.token);
  v_policy record;
  v_guess record;
begin
  select proof.email
    into address
    from rowseal_private.email_proofs as proof
    join rowseal.users as holder on holder.id = proof.user_id
   where proof.user_id = encode(substr(v_payload, 1, 16), 'hex')::uuid
     and proof.id = encode(substr(v_payload, 17, 16), 'hex')::uuid
     and proof.purpose = 'reset_password'
     and proof.secret_hash = sha256(substr(v_payload, 33, 33))
     and proof.expires_at > clock_timestamp()
     and holder.disabled_at is null;
  if not found then
    select * into v_guess
      from rowseal_private.take_guess('proof_guess', rowseal_private.network_of(password_reset_challenge.ip));
    status := v_guess.status;
    retry_after := v_guess.retry_after;
    return;
  end if;
  select * into v_policy from rowseal_private.password_policy();
  status := 'ok';
  salt := v_policy.salt;
  memory_kib := v_policy.memory_kib;
  iterations := v_policy.iterations;
  parallelism := v_policy.parallelism;
end
$$;

comment on function rowseal_private.password_reset_challenge(text, inet) is
  'What the server derives a new password with for rowseal_private.reset_password, and the address it is for, which the password must not repeat. '
  'Uses nothing up. Returns a status: ok; invalid, the proof is worthless, so that nobody makes the server derive keys with one; '
  'throttled, invalid like many before it from this network, with the time to wait.';

revoke execute on function rowseal_private.password_reset_challenge(text, inet) from public;
grant execute on function rowseal_private.password_reset_challenge(text, inet) to rowseal_issuer;
--! EndIncluded functions/proofs/password_reset_challenge.sql
--! Included functions/proofs/reset_password.sql
create or replace function rowseal_private.reset_password(
  token text,
  salt bytea,
  key bytea,
  memory_kib integer,
  iterations integer,
  parallelism integer,
  ip inet default null,
  out status text,
  out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_payload constant bytea := rowseal_private.token_payload('rsv_', reset_password.token);
  v_user_id constant uuid := encode(substr(v_payload, 1, 16), 'hex')::uuid;
  v_proof_id constant uuid := encode(substr(v_payload, 17, 16), 'hex')::uuid;
  v_address text;
  v_known boolean;
  v_provider text;
  v_guess record;
begin
  if octet_length(reset_password.key) is distinct from 32 then
    raise exception 'a derived key has 32 bytes' using errcode = 'RS120';
  end if;
  -- One statement decides: of many that come at once, one finds the proof.
  delete from rowseal_private.email_proofs as proof
   using rowseal.users as holder
   where proof.user_id = v_user_id
     and proof.id = v_proof_id
     and proof.purpose = 'reset_password'
     and proof.secret_hash = sha256(substr(v_payload, 33, 33))
     and proof.expires_at > clock_timestamp()
     and holder.id = proof.user_id
     and holder.disabled_at is null
  returning proof.email into v_address;
  if not found then
    select * into v_guess from rowseal_private.take_guess('proof_guess', rowseal_private.network_of(reset_password.ip));
    status := v_guess.status;
    retry_after := v_guess.retry_after;
    return;
  end if;

  insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
  values ('password', sha256(convert_to(v_address, 'UTF8')), v_address, v_user_id)
  on conflict on constraint identities_pkey do nothing;
  perform from rowseal_private.identities as identity
    where identity.provider = 'password'
      and identity.subject_hash = sha256(convert_to(v_address, 'UTF8'))
      and identity.user_id = v_user_id;
  if not found then
    status := 'invalid';
    return;
  end if;

  -- Before the password, in the order in which a login takes the two.
  perform rowseal_private.forgive_login_attempts(v_user_id, 'password ' || v_address);
  insert into rowseal_private.passwords (user_id, salt, verifier, memory_kib, iterations, parallelism)
  values (
    v_user_id, reset_password.salt, sha256(reset_password.key), reset_password.memory_kib, reset_password.iterations,
    reset_password.parallelism
  )
  on conflict on constraint passwords_pkey do update
    set salt = excluded.salt, verifier = excluded.verifier, memory_kib = excluded.memory_kib, iterations = excluded.iterations,
        parallelism = excluded.parallelism, changed_at = clock_timestamp();
  select holder.email_verified_at is not null
    into v_known
    from rowseal.users as holder where holder.id = v_user_id
     for no key update;
  update rowseal.users as holder
     set email_verified_at = coalesce(holder.email_verified_at, clock_timestamp())
   where holder.id = v_user_id and holder.email = v_address;
  -- Nobody had proved the address: who registered it may have connected an identity of their own, which would outlive the password.
  if not v_known then
    for v_provider in
      delete from rowseal_private.identities as identity
       where identity.user_id = v_user_id and identity.provider <> 'password'
      returning identity.provider
    loop
      perform rowseal_private.record_event(
        'identity_unlinked', v_user_id, null, jsonb_build_object('provider', v_provider, 'reason', 'password_reset'), reset_password.ip
      );
    end loop;
  end if;

  -- After the identities: a login by one of them that was under way is waited for above, and has opened its session by now.
  perform rowseal_private.revoke_sessions(v_user_id, 'password_reset');
  delete from rowseal_private.email_proofs as proof where proof.user_id = v_user_id;
  perform rowseal_private.record_event('password_reset', v_user_id, null, jsonb_build_object('proof_id', v_proof_id), reset_password.ip);
  perform rowseal_private.enqueue_mail('password_changed', jsonb_build_object('user_id', v_user_id), v_user_id::text);
  status := 'ok';
end
$$;

comment on function rowseal_private.reset_password(text, bytea, bytea, integer, integer, integer, inet) is
  'Sets a new password with a proof that was mailed, once. key is the 32-byte argon2id key derived with salt and the parameters; only its SHA-256 '
  'is kept. With it, in one commit: the address is verified, every session of the user ends, every other proof of theirs is void, the '
  'failed logins of the account are forgotten, and a notice is mailed. Where the address was not verified before, identities of other '
  'providers are taken away: whoever connected them had not proved that the address is theirs. A user who had no password signs in with the address from now on. Returns a '
  'status: ok; invalid; throttled, invalid like many before it from this network, with the time to wait. Errors: RS120 the key has another length; '
  '23514 the salt has.';

revoke execute on function rowseal_private.reset_password(text, bytea, bytea, integer, integer, integer, inet) from public;
grant execute on function rowseal_private.reset_password(text, bytea, bytea, integer, integer, integer, inet) to rowseal_issuer;
--! EndIncluded functions/proofs/reset_password.sql
--! Included functions/proofs/verify_email.sql
create or replace function rowseal_private.verify_email(token text, ip inet default null, out status text, out retry_after interval)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_payload constant bytea := rowseal_private.token_payload('rsv_', verify_email.token);
  v_user_id constant uuid := encode(substr(v_payload, 1, 16), 'hex')::uuid;
  v_guess record;
begin
  -- One statement decides: of many that come at once, one finds the proof.
  with used as (
    delete from rowseal_private.email_proofs as proof
     where proof.user_id = v_user_id
       and proof.id = encode(substr(v_payload, 17, 16), 'hex')::uuid
       and proof.purpose = 'verify_email'
       and proof.secret_hash = sha256(substr(v_payload, 33, 33))
       and proof.expires_at > clock_timestamp()
    returning proof.email
  )
  update rowseal.users as holder
     set email_verified_at = coalesce(holder.email_verified_at, clock_timestamp())
    from used
   where holder.id = v_user_id
     and holder.email = used.email
     and holder.disabled_at is null;
  if not found then
    select * into v_guess from rowseal_private.take_guess('proof_guess', rowseal_private.network_of(verify_email.ip));
    status := v_guess.status;
    retry_after := v_guess.retry_after;
    return;
  end if;
  perform rowseal_private.record_event('email_verified', v_user_id, null, '{}', verify_email.ip);
  status := 'ok';
end
$$;

comment on function rowseal_private.verify_email(text, inet) is
  'Marks the address of a user as verified, with the proof that was mailed to it, once, and only while it is still the user''s address. Returns a '
  'status: ok; invalid; throttled, invalid like many before it from this network, with the time to wait.';

revoke execute on function rowseal_private.verify_email(text, inet) from public;
grant execute on function rowseal_private.verify_email(text, inet) to rowseal_issuer;
--! EndIncluded functions/proofs/verify_email.sql
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
  'token; RS011 expires too late or in the past; 23502, 23514 no name, a scope twice, an empty list of networks or more than 100.';

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
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
declare
  -- Not in the query, where a caller without any token would never be asked for the scope.
  v_workspace_id constant uuid := rowseal.require_scope('tokens:read');
begin
  return query
    select mine.id, mine.name, mine.scope::text, mine.networks, mine.last_four,
           mine.created_at, mine.expires_at, mine.last_used_at, mine.last_used_ip, mine.revoked_at
      from rowseal_private.personal_access_tokens as mine
     where mine.user_id = rowseal.user_id()
       and mine.workspace_id = v_workspace_id
     order by mine.id;
end
$$;

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
--! Included functions/members/take_workspace.sql
create or replace function rowseal_private.take_workspace(id uuid) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  -- Written, not only locked: under repeatable read the later of two would else judge by its old snapshot; so it fails with 40001.
  update rowseal.workspaces as workspace set slug = workspace.slug where workspace.id = take_workspace.id;
  return found;
end
$$;

comment on function rowseal_private.take_workspace(uuid) is
  'Makes changes of who belongs to a workspace come one after the other, whatever the isolation level: held until the transaction ends. False where '
  'there is no such workspace (any more). Errors: 40001 under repeatable read or serializable, another change came in between.';

revoke execute on function rowseal_private.take_workspace(uuid) from public;
--! EndIncluded functions/members/take_workspace.sql
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
  v_workspace_id constant uuid := coalesce(
    case when changeable_membership.user_id = rowseal.user_id() then rowseal.workspace_id() end,
    rowseal.require_scope('members:write')
  );
  v_membership rowseal.memberships;
begin
  -- First of all, so that two owners cannot remove each other at once.
  perform rowseal_private.take_workspace(v_workspace_id);
  select * into v_membership
    from rowseal.memberships as membership
   where membership.workspace_id = v_workspace_id and membership.user_id = changeable_membership.user_id
     for update;
  if not found then
    raise exception 'there is no such member' using errcode = 'RS013';
  end if;
  perform rowseal_private.require_role_within(v_membership.role_workspace_id, v_membership.role);
  return v_membership;
end
$$;

comment on function rowseal_private.changeable_membership(uuid) is
  'The membership of a user in the workspace entered, locked, if the caller may change it: their own, or with members:write another''s. Its role may '
  'have no scope that the caller''s credential lacks now: a limited one cannot give up what it does not have. Errors: RS006 not allowed; RS007, RS008 '
  'nobody entered a workspace; RS013 no such member.';

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
  'scope that the caller lacks. Anybody may lower themselves, unless their credential is limited. Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such '
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
  'scope less than theirs; anybody may leave, unless their credential is limited. Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such member; '
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
  if tg_op = 'TRUNCATE' then
    if not exists (select from rowseal.workspaces) then
      return null;
    end if;
  else
    -- No workspace: it is being deleted, and its members with it.
    if not rowseal_private.take_workspace(old.workspace_id) then
      return null;
    end if;
    -- In a statement of its own, which sees what was committed while the workspace was waited for.
    if exists (
      select from rowseal.memberships as membership where membership.workspace_id = old.workspace_id and membership.role = 'owner'
    ) then
      return null;
    end if;
  end if;
  raise exception 'the last owner of a workspace stays' using errcode = 'RS014';
end
$$;

comment on function rowseal_private.keep_an_owner() is
  'Trigger: the last owner of a workspace cannot leave, be demoted, be moved to another workspace or be deleted, whoever asks and in whatever SQL. '
  'Two at once are judged one after the other. Errors: RS014.';

revoke execute on function rowseal_private.keep_an_owner() from public;
--! EndIncluded functions/members/keep_an_owner.sql
--! Included functions/members/is_restricted.sql
create or replace function rowseal_private.is_restricted() returns boolean
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
begin
  -- Whoever could set the context could also clear it: a login that serves requests is restricted though nobody is in the transaction.
  return rowseal.user_id() is not null
      or pg_has_role(session_user, 'rowseal_user', 'usage') and not pg_has_role(session_user, 'rowseal_owner', 'set');
end
$$;

comment on function rowseal_private.is_restricted() is
  'Whether what this transaction writes must stay within somebody''s scopes: somebody entered it, or its login role is one that serves requests '
  '(of rowseal_user). Not so for administrators, migrations, the issuer and the worker. Errors: 28000 bad context.';

revoke execute on function rowseal_private.is_restricted() from public;
--! EndIncluded functions/members/is_restricted.sql
--! Included functions/members/is_within.sql
create or replace function rowseal_private.is_within(workspace_id uuid, scopes text[]) returns boolean
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
begin
  return coalesce(
    is_within.workspace_id = rowseal.workspace_id() and coalesce(is_within.scopes, '{}') <@ rowseal.effective_scopes(), false
  );
end
$$;

comment on function rowseal_private.is_within(uuid, text[]) is
  'Whether the caller entered this workspace and now has all of these scopes. Never null. Errors: 28000 bad context.';

revoke execute on function rowseal_private.is_within(uuid, text[]) from public;
--! EndIncluded functions/members/is_within.sql
--! Included functions/members/refuse_escalation.sql
create or replace function rowseal_private.refuse_escalation() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_taken text[];
  v_given text[];
begin
  if not rowseal_private.is_restricted() then
    return null;
  end if;

  if tg_table_name = 'roles' then
    v_taken := old.scopes;
    v_given := new.scopes;
  else
    -- Who deletes their account takes their own memberships with it.
    if tg_op = 'DELETE' and old.user_id = rowseal.user_id() and not exists (select from rowseal.users as holder where holder.id = old.user_id) then
      return null;
    end if;
    -- Whoever comes first into a workspace without members may be anything in it. Looked for in a statement of its own, which sees what was
    -- committed while the workspace was waited for.
    if tg_op = 'INSERT' and new.user_id = rowseal.user_id() then
      perform rowseal_private.take_workspace(new.workspace_id);
      if not exists (
        select from rowseal.memberships as other where other.workspace_id = new.workspace_id and other.user_id <> new.user_id
      ) then
        return null;
      end if;
      -- An invitation was judged against who sent it.
      if exists (
        select from rowseal.invitations as invitation
         where invitation.workspace_id = new.workspace_id
           and invitation.accepted_by = new.user_id
           and invitation.role = new.role
           and invitation.accepted_at = now()
      ) then
        return null;
      end if;
    end if;
    select role.scopes into v_taken from rowseal.roles as role where role.workspace_id = old.role_workspace_id and role.name = old.role;
    select role.scopes into v_given from rowseal.roles as role where role.workspace_id = new.role_workspace_id and role.name = new.role;
  end if;

  if (tg_op = 'INSERT' or rowseal_private.is_within(old.workspace_id, v_taken))
     and (tg_op = 'DELETE' or rowseal_private.is_within(new.workspace_id, v_given))
  then
    return null;
  end if;
  raise exception 'nobody can give or take a role above their own scopes' using errcode = 'RS006';
end
$$;

comment on function rowseal_private.refuse_escalation() is
  'Trigger of memberships and roles, for every SQL that a request runs, whatever an application has granted or wrapped in functions of its own: a '
  'row may be written only in the workspace entered, and only where neither its old nor its new scopes are above the caller''s. Exempt are the '
  'first member of a workspace, who accepts an invitation in this very transaction, and who deletes their own account. Where rowseal_private.is_restricted() is false nothing is refused. Errors: '
  'RS006; 28000 bad context.';

revoke execute on function rowseal_private.refuse_escalation() from public;
--! EndIncluded functions/members/refuse_escalation.sql
--! Included functions/invitations/invite_member.sql
create or replace function rowseal.invite_member(
  address text, role text, out status text, out id uuid, out expires_at timestamptz, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('members:write');
  v_email constant text := lower(invite_member.address);
begin
  -- Every change of who belongs to a workspace takes this row first.
  perform from rowseal.workspaces as workspace where workspace.id = v_workspace_id for update;
  perform rowseal_private.require_role_within(
    case when invite_member.role in ('owner', 'admin', 'member', 'viewer')
      then '00000000-0000-0000-0000-000000000000'
      else v_workspace_id
    end, invite_member.role
  );
  perform rowseal_private.require_role_within(earlier.role_workspace_id, earlier.role)
    from rowseal.invitations as earlier
   where earlier.workspace_id = v_workspace_id
     and earlier.email = v_email
     and earlier.accepted_at is null
     and earlier.revoked_at is null;
  if exists (
    select
      from rowseal.users as holder
      join rowseal.memberships as membership on membership.user_id = holder.id
     where holder.email = v_email and membership.workspace_id = v_workspace_id
  ) then
    raise exception 'whoever has this address is a member already' using errcode = 'RS020';
  end if;

  retry_after := nullif(rowseal_private.take_attempt('invitation_workspace', v_workspace_id::text), interval '0');
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  insert into rowseal.invitations as invitation (workspace_id, email, role, invited_by, expires_at)
  select v_workspace_id, v_email, invite_member.role, rowseal.user_id(), now() + settings.invitation_lifetime
    from rowseal_private.settings as settings
  on conflict (workspace_id, email) where accepted_at is null and revoked_at is null do update
    set role = excluded.role, invited_by = excluded.invited_by, created_at = excluded.created_at, expires_at = excluded.expires_at,
        secret_hash = null
  returning invitation.id, invitation.expires_at into invite_member.id, invite_member.expires_at;
  perform rowseal_private.record_event(
    'member_invited', rowseal.user_id(), v_workspace_id,
    jsonb_build_object('invitation_id', invite_member.id, 'role', invite_member.role)
  );
  perform rowseal_private.enqueue_mail(
    'invitation', jsonb_build_object('workspace_id', v_workspace_id, 'id', invite_member.id), invite_member.id::text
  );
  status := 'invited';
end
$$;

comment on function rowseal.invite_member(text, text) is
  'Invites an address to the workspace entered, as a role, by mail. With members:write; the role may have no scope that the caller lacks. An open '
  'invitation of the same address is replaced, and what was mailed for it is void. Returns a status: invited; throttled, this workspace has '
  'invited too many, with the time to wait. Errors: RS006 not allowed; RS007, RS008 nobody entered a workspace; RS013 no such role; RS020 the '
  'address is a member''s; 23502, 23514 no address.';

revoke execute on function rowseal.invite_member(text, text) from public;
grant execute on function rowseal.invite_member(text, text) to rowseal_gateway;
--! EndIncluded functions/invitations/invite_member.sql
--! Included functions/invitations/list_invitations.sql
create or replace function rowseal.list_invitations()
  returns table (id uuid, email text, role text, invited_by uuid, created_at timestamptz, expires_at timestamptz)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select invitation.id, invitation.email, invitation.role, invitation.invited_by, invitation.created_at, invitation.expires_at
    from rowseal.invitations as invitation
   where invitation.workspace_id = (select rowseal.require_scope('members:read'))
     and invitation.accepted_at is null
     and invitation.revoked_at is null
   order by invitation.id;
end;

comment on function rowseal.list_invitations() is
  'The open invitations of the workspace entered, those that have expired among them, oldest first. Errors: RS006 lacks members:read; RS007, '
  'RS008 nobody entered a workspace.';

revoke execute on function rowseal.list_invitations() from public;
grant execute on function rowseal.list_invitations() to rowseal_gateway;
--! EndIncluded functions/invitations/list_invitations.sql
--! Included functions/invitations/revoke_invitation.sql
create or replace function rowseal.revoke_invitation(id uuid) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_workspace_id constant uuid := rowseal.require_scope('members:write');
  v_invitation rowseal.invitations;
begin
  select * into v_invitation
    from rowseal.invitations as invitation
   where invitation.workspace_id = v_workspace_id
     and invitation.id = revoke_invitation.id
     and invitation.accepted_at is null
     and invitation.revoked_at is null
     for update;
  if not found then
    raise exception 'there is no such invitation' using errcode = 'RS013';
  end if;
  perform rowseal_private.require_role_within(v_invitation.role_workspace_id, v_invitation.role);
  update rowseal.invitations as invitation
     set revoked_at = clock_timestamp(), secret_hash = null
   where invitation.workspace_id = v_workspace_id and invitation.id = revoke_invitation.id;
  perform rowseal_private.record_event(
    'invitation_revoked', rowseal.user_id(), v_workspace_id, jsonb_build_object('invitation_id', revoke_invitation.id)
  );
end
$$;

comment on function rowseal.revoke_invitation(uuid) is
  'Takes an open invitation of the workspace entered back. With members:write, and no scope less than its role has. Errors: RS006 not '
  'allowed; RS007, RS008 nobody entered a workspace; RS013 no such invitation is open.';

revoke execute on function rowseal.revoke_invitation(uuid) from public;
grant execute on function rowseal.revoke_invitation(uuid) to rowseal_gateway;
--! EndIncluded functions/invitations/revoke_invitation.sql
--! Included functions/invitations/is_covered.sql
create or replace function rowseal_private.is_covered(invitation rowseal.invitations) returns boolean
  language sql stable parallel restricted
  return exists (
    select
      from rowseal.users as inviter
     cross join lateral rowseal_private.effective_scope(inviter.id, (is_covered.invitation).workspace_id, null) as effective
      join rowseal.roles as given
        on given.workspace_id = (is_covered.invitation).role_workspace_id
       and given.name = (is_covered.invitation).role
     where inviter.id = (is_covered.invitation).invited_by
       and inviter.disabled_at is null
       and pg_catalog.string_to_array(effective.scope, ' ') @> (given.scopes || 'members:write'::text)
  );

comment on function rowseal_private.is_covered(rowseal.invitations) is
  'Whether who made an invitation could make it now: a member, not disabled, with members:write and every scope of the role given. Never null.';

revoke execute on function rowseal_private.is_covered(rowseal.invitations) from public;
--! EndIncluded functions/invitations/is_covered.sql
--! Included functions/invitations/accept_invitation.sql
create or replace function rowseal.accept_invitation(
  token text, out status text, out workspace_id uuid, out role text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_payload constant bytea := rowseal_private.token_payload('rsi_', accept_invitation.token);
  v_workspace_id constant uuid := encode(substr(v_payload, 1, 16), 'hex')::uuid;
  v_id constant uuid := encode(substr(v_payload, 17, 16), 'hex')::uuid;
  v_user_id constant uuid := rowseal_private.require_account();
  v_email text;
  v_invitation rowseal.invitations;
  v_guess record;
begin
  select holder.email into strict v_email from rowseal.users as holder where holder.id = v_user_id;
  select * into v_invitation
    from rowseal.invitations as invitation
   where invitation.workspace_id = v_workspace_id
     and invitation.id = v_id
     and invitation.secret_hash = sha256(substr(v_payload, 33, 33));
  if not found then
    select * into v_guess from rowseal_private.take_guess('invitation_guess', v_user_id::text);
    status := v_guess.status;
    retry_after := v_guess.retry_after;
    return;
  end if;
  if v_invitation.email <> v_email then
    status := 'another_address';
    return;
  end if;

  -- Every change of who belongs to a workspace takes this row first: the inviter stays who they are until the end of this.
  perform from rowseal.workspaces as workspace where workspace.id = v_workspace_id for update;
  update rowseal.invitations as invitation
     set accepted_at = now(), accepted_by = v_user_id
   where invitation.workspace_id = v_workspace_id
     and invitation.id = v_id
     and invitation.secret_hash = v_invitation.secret_hash
     and invitation.accepted_at is null
     and invitation.revoked_at is null
     and invitation.expires_at > clock_timestamp()
     and rowseal_private.is_covered(invitation)
  returning invitation.* into v_invitation;
  if not found then
    status := 'invalid';
    return;
  end if;
  insert into rowseal.memberships (workspace_id, user_id, role)
  values (v_workspace_id, v_user_id, v_invitation.role)
  on conflict on constraint memberships_pkey do nothing;
  if not found then
    status := 'already_member';
    return;
  end if;
  -- The invitation was mailed there and nowhere else.
  update rowseal.users as holder
     set email_verified_at = coalesce(holder.email_verified_at, clock_timestamp())
   where holder.id = v_user_id;
  perform rowseal_private.record_event(
    'invitation_accepted', v_user_id, v_workspace_id, jsonb_build_object('invitation_id', v_id, 'role', v_invitation.role)
  );
  status := 'accepted';
  accept_invitation.workspace_id := v_workspace_id;
  accept_invitation.role := v_invitation.role;
end
$$;

comment on function rowseal.accept_invitation(text) is
  'Makes the caller a member of the workspace that an invitation is for, once. The caller must have come with a session that is not limited '
  'to scopes, and have the address that was invited, which the invitation verifies. Returns a status: accepted, with workspace and '
  'role; invalid, it is worthless, used, revoked or expired, or who made it could not make it any more; throttled, invalid like many '
  'before it from this user, with the time to wait; another_address, it is for somebody else; already_member, and no role has changed. Errors: '
  'RS008 nobody entered; RS010 a personal access token or a limited session.';

revoke execute on function rowseal.accept_invitation(text) from public;
grant execute on function rowseal.accept_invitation(text) to rowseal_gateway;
--! EndIncluded functions/invitations/accept_invitation.sql
--! Included functions/mail/compose_registration.sql
create or replace function rowseal_private.compose_registration(address text, id uuid)
  returns table (recipient text, kind text, variables jsonb)
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_settings rowseal_private.settings;
  v_user_id uuid;
begin
  select * into strict v_settings from rowseal_private.settings;
  perform from rowseal.users as holder where holder.id = compose_registration.id;
  if found then
    return query
      select holder.email, 'verify_email'::text,
             jsonb_build_object(
               'token', rowseal_private.issue_proof('verify_email', holder.id, compose_registration.id, holder.email),
               'lifetime', extract(epoch from v_settings.email_verification_lifetime)
             )
        from rowseal.users as holder
       where holder.id = compose_registration.id
         and holder.email_verified_at is null
         and holder.disabled_at is null;
    return;
  end if;

  v_user_id := rowseal_private.account_of(compose_registration.address);
  if v_user_id is null then
    return;
  end if;
  -- Who registers an address that another has registered and not verified may be its owner: what was mailed before must not verify the other.
  delete from rowseal_private.email_proofs as proof where proof.user_id = v_user_id and proof.purpose = 'verify_email';
  return query values (
    compose_registration.address, 'already_registered'::text,
    jsonb_build_object(
      'token', rowseal_private.issue_proof('reset_password', v_user_id, compose_registration.id, compose_registration.address),
      'lifetime', extract(epoch from v_settings.password_reset_lifetime)
    )
  );
end
$$;

comment on function rowseal_private.compose_registration(text, uuid) is
  'The mail to an address that somebody registered. id is the user whom that registration made: there is one, so the mail verifies the address; '
  'or none, because the address was taken, so the mail says so and offers to set the password anew. Nobody is talked into verifying an account '
  'that somebody else has made with a password of theirs.';

revoke execute on function rowseal_private.compose_registration(text, uuid) from public;
--! EndIncluded functions/mail/compose_registration.sql
--! Included functions/mail/compose_password_reset.sql
create or replace function rowseal_private.compose_password_reset(address text, id uuid, requested_at timestamptz)
  returns table (recipient text, kind text, variables jsonb)
  language sql volatile parallel unsafe
begin atomic
  select compose_password_reset.address, 'reset_password'::text,
         pg_catalog.jsonb_build_object(
           'token', rowseal_private.issue_proof('reset_password', account.id, compose_password_reset.id, compose_password_reset.address),
           'lifetime', extract(epoch from settings.password_reset_lifetime)
         )
    from rowseal_private.settings as settings
   cross join lateral rowseal_private.account_of(compose_password_reset.address) as account (id)
   where account.id is not null
     and compose_password_reset.requested_at > pg_catalog.clock_timestamp() - interval '1 day';
end;

comment on function rowseal_private.compose_password_reset(text, uuid, timestamptz) is
  'The mail to an address that somebody asked to reset the password of; no row where nobody has it, or the request is older than a day. id names '
  'the request.';

revoke execute on function rowseal_private.compose_password_reset(text, uuid, timestamptz) from public;
--! EndIncluded functions/mail/compose_password_reset.sql
--! Included functions/mail/compose_invitation.sql
create or replace function rowseal_private.compose_invitation(workspace_id uuid, id uuid)
  returns table (recipient text, kind text, variables jsonb)
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_secret constant bytea := rowseal_private.random_bytes(33);
begin
  return query
    update rowseal.invitations as invitation
       set secret_hash = sha256(v_secret)
      from rowseal.workspaces as workspace, rowseal.users as inviter
     where invitation.workspace_id = compose_invitation.workspace_id
       and invitation.id = compose_invitation.id
       and invitation.accepted_at is null
       and invitation.revoked_at is null
       and invitation.expires_at > clock_timestamp()
       and workspace.id = invitation.workspace_id
       and inviter.id = invitation.invited_by
    returning invitation.email, 'invitation'::text,
              jsonb_build_object(
                'token', rowseal_private.format_token('rsi_', uuid_send(invitation.workspace_id) || uuid_send(invitation.id) || v_secret),
                'workspace', workspace.name, 'inviter', case when inviter.email_verified_at is not null then inviter.email end,
                'role', invitation.role, 'expires_at', invitation.expires_at
              );
end
$$;

comment on function rowseal_private.compose_invitation(uuid, uuid) is
  'The mail to somebody who was invited. It names the inviter only by an address that is verified, so that nobody invites in another''s name. '
  'No row when the invitation has been accepted or revoked, or has expired.';

revoke execute on function rowseal_private.compose_invitation(uuid, uuid) from public;
--! EndIncluded functions/mail/compose_invitation.sql
--! Included functions/mail/compose_notice.sql
create or replace function rowseal_private.compose_notice(payload jsonb)
  returns table (recipient text, kind text, variables jsonb)
  language sql stable parallel restricted
begin atomic
  select holder.email, compose_notice.payload ->> 'kind', notice.variables
    from rowseal.users as holder
   cross join lateral (
           select pg_catalog.jsonb_build_object('at', password.changed_at) as variables
             from rowseal_private.passwords as password
            where compose_notice.payload ->> 'kind' = 'password_changed'
              and password.user_id = holder.id
            union all
           select pg_catalog.jsonb_build_object('at', session.revoked_at, 'user_agent', session.user_agent)
             from rowseal_private.sessions as session
            where compose_notice.payload ->> 'kind' = 'refresh_token_reused'
              and session.user_id = holder.id
              and session.id = (compose_notice.payload ->> 'id')::uuid
            union all
           select pg_catalog.jsonb_build_object(
                    'at', known.seen_at, 'network', known.network,
                    'user_agent', (
                      select session.user_agent
                        from rowseal_private.sessions as session
                       where session.user_id = holder.id
                         and rowseal_private.network_of(session.ip) = known.network
                       order by session.created_at
                       limit 1
                    )
                  )
             from rowseal_private.known_networks as known
            where compose_notice.payload ->> 'kind' = 'new_sign_in'
              and known.user_id = holder.id
              and known.network = compose_notice.payload ->> 'network'
            union all
           select pg_catalog.jsonb_build_object('at', identity.created_at, 'provider', provider.name)
             from rowseal_private.identities as identity
             join rowseal_private.identity_providers as provider on provider.id = identity.provider
            where compose_notice.payload ->> 'kind' = 'identity_linked'
              and identity.user_id = holder.id
              and identity.provider = compose_notice.payload ->> 'provider'
              and identity.subject_hash = pg_catalog.decode(compose_notice.payload ->> 'subject_hash', 'hex')
         ) as notice
   where holder.id = (compose_notice.payload ->> 'user_id')::uuid
     and holder.disabled_at is null;
end;

comment on function rowseal_private.compose_notice(jsonb) is
  'The mail that tells a user of something about their account: password_changed, refresh_token_reused, new_sign_in, identity_linked. No row when the user is gone '
  'or disabled.';

revoke execute on function rowseal_private.compose_notice(jsonb) from public;
--! EndIncluded functions/mail/compose_notice.sql
--! Included functions/mail/compose_mail.sql
create or replace function rowseal_private.compose_mail(payload jsonb)
  returns table (recipient text, kind text, variables jsonb)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
begin
  case compose_mail.payload ->> 'kind'
    when 'registered' then
      return query select * from rowseal_private.compose_registration(
        compose_mail.payload ->> 'address', (compose_mail.payload ->> 'id')::uuid
      );
    when 'reset_password' then
      return query select * from rowseal_private.compose_password_reset(
        compose_mail.payload ->> 'address', (compose_mail.payload ->> 'id')::uuid, (compose_mail.payload ->> 'requested_at')::timestamptz
      );
    when 'invitation' then
      return query select * from rowseal_private.compose_invitation(
        (compose_mail.payload ->> 'workspace_id')::uuid, (compose_mail.payload ->> 'id')::uuid
      );
    else
      return query select * from rowseal_private.compose_notice(compose_mail.payload);
  end case;
end
$$;

comment on function rowseal_private.compose_mail(jsonb) is
  'What a job "mail" is to send now: to whom, of which kind, with which words to fill in; no row when there is nothing to send any more. A proof '
  'or invitation is made here and replaces the one of an earlier try, so that the queue never holds a credential, and tables its hash only. '
  'payload is as rowseal_private.enqueue_mail made it.';

revoke execute on function rowseal_private.compose_mail(jsonb) from public;
grant execute on function rowseal_private.compose_mail(jsonb) to rowseal_worker;
--! EndIncluded functions/mail/compose_mail.sql
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
      where due.expires_at < now() - v_settings.kept_after_end or due.revoked_at < now() - v_settings.kept_after_end
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

  delete from rowseal_private.email_proofs as proof
   using (
     select due.user_id, due.id
       from rowseal_private.email_proofs as due
      where due.expires_at < now()
      limit purge.batch
        for update skip locked
   ) as due
   where proof.user_id = due.user_id and proof.id = due.id;
  get diagnostics v_purged = row_count;
  v_total := v_total + v_purged;

  delete from rowseal_private.oauth_requests as request
   using (
     select due.id from rowseal_private.oauth_requests as due where due.expires_at < now() limit purge.batch for update skip locked
   ) as due
   where request.id = due.id;
  get diagnostics v_purged = row_count;
  v_total := v_total + v_purged;

  delete from rowseal_private.provider_logins as login
   using (
     select due.state_hash from rowseal_private.provider_logins as due where due.expires_at < now() limit purge.batch for update skip locked
   ) as due
   where login.state_hash = due.state_hash;
  get diagnostics v_purged = row_count;
  v_total := v_total + v_purged;

  -- A code that was redeemed is kept while its grant may live: a replay of it still has to end that.
  delete from rowseal_private.oauth_codes as code
   using (
     select due.user_id, due.id
       from rowseal_private.oauth_codes as due
      where due.expires_at < now() - case when due.session_id is null then interval '0' else v_settings.session_lifetime end
      limit purge.batch
        for update skip locked
   ) as due
   where code.user_id = due.user_id and code.id = due.id;
  get diagnostics v_purged = row_count;
  v_total := v_total + v_purged;

  delete from rowseal_private.oauth_assertions as assertion
   using (
     select due.client_id, due.jti_hash
       from rowseal_private.oauth_assertions as due
      where due.expires_at < now()
      limit purge.batch
        for update skip locked
   ) as due
   where assertion.client_id = due.client_id and assertion.jti_hash = due.jti_hash;
  get diagnostics v_purged = row_count;
  v_total := v_total + v_purged;

  delete from rowseal.invitations as invitation
   using (
     select due.workspace_id, due.id
       from rowseal.invitations as due
      where coalesce(due.accepted_at, due.revoked_at, due.expires_at) < now() - v_settings.kept_after_end
      limit purge.batch
        for update skip locked
   ) as due
   where invitation.workspace_id = due.workspace_id and invitation.id = due.id;
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
  v_total := v_total + v_purged;

  delete from rowseal_private.known_networks as known
   using (
     select due.user_id, due.network
       from rowseal_private.known_networks as due
      where due.seen_at < now() - v_settings.known_network_lifetime
      limit purge.batch
        for update skip locked
   ) as due
   where known.user_id = due.user_id and known.network = due.network;
  get diagnostics v_purged = row_count;
  return v_total + v_purged;
end
$$;

comment on function rowseal_private.purge(integer) is
  'Removes what has ended: sessions, personal access tokens and invitations, once they were kept for as long as the settings say; e-mail proofs; '
  'authorization requests, codes, assertions and logins through providers that can no longer be used; counters of attempts; networks that a user was not seen in for long. At most batch of each, and none that somebody is using. Returns how many, so that the caller goes on until '
  'nothing is left.';

revoke execute on function rowseal_private.purge(integer) from public;
grant execute on function rowseal_private.purge(integer) to rowseal_worker;
--! EndIncluded functions/housekeeping/purge.sql
--! Included functions/housekeeping/ensure_audit_partitions.sql
create or replace function rowseal_private.ensure_audit_partitions(months integer default 12) returns integer
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
  'Makes the monthly partitions of audit events that are missing, from this month to as many ahead, under a lock timeout of 2 s. By default a '
  'year: without one nothing can be recorded, and so nobody can log in, and a worker may be missed for long. Each start makes them too. Returns how many '
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
--! Included functions/housekeeping/drop_audit_partitions.sql
create or replace function rowseal_private.drop_audit_partitions() returns integer
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_kept_since constant timestamptz := now() - (select settings.audit_retention from rowseal_private.settings as settings);
  v_partition regclass;
  v_dropped integer := 0;
begin
  perform set_config('lock_timeout', '2s', true);
  -- A partition without an upper bound (DEFAULT, MAXVALUE) has none to compare, and stays.
  for v_partition in
    select class.oid::regclass
      from pg_catalog.pg_inherits as inherits
      join pg_catalog.pg_class as class on class.oid = inherits.inhrelid
     where inherits.inhparent = 'rowseal_private.audit_events'::regclass
       and (regexp_match(pg_get_expr(class.relpartbound, class.oid), ' TO \(''(.+)''\)$'))[1]::timestamptz <= v_kept_since
  loop
    execute format('drop table %s', v_partition);
    v_dropped := v_dropped + 1;
  end loop;
  return v_dropped;
end
$$;

comment on function rowseal_private.drop_audit_partitions() is
  'Drops the monthly partitions of audit events whose last moment is older than the retention in the settings, under a lock timeout of 2 s. Returns '
  'how many. Archive them before, where the law asks for more. Errors: 55P03 the lock was not to be had; try again.';

revoke execute on function rowseal_private.drop_audit_partitions() from public;
grant execute on function rowseal_private.drop_audit_partitions() to rowseal_worker;
--! EndIncluded functions/housekeeping/drop_audit_partitions.sql
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
--! Included policies/invitations.sql
alter table rowseal.invitations enable row level security;
alter table rowseal.invitations force row level security;

drop policy if exists all_owner on rowseal.invitations;
create policy all_owner on rowseal.invitations to rowseal_owner using (true) with check (true);

drop policy if exists select_members on rowseal.invitations;
create policy select_members on rowseal.invitations for select to rowseal_user
  using (workspace_id = (select rowseal.workspace_for('members:read')));

revoke all on rowseal.invitations from public, rowseal_user;
grant select (workspace_id, id, email, role, invited_by, created_at, expires_at, accepted_at, accepted_by, revoked_at)
  on rowseal.invitations to rowseal_user;
--! EndIncluded policies/invitations.sql
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
grant usage on schema rowseal to rowseal_gateway, rowseal_user, rowseal_issuer, rowseal_worker, rowseal_auditor;
grant usage on schema rowseal_private to rowseal_issuer, rowseal_worker;
grant usage on schema rowseal_audit to rowseal_auditor;
grant usage on type rowseal_private.claims to rowseal_issuer;
--! EndIncluded grants.sql
--! EndIncluded all.sql

select rowseal.define_scope('members:read', 'See who belongs to the workspace', '{owner,admin,member,viewer}');
select rowseal.define_scope('members:write', 'Change roles, remove members, define roles', '{owner,admin}');
select rowseal.define_scope('owners:write', 'Make and remove owners', '{owner}');
select rowseal.define_scope('tokens:read', 'See one''s own personal access tokens', '{owner,admin,member,viewer}');
select rowseal.define_scope('tokens:write', 'Make, renew and revoke one''s own personal access tokens', '{owner,admin,member,viewer}');
select rowseal_private.rotate_seal_key();
select rowseal_private.rotate_refresh_key();
select rowseal_private.ensure_audit_partitions();

-- Triggers fire in the order of their names: what nobody may do is refused before the last owner is looked for.
create trigger guard_escalation
  after insert or update or delete on rowseal.memberships
  for each row execute function rowseal_private.refuse_escalation();
create trigger guard_escalation
  after insert or update or delete on rowseal.roles
  for each row execute function rowseal_private.refuse_escalation();
create trigger keep_an_owner
  after update or delete on rowseal.memberships
  for each row when (old.role = 'owner') execute function rowseal_private.keep_an_owner();

create trigger announce_signing_keys
  after insert or update or delete on rowseal_private.signing_keys
  for each row execute function rowseal_private.announce_signing_keys();
create trigger keep_an_owner_when_truncated
  after truncate on rowseal.memberships
  execute function rowseal_private.keep_an_owner();
