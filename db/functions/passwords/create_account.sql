create or replace function rowseal_private.create_account(
  address text, name text, password rowseal_private.derived_password, verified boolean
) returns uuid
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_subject constant text := rowseal_private.require_address(create_account.address);
  v_user_id uuid;
begin
  perform rowseal_private.require_password_policy(create_account.password);
  -- The last statement decides who gets the address. The loser has done the same work till then, and nothing of it
  -- stays: no time tells them apart.
  begin
    insert into rowseal.users (email, name, email_verified_at)
    values (v_subject, create_account.name, case when create_account.verified then now() end)
    returning id into v_user_id;
    perform rowseal_private.save_password(v_user_id, create_account.password);
    insert into rowseal_private.identities (provider, subject_hash, subject, user_id)
    values ('password', rowseal_private.text_hash(v_subject), v_subject, v_user_id);
    if rowseal_private.is_address_proved(v_subject, v_user_id) then
      raise unique_violation;
    end if;
  exception
    when unique_violation then
      return null;
  end;
  return v_user_id;
end
$$;

comment on function rowseal_private.create_account(text, text, rowseal_private.derived_password, boolean) is
$$Creates a user who signs in with a password, verified or not, whatever the settings and the throttles say of
registration, and tells nobody.
Caller: rowseal_private.register_with_password, and administrators as rowseal_owner, for people whose addresses they
know.
Returns: the id of the user; null: the address has an account, or had one until lately.
Errors: RS120 the key has another length; RS121 the parameters are not those of the policy; 23514 not an address.$$;

revoke execute on function rowseal_private.create_account(text, text, rowseal_private.derived_password, boolean)
  from public;
