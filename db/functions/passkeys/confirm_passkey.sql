create or replace function rowseal_private.confirm_passkey(
  claims rowseal_private.claims, wanted text, origin text, passkey rowseal_private.asserted_passkey, public_key bytea,
  transports text[], name text, recovery_digests bytea, ip inet default null,
  out status text, out id uuid, out has_new_codes boolean
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid;
begin
  perform rowseal_private.enter_by_claims(confirm_passkey.claims, confirm_passkey.wanted, confirm_passkey.ip);
  v_user_id := rowseal_private.require_fresh_proof();
  delete from rowseal_private.passkey_challenges as asked
   where asked.challenge_hash = sha256((confirm_passkey.passkey).challenge_digest)
     and asked.browser_hash = sha256((confirm_passkey.passkey).browser_digest)
     and asked.purpose = 'register'
     and asked.user_id = v_user_id
     and asked.expires_at > clock_timestamp();
  if not found
     or ((passkey).is_authentic and (passkey).user_present and ((passkey).backup_eligible or not (passkey).backed_up))
       is not true
  then
    status := 'invalid';
    return;
  end if;
  -- The first passkey of the installation fixes the domain; of two at once on two hosts, one finds it fixed.
  perform from rowseal_private.settings as settings where settings.passkey_rp_id is null for no key update;
  if rowseal_private.passkey_host(confirm_passkey.origin) is null then
    status := 'elsewhere';
    return;
  end if;
  -- Of anybody: who could give another the public key of a passkey would draw its owner into their account.
  insert into rowseal_private.passkeys as added (
    user_id, credential_id, public_key, name, transports, is_verified, backup_eligible, backed_up, sign_count)
  values (
    v_user_id, (passkey).credential_id, confirm_passkey.public_key, confirm_passkey.name, confirm_passkey.transports,
    (passkey).user_verified, (passkey).backup_eligible, (passkey).backed_up, (passkey).sign_count)
  on conflict on constraint passkeys_credential_id_key do nothing
  returning added.id into confirm_passkey.id;
  if not found then
    status := 'known';
    return;
  end if;
  update rowseal_private.settings as settings
     set passkey_rp_id = rowseal_private.passkey_host(confirm_passkey.origin)
   where settings.passkey_rp_id is null;
  has_new_codes := not exists (
    select from rowseal_private.recovery_codes as code where code.user_id = v_user_id);
  if has_new_codes then
    perform rowseal_private.save_recovery_codes(v_user_id, confirm_passkey.recovery_digests);
  end if;
  perform rowseal_private.add_proof(
    v_user_id, rowseal.session_id(),
    rowseal_private.passkey_kind((passkey).user_verified, (passkey).backup_eligible));
  perform rowseal_private.tell_of_factor('factor_added', v_user_id, confirm_passkey.id);
  status := 'confirmed';
end
$$;

comment on function rowseal_private.confirm_passkey(
  rowseal_private.claims, text, text, rowseal_private.asserted_passkey, bytea, text[], text, bytea, inet
) is
$$Adds the passkey that a browser has made after rowseal_private.begin_passkey, once the server has verified it: the
session at hand has proved it, and logins ask for it, or begin with it. The first factor brings recovery codes
(recovery_digests), which are shown only now.
Caller: the issuer.
Returns: a status: confirmed with its id, and whether the recovery codes are in force; invalid: nothing was asked of
this browser, or it took too long, or what it signed is wrong; known: the passkey is somebody's, maybe theirs;
elsewhere: another server has fixed another domain.
Errors: those of rowseal_private.begin_passkey, but RS022; 23514 a name, an id or a key of another length.
Source: WebAuthn Level 3 section 7.1.$$;

revoke execute on function rowseal_private.confirm_passkey(
  rowseal_private.claims, text, text, rowseal_private.asserted_passkey, bytea, text[], text, bytea, inet) from public;
grant execute on function rowseal_private.confirm_passkey(
  rowseal_private.claims, text, text, rowseal_private.asserted_passkey, bytea, text[], text, bytea, inet)
  to rowseal_issuer;
