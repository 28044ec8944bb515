-- Roles are named by their id where somebody changes them: a name may have come to mean another one meanwhile.
alter table rowseal.roles add column if not exists id uuid not null default rowseal.uuidv7();
create unique index if not exists roles_id_idx on rowseal.roles (workspace_id, id);
comment on column rowseal.roles.id is $$Of this role alone: one of the same name that is made later has another.$$;
