-- What the database itself grants. Run with the administrator's connection at each install; safe to run again.
do $$
begin
  -- Temporary objects would let a client's SQL shadow names; CREATE in public likewise.
  execute format('revoke create, temporary on database %I from public', current_database());
  revoke create on schema public from public;
  execute format('grant connect on database %I to rowseal_gateway, rowseal_issuer, rowseal_worker', current_database());
  execute format('grant connect, create on database %I to rowseal_owner', current_database());

  -- graphile-worker makes its own tables as their owner; with the schema and this table there, it needs no CREATE on the database.
  create schema if not exists graphile_worker_rowseal authorization rowseal_worker;
  create table if not exists graphile_worker_rowseal.migrations (
    id integer primary key,
    ts timestamptz not null default now(),
    breaking boolean not null default false
  );
  alter table graphile_worker_rowseal.migrations owner to rowseal_worker;
end
$$;
