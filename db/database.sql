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

  -- The gateway keeps prepared statements under names that nobody can guess. Whoever could list them could put another statement under one
  -- of them, and the next user of the connection would run it.
  if has_function_privilege('public', 'pg_catalog.pg_prepared_statement()', 'execute') then
    if (select role.rolsuper from pg_catalog.pg_roles as role where role.rolname = current_user) then
      revoke execute on function pg_catalog.pg_prepared_statement() from public;
    else
      raise warning 'only a superuser can take pg_prepared_statement() from PUBLIC';
    end if;
  end if;
end
$$;
