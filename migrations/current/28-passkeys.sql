-- Passkeys (WebAuthn): public keys, who they belong to, and the challenges that are open.
alter table rowseal_private.settings
  add column if not exists passkey_rp_id text
    constraint settings_passkey_rp_id_check check (passkey_rp_id ~ '^[a-z0-9-]+(\.[a-z0-9-]+)*$'),
  add column if not exists passkey_origins text[] not null default '{}'
    constraint settings_passkey_origins_check
      check (array_to_string(passkey_origins, ' ') ~ '^(https?://[a-z0-9.:-]+( https?://[a-z0-9.:-]+)*)?$');
comment on column rowseal_private.settings.passkey_rp_id is
$$The domain that every passkey is bound to (RP ID), for good: null until there is one, which fixes it at the host of
ROWSEAL_PUBLIC_URL. A domain above that host may be set before.$$;
comment on column rowseal_private.settings.passkey_origins is
$$Other origins that passkeys may be used from: those below passkey_rp_id, and related ones, which browsers are told of
in /.well-known/webauthn.$$;

create table if not exists rowseal_private.passkey_handles (
  user_id uuid primary key references rowseal.users on delete cascade,
  handle bytea not null constraint passkey_handles_handle_key unique
    constraint passkey_handles_handle_check check (octet_length(handle) = 64)
);
comment on table rowseal_private.passkey_handles is $$What authenticators call a user: no id, and no address.$$;
comment on column rowseal_private.passkey_handles.handle is $$64 random bytes.$$;

create table if not exists rowseal_private.passkeys (
  user_id uuid not null references rowseal.users on delete cascade,
  id uuid not null default rowseal.uuidv7(),
  credential_id bytea not null constraint passkeys_credential_id_key unique
    constraint passkeys_credential_id_check check (octet_length(credential_id) between 1 and 1023),
  public_key bytea not null
    constraint passkeys_public_key_check check (octet_length(public_key) between 1 and 4096),
  name text not null constraint passkeys_name_check check (char_length(name) between 1 and 100),
  transports text[] not null default '{}'
    constraint passkeys_transports_check check (cardinality(transports) <= 10),
  is_verified boolean not null,
  backup_eligible boolean not null,
  backed_up boolean not null,
  sign_count bigint not null,
  created_at timestamptz not null default clock_timestamp(),
  last_used_at timestamptz,
  primary key (user_id, id),
  constraint passkeys_backed_up_check check (backup_eligible or not backed_up)
);
comment on table rowseal_private.passkeys is
$$Passkeys of users (WebAuthn): public keys alone, so that a dump signs nobody in.$$;
comment on column rowseal_private.passkeys.credential_id is
$$What the authenticator calls it: of one user alone.$$;
comment on column rowseal_private.passkeys.public_key is $$A COSE_Key (RFC 9052).$$;
comment on column rowseal_private.passkeys.transports is $$How browsers reach the authenticator: a hint.$$;
comment on column rowseal_private.passkeys.is_verified is
$$Whether the authenticator is known to verify its user (PIN, fingerprint, face): it did when the passkey was made, or
in a step-up beside another factor. Else the passkey is one factor, whatever it says.$$;
comment on column rowseal_private.passkeys.backup_eligible is
$$Whether it may be synced to other devices. Never changes: an assertion that says otherwise is refused.$$;
comment on column rowseal_private.passkeys.backed_up is $$Whether it is synced, as it said last.$$;
comment on column rowseal_private.passkeys.sign_count is
$$The highest count of signatures that it has told. One that does not rise is an audit event, and no more.$$;

create table if not exists rowseal_private.passkey_challenges (
  challenge_hash bytea primary key
    constraint passkey_challenges_challenge_hash_check check (octet_length(challenge_hash) = 32),
  browser_hash bytea not null
    constraint passkey_challenges_browser_hash_check check (octet_length(browser_hash) = 32),
  purpose text not null constraint passkey_challenges_purpose_check
    check (purpose in ('register', 'sign_in', 'second_factor', 'step_up')),
  user_id uuid references rowseal.users on delete cascade,
  asks_verification boolean not null,
  expires_at timestamptz not null,
  constraint passkey_challenges_user_id_check check ((user_id is null) = (purpose = 'sign_in'))
);
create index if not exists passkey_challenges_expires_at_idx on rowseal_private.passkey_challenges (expires_at);
create index if not exists passkey_challenges_user_id_idx
  on rowseal_private.passkey_challenges (user_id) where user_id is not null;
comment on table rowseal_private.passkey_challenges is
$$What authenticators were asked to sign: once, within minutes, for one purpose, in one browser.$$;
comment on column rowseal_private.passkey_challenges.challenge_hash is
$$SHA-256 of the SHA-256 of the 32-byte challenge.$$;
comment on column rowseal_private.passkey_challenges.browser_hash is
$$SHA-256 of the SHA-256 of the secret that the browser keeps as a cookie, or the client by itself.$$;
comment on column rowseal_private.passkey_challenges.user_id is
$$Who may answer it. Null, sign_in alone: anybody, by a passkey that says whose it is.$$;
comment on column rowseal_private.passkey_challenges.asks_verification is
$$Whether user verification was asked for. Where it was not, that it happened counts for nothing.$$;

-- How much a passkey proves depends on whether it verified its user; whether it is synced is kept beside.
alter table rowseal_private.session_proofs drop constraint if exists session_proofs_kind_check;
alter table rowseal_private.session_proofs add constraint session_proofs_kind_check check (kind in (
  'password', 'provider', 'totp', 'recovery_code', 'passkey', 'synced_passkey', 'verified_passkey',
  'verified_synced_passkey'));

-- Who opens a sign-in page asks for a challenge; it is given back when it is answered.
insert into rowseal_private.throttle_limits (kind, free_attempts, first_wait, longest_wait, forgotten_after)
values ('passkey_network', 1000, '1 second', '15 minutes', '1 hour')
on conflict do nothing;
