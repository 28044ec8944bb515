create or replace function rowseal_audit.expire_former_passwords(before timestamptz) returns integer
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_amount integer;
begin
  with expired as (
    delete from rowseal_private.passwords as password
     where password.former is not null and password.changed_at < expire_former_passwords.before
    returning password.user_id
  )
  select count(*) into v_amount
    from expired
   cross join lateral rowseal_private.record_event(
     'password_removed', expired.user_id, null, jsonb_build_object('reason', 'expired'));
  return v_amount;
end
$$;

comment on function rowseal_audit.expire_former_passwords(timestamptz) is
$$Deletes the passwords that were imported before a moment and are still hashed as another system had done. Who has one
chooses another by a mailed link; sessions stay.
Caller: the database's owner, superusers.
Returns: how many.$$;

revoke execute on function rowseal_audit.expire_former_passwords(timestamptz) from public;
grant execute on function rowseal_audit.expire_former_passwords(timestamptz) to pg_database_owner;
