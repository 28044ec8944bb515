create or replace function rowseal_private.use_passkey(
  purpose text, user_id uuid, session_id uuid, passkey rowseal_private.asserted_passkey, ip inet,
  out kind text, out owner_id uuid
)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_asked rowseal_private.passkey_challenges;
  v_known rowseal_private.passkeys;
  v_verifies boolean;
begin
  -- One statement decides: of many that bring one answer, the first finds the challenge. A wrong answer uses it up too.
  delete from rowseal_private.passkey_challenges as asked
   where asked.challenge_hash = sha256((passkey).challenge_digest)
     and asked.browser_hash = sha256((passkey).browser_digest)
     and asked.purpose = use_passkey.purpose
     and asked.user_id is not distinct from use_passkey.user_id
     and asked.expires_at > clock_timestamp()
  returning asked.* into v_asked;
  select known.* into v_known
    from rowseal_private.passkeys as known
    join rowseal_private.passkey_handles as mine on mine.user_id = known.user_id
   where known.credential_id = (passkey).credential_id
     -- To sign in it says whose it is, and that is whose it has to be.
     and case when use_passkey.user_id is null then mine.handle = (passkey).user_handle
         else known.user_id = use_passkey.user_id and mine.handle = coalesce((passkey).user_handle, mine.handle) end
     for no key update of known;
  owner_id := v_known.user_id;
  v_verifies := v_asked.asks_verification and (passkey).user_verified;
  if (v_asked.purpose is not null and v_known.id is not null
      and (passkey).is_authentic and (passkey).user_present
      and (v_verifies or not v_asked.asks_verification)
      and (passkey).backup_eligible = v_known.backup_eligible
      and ((passkey).backup_eligible or not (passkey).backed_up)
      and (v_known.is_verified or v_asked.purpose <> 'sign_in')) is not true
  then
    return;
  end if;
  if (passkey).sign_count <= v_known.sign_count and v_known.sign_count > 0 then
    perform rowseal_private.record_event(
      'passkey_count_fell', owner_id, null, jsonb_build_object('factor_id', v_known.id), use_passkey.ip);
  end if;
  -- Beside another factor of now, that it verifies its user is believed from now on.
  if v_verifies and not v_known.is_verified and v_asked.purpose = 'step_up'
     and rowseal_private.proved_level(
       owner_id, use_passkey.session_id, (select settings.fresh_proof from rowseal_private.settings as settings),
       array['passkey']) >= 3
  then
    v_known.is_verified := true;
    perform rowseal_private.record_event(
      'factor_changed', owner_id, null, jsonb_build_object('factor_id', v_known.id), use_passkey.ip);
  end if;
  update rowseal_private.passkeys as used
     set is_verified = v_known.is_verified, backed_up = (passkey).backed_up,
         sign_count = greatest(used.sign_count, (passkey).sign_count), last_used_at = clock_timestamp()
   where used.user_id = v_known.user_id and used.id = v_known.id;
  perform rowseal_private.end_recovery(owner_id, use_passkey.ip);
  kind := rowseal_private.passkey_kind(v_verifies and v_known.is_verified, v_known.backup_eligible);
end
$$;

comment on function rowseal_private.use_passkey(text, uuid, uuid, rowseal_private.asserted_passkey, inet) is $$THE rule
of what the answer of an authenticator proves: the challenge was asked for this purpose and user (null: to sign in) in
this browser, and is used up; the passkey is of that user; user verification counts where it was asked for, of a passkey
that is known to do it; whether it may be synced has not changed. In a step-up of a session (session_id) beside another
fresh factor, a passkey becomes known to verify its user. It ends a wait for the factors to be removed. A count that
does not rise is recorded, and no more: answers may arrive out of order.
Caller: rowseal_private.log_in_with_passkey, complete_second_factor, step_up.
Returns: the kind of proof, null for none; and whose passkey it is, also where it proved nothing.
Source: WebAuthn Level 3 sections 6.1.1, 6.1.3 and 7.2.$$;

revoke execute on function rowseal_private.use_passkey(text, uuid, uuid, rowseal_private.asserted_passkey, inet)
  from public;
