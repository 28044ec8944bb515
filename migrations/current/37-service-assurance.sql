-- What the keys of services carry of who made them.
alter table rowseal_private.service_keys
  add column if not exists assurance smallint not null default 0
    constraint service_keys_assurance_check check (assurance between 0 and 3);
comment on column rowseal_private.service_keys.assurance is
$$The level of assurance of the session that made it; 0 of one that an operator made. It is never fresh.$$;
