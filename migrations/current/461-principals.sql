alter table rowseal_private.settings
  add column if not exists entry_evidence text not null default 'none'
    constraint settings_entry_evidence_check check (entry_evidence in ('none', 'name', 'log', 'both'));
comment on column rowseal_private.settings.entry_evidence is
$$What entering a transaction leaves for the log of PostgreSQL. name: application_name is an opaque id of the principal
(rowseal_audit.principal), which SQL in the request can change; log: a line of the log says who entered; both; none.$$;
