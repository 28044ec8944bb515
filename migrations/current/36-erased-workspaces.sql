-- What is left of a workspace that something keeps.
alter table rowseal.workspaces
  add column if not exists erased_at timestamptz
    constraint workspaces_erased_at_check check (erased_at is null or erase_at is not null);
comment on column rowseal.workspaces.erased_at is
$$Erased but for this row, which something of an application keeps: since when, or when the worker has tried last.$$;
create index if not exists workspaces_erase_at_idx on rowseal.workspaces (erase_at) where erase_at is not null;
