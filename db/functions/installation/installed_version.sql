create or replace function rowseal.installed_version(
  out version text, out contract integer, out oldest_contract integer
)
  language sql stable parallel restricted security definer
  set search_path = pg_catalog, pg_temp
  begin atomic
    select installation.version, installation.contract, installation.oldest_contract
      from rowseal_private.installation;
  end;

comment on function rowseal.installed_version() is $$Which version of Rowseal is installed, for servers that compare it
with their own.
Caller: every door.
Returns: the package's version (semantic versioning), the contract it offers and the oldest one that it still serves;
all null where the installer has not recorded itself.$$;

revoke execute on function rowseal.installed_version() from public;
grant execute on function rowseal.installed_version() to rowseal_gateway, rowseal_issuer, rowseal_worker;
