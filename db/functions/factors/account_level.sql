create or replace function rowseal_private.account_level(user_id uuid) returns integer
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return case
    when exists (
      select from rowseal_private.passkeys as passkey
        left join rowseal_private.passwords as password on password.user_id = passkey.user_id
       where passkey.user_id = account_level.user_id and (passkey.is_verified or password.user_id is not null)
    ) then 3
    when exists (
      select from rowseal_private.totp_factors as factor
       where factor.user_id = account_level.user_id and factor.confirmed_at is not null
    ) or exists (
      select from rowseal_private.passkeys as passkey where passkey.user_id = account_level.user_id
    ) then 2
    else 1
  end;

comment on function rowseal_private.account_level(uuid) is $$The highest level of assurance that a user can prove: by
what they have set up, and whether or not it is off for now. What changes how they sign in takes it
(rowseal_private.refuse_old_proofs); a login has to reach two factors where there are two
(rowseal_private.complete_login).
Returns: 1 to 3, never null.$$;

revoke execute on function rowseal_private.account_level(uuid) from public;
