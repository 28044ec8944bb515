-- Passwords that may be shorter, because they never count alone.
alter table rowseal_private.passwords
  add column if not exists least_length smallint not null default 15
    constraint passwords_least_length_check check (least_length in (8, 15));
comment on column rowseal_private.passwords.least_length is
$$How many characters it was held to when it was chosen, by rowseal_private.password_rules; not how many it has.$$;

alter table rowseal_private.settings
  add column if not exists short_passwords_until timestamptz;
comment on column rowseal_private.settings.short_passwords_until is
$$Until when passwords may arrive that servers held to 8 characters, where the policy that allowed it has ended. Null:
it has not.$$;
