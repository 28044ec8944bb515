-- How the person of a session proved who they are: the level of assurance follows from the kinds of proof.
create table if not exists rowseal_private.session_proofs (
  user_id uuid not null,
  session_id uuid not null,
  kind text not null
    constraint session_proofs_kind_check check (kind in ('password', 'provider', 'totp', 'recovery_code')),
  proved_at timestamptz not null,
  primary key (user_id, session_id, kind),
  foreign key (user_id, session_id) references rowseal_private.sessions on delete cascade
);
comment on table rowseal_private.session_proofs is
$$What the person of a session proved, the latest of each kind; of a grant, what they had proved when they agreed to it.
The level follows from the kinds (rowseal_private.assurance_level), and a refresh renews none of them.$$;
comment on column rowseal_private.session_proofs.proved_at is
$$-infinity: of unknown age, because a provider did not say when it authenticated the person.$$;
-- How those who are signed in proved it is not known here: as the kind that goes least far with others.
insert into rowseal_private.session_proofs (user_id, session_id, kind, proved_at)
select session.user_id, session.id, 'provider', session.authenticated_at
  from rowseal_private.sessions as session
 where session.revoked_at is null
   and not exists (
     select from rowseal_private.session_proofs as proof
      where proof.user_id = session.user_id and proof.session_id = session.id
   );

alter table rowseal_private.oauth_codes
  add column if not exists proofs jsonb not null default '{}';
comment on column rowseal_private.oauth_codes.proofs is
$$What the person of the session had proved, and when, for the grant (rowseal_private.session_proofs).$$;

-- Those that exist were made by sessions of one proof.
alter table rowseal_private.personal_access_tokens
  add column if not exists assurance smallint not null default 1
    constraint personal_access_tokens_assurance_check check (assurance between 0 and 3);
alter table rowseal_private.personal_access_tokens alter column assurance set default 0;
comment on column rowseal_private.personal_access_tokens.assurance is
$$The level of assurance of the credential that made or renewed it last. It is never fresh.$$;

alter table rowseal_private.settings
  add column if not exists fresh_proof interval not null default '5 minutes'
    constraint settings_fresh_proof_check check (fresh_proof between interval '1 minute' and interval '1 day');
comment on column rowseal_private.settings.fresh_proof is
$$How old the proofs may be of somebody who changes how they sign in, or creates a credential.$$;

-- One-time codes by time, and the codes that stand in for them.
create table if not exists rowseal_private.totp_factors (
  user_id uuid not null references rowseal.users on delete cascade,
  id uuid not null,
  secret_jwe text not null
    constraint totp_factors_secret_jwe_check check (secret_jwe ~ '^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*){4}$'),
  created_at timestamptz not null default now(),
  confirmed_at timestamptz,
  last_step bigint not null default 0,
  last_used_at timestamptz,
  failures integer not null default 0 constraint totp_factors_failures_check check (failures between 0 and 100),
  primary key (user_id, id)
);
create unique index if not exists totp_factors_confirmed_idx
  on rowseal_private.totp_factors (user_id) where confirmed_at is not null;
create unique index if not exists totp_factors_begun_idx
  on rowseal_private.totp_factors (user_id) where confirmed_at is null;
comment on table rowseal_private.totp_factors is
$$Authenticator apps (RFC 6238: SHA-1, six digits, 30 seconds): one confirmed a user, and one that is being set up.$$;
comment on column rowseal_private.totp_factors.secret_jwe is
$$The secret, encrypted under the master key for this user and this factor: in another row it does not open.$$;
comment on column rowseal_private.totp_factors.confirmed_at is
$$When its first code was right. Null: it is being set up, and proves nothing.$$;
comment on column rowseal_private.totp_factors.last_step is
$$The step of time whose code was used last: no other of it, or before it, is accepted.$$;
comment on column rowseal_private.totp_factors.failures is
$$How many wrong codes have come since the last right one. At 100 the factor is off until it is set up anew.$$;

create table if not exists rowseal_private.recovery_codes (
  user_id uuid not null references rowseal.users on delete cascade,
  code_hash bytea not null constraint recovery_codes_code_hash_check check (octet_length(code_hash) = 32),
  created_at timestamptz not null default now(),
  primary key (user_id, code_hash)
);
comment on table rowseal_private.recovery_codes is
$$Codes of 120 bits that stand in for a factor, once each: a used one is deleted.$$;
comment on column rowseal_private.recovery_codes.code_hash is $$SHA-256 of the SHA-256 of the code.$$;

create table if not exists rowseal_private.login_challenges (
  user_id uuid not null references rowseal.users on delete cascade,
  id uuid not null default rowseal.uuidv7(),
  secret_hash bytea not null constraint login_challenges_secret_hash_check check (octet_length(secret_hash) = 32),
  provider text not null,
  kind text not null constraint login_challenges_kind_check check (kind in ('password', 'provider')),
  proved_at timestamptz not null,
  workspace_id uuid references rowseal.workspaces on delete cascade,
  scope rowseal_private.scope_string,
  expires_at timestamptz not null,
  primary key (user_id, id)
);
create index if not exists login_challenges_expires_at_idx on rowseal_private.login_challenges (expires_at);
create index if not exists login_challenges_workspace_id_idx
  on rowseal_private.login_challenges (workspace_id) where workspace_id is not null;
comment on table rowseal_private.login_challenges is
$$Logins that wait for a second factor: ten minutes, and good for nothing else. Such a login has no session.$$;
comment on column rowseal_private.login_challenges.secret_hash is
$$SHA-256 of the SHA-256 of the 33-byte secret of its token (rsl_).$$;
comment on column rowseal_private.login_challenges.kind is
$$What was proved already, when, and through which provider.$$;
