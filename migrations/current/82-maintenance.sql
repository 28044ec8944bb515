-- A maintenance mode, in which requests read and nothing else.
alter table rowseal_private.settings
  add column if not exists maintenance_since timestamptz,
  add column if not exists maintenance_retry_after interval not null default '30 seconds'
    constraint settings_maintenance_retry_after_check check (
      maintenance_retry_after between interval '1 second' and interval '1 day');
comment on column rowseal_private.settings.maintenance_since is
$$Since when requests only read (rowseal_audit.set_maintenance); null: they write too.$$;
comment on column rowseal_private.settings.maintenance_retry_after is
$$When clients whose change was refused in maintenance mode are told to try again.$$;
