create or replace function rowseal_private.log_in(
  provider text, subject text, proof bytea, workspace text default null, scope text default null,
  ip inet default null, user_agent text default null, replaces rowseal_private.presented_refresh_token default null,
  refresh_digest bytea default null, devices bytea default null, device_digest bytea default null,
  password_length integer default null, out status text,
  out claims rowseal_private.claims, out renewal_due boolean, out retry_after interval, out device_id uuid,
  out erase_at timestamptz, out restore_token text, out challenge text, out factors text[]
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_subject constant text := rowseal_private.normal_address(log_in.subject);
  v_user_id uuid;
  v_device_id uuid;
  v_attempt record;
  v_proven boolean;
  v_renewal_due boolean;
  v_completed record;
begin
  -- The key is verified here: that a caller says somebody logged in counts for nothing.
  select account.id,
         password.verifier = sha256(log_in.proof) and (account.disabled_at is null or deletion.user_id is not null),
         password.former is not null or rowseal_private.is_stronger(
           settings.password_memory_kib, settings.password_iterations, password.memory_kib, password.iterations
         )
    into v_user_id, v_proven, v_renewal_due
    from rowseal_private.identities as identity
    join rowseal_private.passwords as password on password.user_id = identity.user_id
    join rowseal.users as account on account.id = identity.user_id
    left join rowseal_private.account_deletions as deletion
      on deletion.user_id = account.id and deletion.requested_at = account.disabled_at
   cross join rowseal_private.settings as settings
   where identity.provider = log_in.provider and identity.provider = 'password'
     and identity.subject_hash = rowseal_private.text_hash(v_subject);

  v_device_id := rowseal_private.known_device(v_user_id, log_in.devices);
  select * into v_attempt
    from rowseal_private.record_login_attempt(v_device_id, log_in.provider || ' ' || v_subject, log_in.ip);
  if v_attempt.wait > interval '0' then
    status := 'throttled';
    retry_after := v_attempt.wait;
    return;
  end if;
  if v_proven is not true or not rowseal_private.lock_password(v_user_id, log_in.proof) then
    status := 'denied';
    perform rowseal_private.record_login_failure(log_in.provider, v_subject, v_user_id, v_device_id, log_in.ip);
    return;
  end if;
  perform rowseal_private.refund_login_attempt(
    case when v_attempt.by_device then v_device_id end, log_in.provider || ' ' || v_subject, log_in.ip
  );
  select * into erase_at, restore_token from rowseal_private.offer_restoration(v_user_id);
  if erase_at is not null then
    status := 'account_deleted';
    return;
  end if;
  perform rowseal_private.note_login_network(v_user_id, v_device_id, log_in.ip);
  if rowseal_private.is_password_short(v_user_id, log_in.password_length) then
    status := 'password_too_short';
    return;
  end if;
  select * into v_completed from rowseal_private.complete_login(
    v_user_id, log_in.provider, jsonb_build_object('password', now()), log_in.workspace, log_in.scope, log_in.ip,
    log_in.user_agent, log_in.refresh_digest, v_device_id, log_in.device_digest, log_in.replaces
  );
  status := v_completed.status;
  claims := v_completed.claims;
  device_id := v_completed.device_id;
  challenge := v_completed.challenge;
  factors := v_completed.factors;
  renewal_due := case when status <> 'not_a_member' then v_renewal_due end;
end
$$;

comment on function rowseal_private.log_in(
  text, text, bytea, text, text, inet, text, rowseal_private.presented_refresh_token, bytea, bytea, bytea, integer
) is
$$Every login with a password; rowseal_private.log_in_with_identity does the others. provider and subject name the
identity; proof is what the provider's own rule checks: for password, the key derived with
rowseal_private.password_challenge. workspace (id or slug) binds the session to one workspace, scope
(space-separated) limits it; replaces is the refresh token of a session that this login ends. refresh_digest is the
SHA-256 of the secret of the new session's refresh token. devices is as for rowseal_private.known_device: the right
password on a device of the user's is evaluated whatever others have tried elsewhere. device_id is that of a new
device, for the token that the server issues, device_digest the SHA-256 of its secret. A user who has logged in
before, but never from this network nor on this device, is told by mail. password_length is that of the password, in
characters (null: unknown).
Returns: a status: ok with the sealed claims of an access token; second_factor: the password was right, and the user
has more to prove (factors), with the token that continues the login (challenge) and no session; both with whether
the password costs attackers less than it would today, or another system had hashed it, so that it is due for
rowseal_private.upgrade_verifier; denied for an unknown identity, a wrong proof and a disabled user alike; throttled
with the time to wait, and nothing was evaluated; not_a_member of that workspace; account_deleted: they have deleted
their account, with when it is erased, and a token that restores it (rowseal_private.restore_account);
password_too_short: the password was right, and does no more alone (rowseal_private.is_password_short).
Errors: 22P02 workspace is neither an id nor a slug; 23514 scope is not a list of scopes.
Source: OWASP ASVS 7.2.4 (a new session token at each login).$$;

revoke execute on function rowseal_private.log_in(
  text, text, bytea, text, text, inet, text, rowseal_private.presented_refresh_token, bytea, bytea, bytea, integer)
  from public;
grant execute on function rowseal_private.log_in(
  text, text, bytea, text, text, inet, text, rowseal_private.presented_refresh_token, bytea, bytea, bytea, integer)
    to rowseal_issuer;
