create or replace function rowseal_private.restore_address(
  token rowseal_private.presented_token,
  password rowseal_private.derived_password,
  ip inet default null,
  device_digest bytea default null,
  out status text,
  out retry_after interval,
  out user_id uuid,
  out device_id uuid
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := token.owner_id;
  v_former rowseal_private.former_addresses;
  v_account rowseal.users;
begin
  perform rowseal_private.require_password_policy(restore_address.password);
  -- Evaluated before anything is locked: somebody who knows only ids can delay nothing.
  select * into v_former
    from rowseal_private.former_addresses as former
   where former.user_id = v_user_id and former.id = token.id and former.secret_hash = sha256(token.digest);
  if found then
    perform rowseal_private.lock_addresses(array(
      select v_former.email union select account.email from rowseal.users as account where account.id = v_user_id
    ));
    select * into v_account from rowseal.users as account where account.id = v_user_id for no key update;
    -- Again: of many that come at once, one finds it.
    perform from rowseal_private.former_addresses as former
      where former.user_id = v_user_id and former.id = v_former.id and former.expires_at > clock_timestamp();
  end if;
  if not found
     or v_account.disabled_at is not null and not exists (
       select from rowseal_private.account_deletions as deletion
        where deletion.user_id = v_user_id and deletion.requested_at = v_account.disabled_at
     )
     or not rowseal_private.take_back_address(v_former)
  then
    select failure.status, failure.retry_after
      into status, retry_after
      from rowseal_private.record_failure('proof_guess', rowseal_private.network_of(restore_address.ip)) as failure;
    return;
  end if;
  -- It was not the owner of this address who has deleted the account.
  delete from rowseal_private.account_deletions as deletion where deletion.user_id = v_user_id;
  update rowseal.users as account
     set disabled_at = null
   where account.id = v_user_id and account.disabled_at is not null;
  perform rowseal_private.forgive_login_attempts('password ' || v_former.email);
  perform rowseal_private.save_password(v_user_id, restore_address.password);
  -- What was set up since, by somebody who was not the owner of this address.
  perform rowseal_private.end_factors(v_user_id, factor.id)
     from (
       select app.user_id, app.id, app.confirmed_at from rowseal_private.totp_factors as app
        union all
       select passkey.user_id, passkey.id, passkey.created_at from rowseal_private.passkeys as passkey
     ) as factor (user_id, id, added_at)
    where factor.user_id = v_user_id and factor.added_at >= v_former.changed_at;
  delete from rowseal_private.totp_factors as begun where begun.user_id = v_user_id and begun.confirmed_at is null;
  delete from rowseal_private.recovery_codes as code
   where code.user_id = v_user_id and code.created_at >= v_former.changed_at;
  delete from rowseal_private.factor_recoveries as waiting where waiting.user_id = v_user_id;
  perform rowseal_private.void_proofs(v_user_id);
  perform rowseal_private.end_credentials(v_user_id, 'address_restored', false);
  delete from rowseal_private.devices as device where device.user_id = v_user_id;
  device_id := rowseal_private.remember_device(v_user_id, null, restore_address.device_digest);
  user_id := v_user_id;
  perform rowseal_private.record_event('address_restored', v_user_id, null, '{}', restore_address.ip);
  if v_account.email <> v_former.email then
    perform rowseal_private.enqueue_mail(
      'address_restored', jsonb_build_object('address', v_account.email, 'at', clock_timestamp()), v_user_id::text);
  end if;
  status := 'ok';
end
$$;

comment on function rowseal_private.restore_address(
  rowseal_private.presented_token, rowseal_private.derived_password, inet, bytea
) is
$$Undoes a change of address, with the token that was mailed to the former one, once: the account has that address
again, and a new password. Every change after it is undone too, and so is a deletion of the account, and cannot be
undone in turn; what was lost before stays open for the one who lost it. With it, in one commit: sessions, grants,
remembered consents, open invitations and personal access tokens end, every other verification and reset token is void,
identities of other providers and factors that were added since are removed, the account's devices are forgotten
except this one (device_id and device_digest are as in rowseal_private.log_in), and the address that was lost is told.
Returns: a status: ok; invalid, also where the account is disabled; throttled, invalid like many before it from this
network, with the time to wait.
Errors: RS120 the key has another length; RS121 the parameters are not those of the policy; 23514 the salt has another
length.$$;

revoke execute on function rowseal_private.restore_address(
  rowseal_private.presented_token, rowseal_private.derived_password, inet, bytea) from public;
grant execute on function rowseal_private.restore_address(
  rowseal_private.presented_token, rowseal_private.derived_password, inet, bytea) to rowseal_issuer;
