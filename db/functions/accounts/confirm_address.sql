create or replace function rowseal_private.confirm_address(
  token rowseal_private.presented_token, ip inet default null, out status text, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := token.owner_id;
  v_address text;
  v_account rowseal.users;
begin
  -- Evaluated before anything is locked: somebody who knows only ids can delay nothing.
  select pending.email into v_address
    from rowseal_private.pending_addresses as pending
   where pending.user_id = v_user_id and pending.id = token.id and pending.secret_hash = sha256(token.digest);
  if found then
    perform rowseal_private.lock_addresses(array(
      select v_address union select account.email from rowseal.users as account where account.id = v_user_id
    ));
    select * into v_account from rowseal.users as account where account.id = v_user_id for no key update;
    -- One statement decides: of many that come at once, one finds the request.
    delete from rowseal_private.pending_addresses as pending
     where pending.user_id = v_user_id
       and pending.id = token.id
       and pending.secret_hash = sha256(token.digest)
       and pending.proof_version = v_account.proof_version
       and pending.expires_at > clock_timestamp()
       and v_account.disabled_at is null;
  end if;
  if not found
     or rowseal_private.is_address_taken(v_address, v_user_id)
     or not rowseal_private.move_password(v_user_id, v_address)
  then
    select failure.status, failure.retry_after
      into status, retry_after
      from rowseal_private.record_failure('proof_guess', rowseal_private.network_of(confirm_address.ip)) as failure;
    return;
  end if;
  update rowseal.users as account
     set email = v_address, email_verified_at = clock_timestamp()
   where account.id = v_user_id;
  perform rowseal_private.keep_former_address(v_account);
  if v_account.email_verified_at is null then
    perform rowseal_private.record_event('email_verified', v_user_id, null, '{}', confirm_address.ip);
  end if;
  status := 'ok';
end
$$;

comment on function rowseal_private.confirm_address(rowseal_private.presented_token, inet) is
$$Gives a user the address that they asked for (rowseal.change_address), with the token that was mailed to it, once, if
neither their address nor their password has changed since, and nobody else has it by now. They sign in with it from now
on. A former address that they had verified is told by mail, and can take the account back for
settings.address_restore_lifetime (rowseal_private.restore_address).
Returns: a status: ok; invalid; throttled, invalid like many before it from this network, with the time to wait.$$;

revoke execute on function rowseal_private.confirm_address(rowseal_private.presented_token, inet) from public;
grant execute on function rowseal_private.confirm_address(rowseal_private.presented_token, inet) to rowseal_issuer;
