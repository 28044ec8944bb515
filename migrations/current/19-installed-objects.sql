-- What the installer made, as this server tells it: rowseal_audit.findings compares.
create table if not exists rowseal_private.installed_objects (
  object text primary key,
  definition text not null
);
comment on table rowseal_private.installed_objects is
$$Functions, policies, triggers and privileges of Rowseal as the last installation that changed something left them,
each as the SQL that makes it again.$$;
