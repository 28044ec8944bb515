create or replace function rowseal_private.is_erasure_due(deletion rowseal_private.account_deletions) returns boolean
  language sql volatile parallel unsafe set search_path = pg_catalog, pg_temp
  return (is_erasure_due.deletion).erase_at < clock_timestamp()
    and coalesce((is_erasure_due.deletion).tried_at < clock_timestamp() - interval '1 day', true)
    -- An account that was enabled again, by hand perhaps, is kept.
    and exists (
      select from rowseal.users as account
       where account.id = (is_erasure_due.deletion).user_id and account.disabled_at is not null);

comment on function rowseal_private.is_erasure_due(rowseal_private.account_deletions) is
$$Whether an account is to be erased now: its grace period is over, today it was not tried, and nobody has enabled it.
Caller: rowseal_private.erase_account.
Returns: never null.$$;

revoke execute on function rowseal_private.is_erasure_due(rowseal_private.account_deletions) from public;
