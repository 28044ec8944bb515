-- People manage their own account: its name, its address, its end.
alter table rowseal.users add column if not exists proof_version integer not null default 1;
comment on column rowseal.users.proof_version is
$$Counts up when the address or the password changes: what was mailed before proves nothing any more.$$;
alter table rowseal_private.email_proofs add column if not exists proof_version integer not null default 1;
comment on column rowseal_private.email_proofs.proof_version is
$$The proof_version of the user when it was mailed, which has to be the same when it is used.$$;

create table if not exists rowseal_private.pending_addresses (
  user_id uuid primary key references rowseal.users on delete cascade,
  id uuid not null default rowseal.uuidv7(),
  email text not null constraint pending_addresses_email_check check (
    char_length(email) between 3 and 320 and email = lower(email collate "C")
    and email collate "C" ~ '^[!-~]+@[a-z0-9.-]+$'
  ),
  proof_version integer not null,
  secret_hash bytea check (octet_length(secret_hash) = 32),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index if not exists pending_addresses_expires_at_idx on rowseal_private.pending_addresses (expires_at);
alter table rowseal_private.pending_addresses alter column email set statistics 0;
comment on table rowseal_private.pending_addresses is
$$Addresses that people want to have and have not proved to be theirs: one at a time for each. Nobody has an address by
being here.$$;
comment on column rowseal_private.pending_addresses.id is
$$Of the request: another one has another, so that what was mailed for the one before is void.$$;
comment on column rowseal_private.pending_addresses.proof_version is
$$The proof_version of the user when it was asked for, which has to be the same when it is confirmed.$$;
comment on column rowseal_private.pending_addresses.secret_hash is
$$SHA-256 of the SHA-256 of the 33-byte secret that was mailed last; null while none has been.$$;

create table if not exists rowseal_private.former_addresses (
  user_id uuid not null references rowseal.users on delete cascade,
  id uuid not null default rowseal.uuidv7(),
  email text not null constraint former_addresses_email_check check (
    char_length(email) between 3 and 320 and email = lower(email collate "C")
    and email collate "C" ~ '^[!-~]+@[a-z0-9.-]+$'
  ),
  secret_hash bytea check (octet_length(secret_hash) = 32),
  changed_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (user_id, id)
);
create index if not exists former_addresses_email_idx on rowseal_private.former_addresses (email);
drop index if exists rowseal_private.former_addresses_expires_at_idx;
create index if not exists former_addresses_secret_idx
  on rowseal_private.former_addresses (expires_at) where secret_hash is not null;
alter table rowseal_private.former_addresses alter column email set statistics 0;
comment on table rowseal_private.former_addresses is
$$Addresses that people had until they changed them; kept until the user is erased, and with them what has the address.
Until one expires, the reader of its mailbox can take the account back (rowseal_private.restore_address), and it belongs
to nobody else.$$;
comment on column rowseal_private.former_addresses.secret_hash is
$$SHA-256 of the SHA-256 of the 33-byte secret that was mailed there; null while none has been.$$;

alter table rowseal_private.settings
  add column if not exists address_restore_lifetime interval not null default '7 days'
    constraint settings_address_restore_lifetime_check
    check (address_restore_lifetime between interval '0' and interval '90 days');
comment on column rowseal_private.settings.address_restore_lifetime is
$$For how long a change of address can be undone by the reader of the former mailbox, and nobody else gets that
address.$$;

insert into rowseal_private.throttle_limits (kind, free_attempts, first_wait, longest_wait, forgotten_after)
values ('address_change', 5, '1 minute', '1 hour', '1 day')
    on conflict do nothing;

-- Accounts that their owners have deleted, until they are erased.
create table if not exists rowseal_private.account_deletions (
  user_id uuid primary key references rowseal.users on delete cascade,
  requested_at timestamptz not null,
  erase_at timestamptz not null,
  tried_at timestamptz,
  kept_by text
);
create index if not exists account_deletions_erase_at_idx on rowseal_private.account_deletions (erase_at);
comment on table rowseal_private.account_deletions is
$$Accounts that their owners have deleted: disabled since then, to be restored or erased.$$;
comment on column rowseal_private.account_deletions.requested_at is
$$Equals users.disabled_at, unless an operator has disabled or enabled the account since.$$;
comment on column rowseal_private.account_deletions.tried_at is
$$When the worker tried to erase it last, and could not.$$;
comment on column rowseal_private.account_deletions.kept_by is
$$What kept it then: the name of a constraint, the SQLSTATE of an error, or slugs of workspaces.$$;

alter table rowseal_private.settings
  add column if not exists account_grace interval not null default '30 days'
    constraint settings_account_grace_check check (account_grace between interval '0' and interval '3660 days');
comment on column rowseal_private.settings.account_grace is
$$For how long people may restore their account when they have deleted it.$$;

alter table rowseal_private.email_proofs drop constraint if exists email_proofs_purpose_check;
alter table rowseal_private.email_proofs add constraint email_proofs_purpose_check
  check (purpose in ('verify_email', 'reset_password', 'restore_account'));

-- Exports of what is kept about somebody, which they may fetch.
create table if not exists rowseal_private.data_exports (
  user_id uuid not null,
  id uuid not null,
  session_id uuid not null,
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  expires_at timestamptz not null,
  primary key (user_id, id),
  foreign key (user_id, session_id) references rowseal_private.sessions on delete cascade
);
create index if not exists data_exports_session_idx on rowseal_private.data_exports (user_id, session_id);
create index if not exists data_exports_expires_at_idx on rowseal_private.data_exports (expires_at);
comment on table rowseal_private.data_exports is
$$Exports that people have asked for and not fetched: what is exported is put together when it is fetched.$$;
comment on column rowseal_private.data_exports.session_id is $$The only session that fetches it.$$;
comment on column rowseal_private.data_exports.secret_hash is $$SHA-256 of the SHA-256 of the 33-byte secret.$$;

alter table rowseal_private.settings
  add column if not exists data_export_lifetime interval not null default '15 minutes'
    constraint settings_data_export_lifetime_check
    check (data_export_lifetime between interval '1 minute' and interval '1 day');
comment on column rowseal_private.settings.data_export_lifetime is
$$For how long somebody may fetch an export that they have asked for.$$;

insert into rowseal_private.throttle_limits (kind, free_attempts, first_wait, longest_wait, forgotten_after)
values ('data_export', 5, '1 minute', '1 hour', '1 day')
    on conflict do nothing;

-- Erasing somebody looks for their addresses.
create index if not exists invitations_email_idx on rowseal.invitations (email);
create index if not exists oauth_requests_login_hint_idx
  on rowseal_private.oauth_requests (login_hint) where login_hint is not null;
