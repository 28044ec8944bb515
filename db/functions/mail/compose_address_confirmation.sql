create or replace function rowseal_private.compose_address_confirmation(user_id uuid, id uuid)
  returns table (recipient text, kind text, variables jsonb)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_secret constant bytea := rowseal_private.random_bytes(33);
  -- A variable of its own: what a statement takes as a parameter, auto_explain may log.
  v_hash constant bytea := sha256(sha256(v_secret));
  v_account rowseal.users;
  v_lifetime numeric;
begin
  select * into v_account
    from rowseal.users as account where account.id = compose_address_confirmation.user_id for share;
  -- Of an address that is somebody's too, with a secret that nobody is told: no time tells.
  update rowseal_private.pending_addresses as pending
     set secret_hash = v_hash
    from rowseal_private.settings as settings
   where pending.user_id = compose_address_confirmation.user_id
     and pending.id = compose_address_confirmation.id
     and pending.proof_version = v_account.proof_version
     and pending.expires_at > clock_timestamp()
     and v_account.disabled_at is null
  returning pending.email, extract(epoch from settings.email_verification_lifetime) into recipient, v_lifetime;
  if not found then
    return;
  end if;
  if rowseal_private.is_address_taken(recipient, v_account.id) then
    kind := 'address_in_use';
    variables := '{}';
  else
    kind := 'confirm_address';
    variables := jsonb_build_object(
      'token', rowseal_private.format_token(
        'rsv_', uuid_send(v_account.id) || uuid_send(compose_address_confirmation.id) || v_secret
      ),
      'lifetime', v_lifetime, 'former', rowseal_private.masked_address(v_account.email)
    );
  end if;
  return next;
end
$$;

comment on function rowseal_private.compose_address_confirmation(uuid, uuid) is
$$The mail to an address that somebody wants to have (rowseal.change_address): with a token that makes it theirs, or,
where it is somebody's already, with word of that.
Returns: no row when there is nothing to confirm any more.$$;

revoke execute on function rowseal_private.compose_address_confirmation(uuid, uuid) from public;
