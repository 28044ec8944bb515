-- What the installer records of itself. Run as rowseal_owner before everything else; safe to run again.
create schema if not exists rowseal_private;

create table if not exists rowseal_private.migrations (
  name text primary key,
  hash text not null,
  applied_at timestamptz not null default now()
);
comment on table rowseal_private.migrations is
$$Migrations of migrations/committed that were applied here. Rowseal's own record, so that an application may use
graphile-migrate beside it.$$;

create table if not exists rowseal_private.installed_files (
  path text primary key,
  hash text not null check (hash ~ '^[0-9a-f]{64}$')
);
comment on table rowseal_private.installed_files is
$$Files of db/ as they were applied here last, by SHA-256: a file is applied again only when it differs. What was
dropped is here too, statement by statement.$$;

create table if not exists rowseal_private.installation (
  singleton boolean primary key default true check (singleton),
  version text not null check (version ~ '^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$'),
  contract integer not null check (contract > 0),
  oldest_contract integer not null check (oldest_contract between 1 and contract),
  installed_at timestamptz not null default now()
);
comment on table rowseal_private.installation is $$Which version of Rowseal this is. One row.$$;
comment on column rowseal_private.installation.contract is
$$The contract between servers and this database, counted up whenever a server needs something new of it.$$;
comment on column rowseal_private.installation.oldest_contract is
$$Servers that speak an older contract than this are not served any more.$$;
