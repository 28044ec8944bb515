--! Previous: -
--! Hash: sha1:952161de735afd1309b5f3a56bc986ecf5d953d8
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
  registration_open boolean not null default true,
  password_memory_kib integer not null default 19456 check (password_memory_kib between 7168 and 1048576),
  password_iterations integer not null default 2 check (password_iterations between 1 and 100),
  password_parallelism integer not null default 1 check (password_parallelism between 1 and 16),
  address_pepper bytea not null check (octet_length(address_pepper) = 32)
);
comment on table rowseal_private.settings is 'The policy of this installation: one row.';
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
  constraint signing_keys_gone_is_empty check ((state = 'gone') = (private_jwe is null))
);
create unique index signing_keys_one_current on rowseal_private.signing_keys (algorithm) where state = 'current';
comment on table rowseal_private.signing_keys is 'Keys of JWTs. The private part is wrapped under the master key, which the database never sees.';
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

create table rowseal_private.sessions (
  user_id uuid not null references rowseal.users on delete cascade,
  id uuid not null default rowseal.uuidv7(),
  workspace_id uuid references rowseal.workspaces on delete cascade,
  scope text check (scope is null or rowseal.is_scope_list(string_to_array(scope, ' '))),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  ip inet,
  user_agent text check (char_length(user_agent) <= 500),
  primary key (user_id, id)
);
create index sessions_workspace_id_idx on rowseal_private.sessions (workspace_id) where workspace_id is not null;
comment on table rowseal_private.sessions is 'Logins. Read live by every rowseal.enter.';
comment on column rowseal_private.sessions.workspace_id is 'The only workspace this session may work in; null: any that its user belongs to.';
comment on column rowseal_private.sessions.scope is
  'What the session is limited to, as an OAuth scope string (RFC 6749 section 3.3); null: all that the role grants, never more.';

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

-- 32 bytes from the server's strong random source: two UUIDs carry 244 random bits (gen_random_uuid, pg_strong_random).
insert into rowseal_private.settings (address_pepper)
values (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));

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
--! Included functions/sealing/hmac_sha256.sql
create or replace function rowseal_private.hmac_sha256(inner_pad bytea, outer_pad bytea, message bytea) returns bytea
  language sql immutable parallel safe
  return pg_catalog.sha256(hmac_sha256.outer_pad || pg_catalog.sha256(hmac_sha256.inner_pad || hmac_sha256.message));

comment on function rowseal_private.hmac_sha256(bytea, bytea, bytea) is
  'HMAC-SHA-256 (RFC 2104) of a message under a key given as K xor ipad and K xor opad (64 bytes each). 32 bytes. '
  'No SET clause, so that it is inlined into its callers on the hot path.';

revoke execute on function rowseal_private.hmac_sha256(bytea, bytea, bytea) from public;
--! EndIncluded functions/sealing/hmac_sha256.sql
--! Included functions/sealing/claims_message.sql
create or replace function rowseal_private.claims_message(sub uuid, sid uuid, workspace uuid, scope text, exp bigint) returns bytea
  language sql immutable parallel safe
  return '\x726f777365616c20636c61696d732031'::bytea
    || pg_catalog.uuid_send(claims_message.sub)
    || pg_catalog.uuid_send(claims_message.sid)
    || pg_catalog.uuid_send(coalesce(claims_message.workspace, '00000000-0000-0000-0000-000000000000'))
    || pg_catalog.int8send(claims_message.exp)
    || case when claims_message.scope is null then '\x00'::bytea else '\x01'::bytea || pg_catalog.convert_to(claims_message.scope, 'UTF8') end;

comment on function rowseal_private.claims_message(uuid, uuid, uuid, text, bigint) is
  'The bytes that a seal covers: the label "rowseal claims 1", then fields of fixed width, then the scope string, so that no two claims '
  'share a message. No SET clause, so that it is inlined into its callers on the hot path.';

revoke execute on function rowseal_private.claims_message(uuid, uuid, uuid, text, bigint) from public;
--! EndIncluded functions/sealing/claims_message.sql
--! Included functions/sealing/context_message.sql
create or replace function rowseal_private.context_message(body bytea) returns bytea
  language sql stable parallel restricted
  return '\x726f777365616c20636f6e746578742031'::bytea
    || pg_catalog.int4send(pg_catalog.pg_backend_pid())
    || pg_catalog.timestamptz_send(pg_catalog.transaction_timestamp())
    || pg_catalog.convert_to(current_database()::text || '/' || session_user::text || '/', 'UTF8')
    || context_message.body;

comment on function rowseal_private.context_message(bytea) is
  'The bytes that the MAC of a context covers: the label "rowseal context 1", this backend, this transaction, this database and login role, '
  'and the body. What it says of them is worthless in any other transaction. No SET clause, so that it is inlined into its callers. '
  'Parallel restricted: a worker has another pid.';

revoke execute on function rowseal_private.context_message(bytea) from public;
--! EndIncluded functions/sealing/context_message.sql
--! Included functions/sealing/rotate_seal_key.sql
create or replace function rowseal_private.rotate_seal_key() returns text
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_id constant text := encode(substr(uuid_send(gen_random_uuid()), 1, 4), 'hex');
  v_key constant bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
  v_inner bytea := decode(repeat('36', 64), 'hex');
  v_outer bytea := decode(repeat('5c', 64), 'hex');
begin
  for i in 0 .. 31 loop
    v_inner := set_byte(v_inner, i, get_byte(v_key, i) # 54);
    v_outer := set_byte(v_outer, i, get_byte(v_key, i) # 92);
  end loop;
  update rowseal_private.seal_keys
     set retires_at = clock_timestamp() + (select settings.access_token_lifetime from rowseal_private.settings as settings) + interval '1 minute'
   where retires_at is null;
  insert into rowseal_private.seal_keys (id, inner_pad, outer_pad) values (v_id, v_inner, v_outer);
  return v_id;
end
$$;

comment on function rowseal_private.rotate_seal_key() is
  'Makes a new seal key the one that seals from now on, and lets the older ones verify until the last access token sealed under them has '
  'expired. Returns the new key''s id. No server needs a restart. After a theft, also set retires_at of the stolen key to now(): every '
  'token under it is refused at once. The key is 256 bits hashed out of 366 random ones (gen_random_uuid).';

revoke execute on function rowseal_private.rotate_seal_key() from public;
grant execute on function rowseal_private.rotate_seal_key() to rowseal_worker;
--! EndIncluded functions/sealing/rotate_seal_key.sql
--! Included functions/sealing/seal_claims.sql
create or replace function rowseal_private.seal_claims(sub uuid, sid uuid, workspace uuid, scope text, exp bigint)
  returns rowseal_private.claims
  language sql volatile parallel restricted security definer set search_path = ''
begin atomic
  select seal_claims.sub, seal_claims.sid, seal_claims.workspace, seal_claims.scope, seal_claims.exp, key.id,
         rowseal_private.hmac_sha256(
           key.inner_pad, key.outer_pad,
           rowseal_private.claims_message(seal_claims.sub, seal_claims.sid, seal_claims.workspace, seal_claims.scope, seal_claims.exp)
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
         case when effective_scope.credential_scope is null
           then pg_catalog.array_to_string(role.scopes, ' ')
           else (
             select coalesce(pg_catalog.string_agg(granted.scope, ' '), '')
               from pg_catalog.unnest(role.scopes) as granted (scope)
              where granted.scope = any (pg_catalog.string_to_array(effective_scope.credential_scope, ' '))
           )
         end
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
  v_body text;
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

  v_body := coalesce(v_workspace::text, '------------------------------------')
    || enter.sub::text || enter.sid::text || ' ' || coalesce(nullif(v_scope, '') || ' ', '');
  perform set_config(
    'rowseal.context',
    enter.seal_key
      || encode(rowseal_private.hmac_sha256(v_inner, v_outer, rowseal_private.context_message(convert_to(v_body, 'UTF8'))), 'hex')
      || v_body,
    true
  );
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
  'effective scopes, each between spaces; null where nobody entered. Errors: 28000 planted, edited or replayed. No SET clause, because its '
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
  'The session of this transaction; null where nobody entered. Errors: 28000 bad context.';

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
  with mine as (
    select workspace.id,
           pg_catalog.jsonb_build_object(
             'id', workspace.id, 'slug', workspace.slug, 'name', workspace.name, 'role', membership.role
           ) as shown
      from rowseal.memberships as membership
      join rowseal.workspaces as workspace on workspace.id = membership.workspace_id
      join rowseal_private.sessions as session
        on session.user_id = membership.user_id
       and session.id = rowseal.session_id()
       and coalesce(session.workspace_id, workspace.id) = workspace.id
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
--! Included functions/sessions/open_session.sql
create or replace function rowseal_private.open_session(user_id uuid, workspace_id uuid, scope text, ip inet, user_agent text)
  returns rowseal_private.claims
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_session rowseal_private.sessions;
  v_settings rowseal_private.settings;
begin
  select * into strict v_settings from rowseal_private.settings;
  insert into rowseal_private.sessions (user_id, workspace_id, scope, expires_at, ip, user_agent)
  values (
    open_session.user_id, open_session.workspace_id, open_session.scope, now() + v_settings.session_lifetime,
    open_session.ip, left(open_session.user_agent, 500)
  )
  returning * into v_session;
  return rowseal_private.seal_claims(
    v_session.user_id, v_session.id, v_session.workspace_id, v_session.scope,
    floor(extract(epoch from least(v_session.expires_at, now() + v_settings.access_token_lifetime)))::bigint
  );
end
$$;

comment on function rowseal_private.open_session(uuid, uuid, text, inet, text) is
  'Starts a session of a user and seals the claims of its first access token. workspace_id binds it to one workspace, scope limits it '
  '(space-separated; null: not limited). Only functions that have authenticated the user call it.';

revoke execute on function rowseal_private.open_session(uuid, uuid, text, inet, text) from public;
--! EndIncluded functions/sessions/open_session.sql
--! Included functions/login/password_policy.sql
create or replace function rowseal_private.password_policy(
  out salt bytea, out memory_kib integer, out iterations integer, out parallelism integer
)
  language sql volatile parallel unsafe security definer set search_path = ''
begin atomic
  select pg_catalog.substr(pg_catalog.sha256(pg_catalog.uuid_send(pg_catalog.gen_random_uuid()) || pg_catalog.uuid_send(pg_catalog.gen_random_uuid())), 1, 16),
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
  out status text,
  out claims rowseal_private.claims
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_user_id uuid;
  v_workspace_id uuid;
begin
  -- The password provider is the only one so far, and its proof is judged here: a caller's word that somebody logged in counts for nothing.
  select holder.id
    into v_user_id
    from rowseal_private.identities as identity
    join rowseal_private.passwords as password on password.user_id = identity.user_id
    join rowseal.users as holder on holder.id = identity.user_id
   where identity.provider = log_in.provider
     and identity.provider = 'password'
     and identity.subject_hash = sha256(convert_to(lower(log_in.subject), 'UTF8'))
     and password.verifier = sha256(log_in.proof)
     and holder.disabled_at is null;
  if v_user_id is null then
    status := 'denied';
    return;
  end if;

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
  claims := rowseal_private.open_session(v_user_id, v_workspace_id, log_in.scope, log_in.ip, log_in.user_agent);
end
$$;

comment on function rowseal_private.log_in(text, text, bytea, text, text, inet, text) is
  'Every login. provider and subject name the identity; proof is what the provider''s own rule checks: for password, the 32-byte key derived '
  'with rowseal_private.password_challenge. workspace (id or slug) binds the session to one workspace, scope (space-separated) limits it. '
  'Returns a status: ok with the sealed claims of an access token; denied for an unknown identity, a wrong proof and a disabled user alike; '
  'not_a_member of that workspace. Errors: 22P02 workspace is neither an id nor a slug; 23514 scope is not a list of scopes.';

revoke execute on function rowseal_private.log_in(text, text, bytea, text, text, inet, text) from public;
grant execute on function rowseal_private.log_in(text, text, bytea, text, text, inet, text) to rowseal_issuer;
--! EndIncluded functions/login/log_in.sql
--! Included functions/keys/list_signing_keys.sql
create or replace function rowseal_private.list_signing_keys()
  returns table (id text, algorithm text, state text, public_jwk jsonb, private_jwe text)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select key.id, key.algorithm, key.state, key.public_jwk, key.private_jwe
    from rowseal_private.signing_keys as key
   where key.state <> 'gone'
   order by key.created_at, key.id;
end;

comment on function rowseal_private.list_signing_keys() is
  'The JWT signing keys that are not gone, private parts wrapped (compact JWE, RFC 7516) under a master key that the database never sees.';

revoke execute on function rowseal_private.list_signing_keys() from public;
grant execute on function rowseal_private.list_signing_keys() to rowseal_issuer;
--! EndIncluded functions/keys/list_signing_keys.sql
--! Included functions/keys/add_signing_key.sql
create or replace function rowseal_private.add_signing_key(id text, algorithm text, public_jwk jsonb, private_jwe text) returns boolean
  language sql volatile parallel unsafe security definer set search_path = ''
begin atomic
  with added as (
    insert into rowseal_private.signing_keys (id, algorithm, state, public_jwk, private_jwe)
    values (add_signing_key.id, add_signing_key.algorithm, 'current', add_signing_key.public_jwk, add_signing_key.private_jwe)
    on conflict do nothing
    returning true
  )
  select exists (select from added);
end;

comment on function rowseal_private.add_signing_key(text, text, jsonb, text) is
  'Makes a key the current one of its algorithm where there is none yet; false where there is, so that of many servers that start at once '
  'one wins. id is the RFC 7638 thumbprint, private_jwe the wrapped private JWK. Errors: 23514 a private member in public_jwk, or not a JWE.';

revoke execute on function rowseal_private.add_signing_key(text, text, jsonb, text) from public;
grant execute on function rowseal_private.add_signing_key(text, text, jsonb, text) to rowseal_issuer;
--! EndIncluded functions/keys/add_signing_key.sql
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
select rowseal_private.rotate_seal_key();
