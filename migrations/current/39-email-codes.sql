-- Codes that are mailed to sign in with, for one browser each.
alter table rowseal_private.settings
  add column if not exists email_codes boolean not null default false;
comment on column rowseal_private.settings.email_codes is
$$Whether people may sign in, and confirm who they are, by a code that is mailed to them: one factor, never a second.$$;

create table if not exists rowseal_private.email_codes (
  browser_hash bytea primary key constraint email_codes_browser_hash_check check (octet_length(browser_hash) = 32),
  id uuid not null default rowseal.uuidv7() constraint email_codes_id_key unique,
  purpose text not null constraint email_codes_purpose_check check (purpose in ('sign_in', 'step_up')),
  email text not null constraint email_codes_email_check check (
    char_length(email) between 3 and 320 and email = lower(email collate "C")
    and email collate "C" ~ '^[!-~]+@[a-z0-9.-]+$'
  ),
  code_hash bytea not null constraint email_codes_code_hash_check check (octet_length(code_hash) = 32),
  code_jwe text not null
    constraint email_codes_code_jwe_check check (code_jwe ~ '^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*){4}$'),
  user_id uuid references rowseal.users on delete cascade,
  proof_version integer,
  failures integer not null default 0 constraint email_codes_failures_check check (failures between 0 and 5),
  expires_at timestamptz not null
);
create index if not exists email_codes_expires_at_idx on rowseal_private.email_codes (expires_at);
create index if not exists email_codes_email_idx on rowseal_private.email_codes (email);
create index if not exists email_codes_user_id_idx
  on rowseal_private.email_codes (user_id) where user_id is not null;
alter table rowseal_private.email_codes alter column email set statistics 0;
comment on table rowseal_private.email_codes is
$$Codes that were asked for, of addresses that have an account and of others: ten minutes, five wrong tries, one use.$$;
comment on column rowseal_private.email_codes.browser_hash is
$$SHA-256 of the SHA-256 of the 32-byte secret of the browser that asked, which alone may use the code.$$;
comment on column rowseal_private.email_codes.code_hash is
$$SHA-256 of a digest of that secret and the code, under the master key: who has stolen this table does not find the
code by trying, and asking for it first does not help.$$;
comment on column rowseal_private.email_codes.code_jwe is
$$The code for the mail, encrypted under the master key for this address: in a mail to another it does not open.$$;
comment on column rowseal_private.email_codes.user_id is
$$Whom the code was mailed to. Null: nobody, or not yet, and no code is right.$$;
comment on column rowseal_private.email_codes.proof_version is
$$The proof_version of the user when it was mailed, which has to be the same when it is used.$$;
comment on column rowseal_private.email_codes.failures is
$$How many tries there have been. After five there is no other.$$;

alter table rowseal_private.session_proofs drop constraint if exists session_proofs_kind_check;
alter table rowseal_private.session_proofs add constraint session_proofs_kind_check check (kind in (
  'password', 'provider', 'email_code', 'totp', 'recovery_code', 'passkey', 'synced_passkey', 'verified_passkey',
  'verified_synced_passkey'));
alter table rowseal_private.login_challenges drop constraint if exists login_challenges_kind_check;
alter table rowseal_private.login_challenges add constraint login_challenges_kind_check
  check (kind in ('password', 'provider', 'email_code'));

insert into rowseal_private.throttle_limits (kind, free_attempts, first_wait, longest_wait, forgotten_after)
values ('email_code_network', 20, '1 second', '15 minutes', '1 hour')
on conflict do nothing;
