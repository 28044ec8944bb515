create or replace function rowseal_audit.set_user_enabled("user" uuid, enabled boolean) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_disabled_at timestamptz;
begin
  if set_user_enabled.enabled is null then
    raise exception 'an account is enabled or not' using errcode = '22023';
  end if;
  select account.disabled_at into v_disabled_at
    from rowseal.users as account
   where account.id = set_user_enabled.user
     for update;
  if not found then
    return 'unknown';
  elsif (v_disabled_at is null) = set_user_enabled.enabled
    -- Who has deleted the account does not restore it any more once it is disabled.
    and (
      set_user_enabled.enabled
      or not exists (
        select from rowseal_private.account_deletions as deletion
         where deletion.user_id = set_user_enabled.user and deletion.requested_at = v_disabled_at
      )
    )
  then
    return 'unchanged';
  end if;
  delete from rowseal_private.account_deletions as deletion
   where deletion.user_id = set_user_enabled.user and set_user_enabled.enabled;
  update rowseal.users as account
     set disabled_at = case when not set_user_enabled.enabled then clock_timestamp() end
   where account.id = set_user_enabled.user;
  return 'changed';
end
$$;

comment on function rowseal_audit.set_user_enabled(uuid, boolean) is $$Disables an account, and with it every credential
of its user from the commit on, or enables it again; what had ended stays so. One that its owner has
deleted is restored by enabling it, and by nobody else after disabling it. The audit event names the login role.
Caller: the database's owner, superusers.
Returns: changed; unchanged, it was so; unknown, there is no such user.
Errors: 22023 neither true nor false.$$;

revoke execute on function rowseal_audit.set_user_enabled(uuid, boolean) from public;
grant execute on function rowseal_audit.set_user_enabled(uuid, boolean) to pg_database_owner;
