create or replace function rowseal.unlink_identity(provider text, subject text) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal_private.require_account();
begin
  -- Of two that would each leave the other as the last identity, the second waits and finds it gone.
  perform from rowseal.users as account where account.id = v_user_id for no key update;
  -- Again: the caller may have been signed out or disabled while that was waited for.
  perform rowseal_private.require_fresh_proof();
  if not exists (
    select from rowseal_private.identities as other
      left join rowseal_private.identity_providers as known on known.id = other.provider
     where other.user_id = v_user_id
       and (other.provider, other.subject) <> (unlink_identity.provider, unlink_identity.subject)
       and (other.provider = 'password' or known.enabled)
  ) then
    return 'last_way_in';
  end if;
  delete from rowseal_private.identities as mine
   where mine.user_id = v_user_id
     and mine.provider = unlink_identity.provider
     and mine.provider <> 'password'
     and mine.subject_hash = rowseal_private.text_hash(unlink_identity.subject);
  if not found then
    return 'unknown';
  end if;
  perform rowseal_private.record_event(
    'identity_unlinked', v_user_id, null, jsonb_build_object('provider', unlink_identity.provider)
  );
  return 'unlinked';
end
$$;

comment on function rowseal.unlink_identity(text, text) is
$$Removes an identity of another provider from the caller's account.
Returns: unlinked; last_way_in: the caller could not sign in again, with a password or through an enabled provider;
unknown: it is not the caller's, or it is the password.
Errors: RS008 nobody entered; RS010 a personal access token, or a limited session; RS050 no fresh proof.$$;

revoke execute on function rowseal.unlink_identity(text, text) from public;
grant execute on function rowseal.unlink_identity(text, text) to rowseal_gateway;
