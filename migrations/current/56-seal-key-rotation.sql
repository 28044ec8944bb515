-- Seal keys rotate by schedule, as signing keys do.
alter table rowseal_private.settings
  add column if not exists seal_key_rotation interval not null default '90 days'
    constraint settings_seal_key_rotation_check check (
      seal_key_rotation between interval '1 hour' and interval '3660 days');
comment on column rowseal_private.settings.seal_key_rotation is
$$How long a key seals claims and contexts before the schedule makes another one.$$;
