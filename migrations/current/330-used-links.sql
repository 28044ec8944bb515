-- A link that was used says so when it is opened again.
alter table rowseal_private.email_proofs add column if not exists used_at timestamptz;
comment on column rowseal_private.email_proofs.used_at is
  'Of a verification token: when it confirmed the address. It does nothing any more but say so.';
