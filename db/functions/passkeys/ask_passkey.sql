create or replace function rowseal_private.ask_passkey(
  challenge rowseal_private.presented_token, session rowseal_private.presented_refresh_token, verifies boolean,
  origin text, challenge_digest bytea, browser_digest bytea, ip inet default null,
  out status text, out retry_after interval, out rp_id text, out asks_verification boolean, out known jsonb
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_waiting constant uuid := (rowseal_private.waiting_login(ask_passkey.challenge)).user_id;
  v_session constant uuid := (rowseal_private.session_of_refresh_token(ask_passkey.session)).user_id;
  v_user_id constant uuid := coalesce(v_waiting, v_session);
begin
  if v_user_id is null and (ask_passkey.challenge is not null or ask_passkey.session is not null) then
    select failure.status, failure.retry_after
      into status, retry_after
      from rowseal_private.record_failure('proof_guess', rowseal_private.network_of(ask_passkey.ip)) as failure;
    return;
  end if;
  retry_after := nullif(
    rowseal_private.record_attempt('passkey_network', rowseal_private.network_of(ask_passkey.ip)), interval '0');
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  rp_id := rowseal_private.passkey_host(ask_passkey.origin);
  if rp_id is null then
    status := 'elsewhere';
    return;
  end if;
  -- Alone a passkey has to verify its user; beside a password it need not.
  asks_verification := case
    when v_user_id is null then true
    when v_waiting is not null then false
    else coalesce(ask_passkey.verifies, exists (
      select from rowseal_private.passkeys as passkey where passkey.user_id = v_user_id and passkey.is_verified))
  end;
  known := case when v_user_id is null then '[]' else rowseal_private.shown_passkeys(v_user_id) end;
  perform rowseal_private.open_passkey_challenge(
    case when v_user_id is null then 'sign_in' when v_waiting is not null then 'second_factor' else 'step_up' end,
    v_user_id, asks_verification, ask_passkey.challenge_digest, ask_passkey.browser_digest);
  status := 'ok';
end
$$;

comment on function rowseal_private.ask_passkey(
  rowseal_private.presented_token, rowseal_private.presented_refresh_token, boolean, text, bytea, bytea, inet
) is
$$What a browser asks a passkey with: to sign in, where challenge and session are null; to continue the login that waits
(challenge); for a step-up of a session, which verifies says to ask user verification of (null: where the user has a
passkey that is known to do it). challenge_digest is the SHA-256 of the challenge that the server has made,
browser_digest that of the secret which the browser keeps; origin is the server's own.
Returns: a status: ok with the domain (rp_id), whether to ask for user verification, and the passkeys that may answer
(known): none to sign in, so that everybody gets the same answer; invalid: neither login nor session; elsewhere:
passkeys of this installation are bound to another domain; throttled: too many were asked for in this network.
Source: WebAuthn Level 3 section 5.5.$$;

revoke execute on function rowseal_private.ask_passkey(
  rowseal_private.presented_token, rowseal_private.presented_refresh_token, boolean, text, bytea, bytea, inet)
  from public;
grant execute on function rowseal_private.ask_passkey(
  rowseal_private.presented_token, rowseal_private.presented_refresh_token, boolean, text, bytea, bytea, inet)
  to rowseal_issuer;
