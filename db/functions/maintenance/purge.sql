create or replace function rowseal_private.purge(batch integer default 1000) returns integer
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- Only a kindness: two purges would do no harm, as each skips what the other has locked.
  perform from rowseal_private.locks as purging where purging.name = 'purge' for update skip locked;
  if not found then
    return null;
  end if;
  return rowseal_private.purge_sessions(purge.batch)
    + rowseal_private.purge_tables(purge.batch)
    + rowseal_private.purge_former_addresses(purge.batch)
    + rowseal_private.purge_throttles(purge.batch)
    + rowseal_private.purge_seal_keys(purge.batch)
    + rowseal_private.purge_former_states(purge.batch)
    + rowseal_private.purge_webhook_secrets(purge.batch)
    + rowseal_private.retry_hooks()
    + rowseal_private.erase_workspace()
    + rowseal_private.erase_account()
    + rowseal_private.purge_personal_values();
end
$$;

comment on function rowseal_private.purge(integer) is $$Removes what has ended, at most batch rows of each table, and
none that somebody is using: each table by an index of its own; and one workspace and one account whose grace period is
over. One purge runs at a time.
Caller: the worker, once a minute, again and again until nothing is left.
Returns: how many rows it removed; null where another transaction is purging.$$;

revoke execute on function rowseal_private.purge(integer) from public;
grant execute on function rowseal_private.purge(integer) to rowseal_worker;
