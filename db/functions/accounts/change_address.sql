create or replace function rowseal.change_address(address text, out status text, out retry_after interval)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_fresh_proof();
  v_address constant text := rowseal_private.require_address(change_address.address);
  v_id constant uuid := rowseal.uuidv7();
  v_account rowseal.users;
begin
  retry_after := nullif(rowseal_private.record_attempt('address_change', v_user_id::text), interval '0');
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  -- A change of the password waits for this and voids it, or this finds the session ended.
  select * into strict v_account from rowseal.users as account where account.id = v_user_id for share;
  perform rowseal_private.require_account();
  if v_address = v_account.email then
    status := 'unchanged';
    return;
  end if;
  -- Nobody looks here whose the address is: neither the answer nor its time can tell. The worker finds out.
  insert into rowseal_private.pending_addresses as pending (user_id, id, email, proof_version, expires_at)
  select v_user_id, v_id, v_address, v_account.proof_version,
         clock_timestamp() + settings.email_verification_lifetime
    from rowseal_private.settings as settings
  on conflict on constraint pending_addresses_pkey do update
    set id = excluded.id, email = excluded.email, proof_version = excluded.proof_version, secret_hash = null,
        created_at = excluded.created_at, expires_at = excluded.expires_at;
  if rowseal_private.record_attempt('mail_address', v_address) = interval '0' then
    perform rowseal_private.enqueue_mail(
      'confirm_address', jsonb_build_object('user_id', v_user_id, 'id', v_id), v_user_id::text);
  end if;
  perform rowseal_private.record_event('address_change_requested', v_user_id, null, '{}');
  status := 'accepted';
end
$$;

comment on function rowseal.change_address(text) is
$$Begins to change the address of the caller: a token is mailed to the new one, and rowseal_private.confirm_address
makes it theirs. Until then nothing changes; another request takes the place of this one. The work and the answer are
the same whether anybody has the address.
Returns: a status: accepted; unchanged, it is the caller's already; throttled with the time to wait.
Errors: RS008 nobody entered; RS010 a personal access token, a grant, or a limited session; RS050 a fresh proof is
needed; 23514 not an address.$$;

revoke execute on function rowseal.change_address(text) from public;
grant execute on function rowseal.change_address(text) to rowseal_gateway;
