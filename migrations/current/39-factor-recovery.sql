-- Who has lost all factors has them removed by mail, after a time in which any of them stops it.
alter table rowseal_private.settings
  add column if not exists factor_recovery_delay interval not null default '72 hours'
    constraint settings_factor_recovery_delay_check
    check (factor_recovery_delay between interval '1 hour' and interval '30 days');
comment on column rowseal_private.settings.factor_recovery_delay is
$$How long somebody who has lost all factors waits until a mailed link removes them, while everybody who could object is
told.$$;

create table if not exists rowseal_private.factor_recoveries (
  user_id uuid primary key references rowseal.users on delete cascade,
  proof_id uuid not null,
  requested_at timestamptz not null default clock_timestamp(),
  ready_at timestamptz not null,
  expires_at timestamptz not null
);
create index if not exists factor_recoveries_expires_at_idx on rowseal_private.factor_recoveries (expires_at);
comment on table rowseal_private.factor_recoveries is
$$People who have lost all factors, and wait for a mailed link to remove them. Any use of a factor ends it.$$;
comment on column rowseal_private.factor_recoveries.proof_id is
$$Of the mailed token that removes them (rowseal_private.email_proofs): the one that was used last.$$;
comment on column rowseal_private.factor_recoveries.ready_at is $$When the link removes the factors, and not before.$$;

alter table rowseal_private.email_proofs drop constraint if exists email_proofs_purpose_check;
alter table rowseal_private.email_proofs add constraint email_proofs_purpose_check
  check (purpose in ('verify_email', 'reset_password', 'restore_account', 'recover_factors'));
