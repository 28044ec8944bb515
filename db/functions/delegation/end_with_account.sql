create or replace function rowseal_private.end_with_account() returns trigger
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  -- When it is enabled again too: a login that was under way when it was disabled may have been committed since.
  perform rowseal_private.end_credentials(new.id, 'account_disabled', false);
  perform rowseal_private.void_proofs(new.id);
  return null;
end
$$;

comment on function rowseal_private.end_with_account() is $$Trigger of users: when an account is disabled, by whatever
SQL, every credential of its user ends, and none revives when the account is enabled again.$$;

revoke execute on function rowseal_private.end_with_account() from public;
