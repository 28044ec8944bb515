create or replace function rowseal_private.passkey_challenge(
  challenge_digest bytea, browser_digest bytea, credential_id bytea, ip inet default null, devices bytea default null,
  out status text, out retry_after interval, out public_key bytea, out asks_verification boolean, out rp_id text,
  out origins text[]
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_asked rowseal_private.passkey_challenges;
  v_owner_id uuid;
begin
  select asked.* into v_asked
    from rowseal_private.passkey_challenges as asked
   where asked.challenge_hash = sha256(passkey_challenge.challenge_digest)
     and asked.browser_hash = sha256(passkey_challenge.browser_digest)
     and asked.expires_at > clock_timestamp();
  if not found then
    select failure.status, failure.retry_after
      into status, retry_after
      from rowseal_private.record_failure('proof_guess', rowseal_private.network_of(passkey_challenge.ip)) as failure;
    return;
  end if;
  select known.user_id, known.public_key
    into v_owner_id, public_key
    from rowseal_private.passkeys as known
   where known.credential_id = passkey_challenge.credential_id
     and (v_asked.user_id is null or known.user_id = v_asked.user_id);
  -- A registration was no guess: its session has proved who it is.
  if v_asked.purpose <> 'register' then
    select nullif(attempt.wait, interval '0') into retry_after
      from rowseal_private.record_login_attempt(
        rowseal_private.known_device(v_owner_id, passkey_challenge.devices),
        rowseal_private.passkey_subject(v_asked.user_id, passkey_challenge.credential_id), passkey_challenge.ip
      ) as attempt;
  end if;
  if retry_after is not null then
    status := 'throttled';
    public_key := null;
    return;
  end if;
  perform rowseal_private.refund_attempt('passkey_network', rowseal_private.network_of(passkey_challenge.ip));
  asks_verification := v_asked.asks_verification;
  select settings.passkey_rp_id, settings.passkey_origins
    into rp_id, origins
    from rowseal_private.settings as settings;
  status := 'ok';
end
$$;

comment on function rowseal_private.passkey_challenge(bytea, bytea, bytea, inet, bytea) is $$What the server verifies
the answer of an authenticator with. Each call is an attempt, whatever comes of it, throttled as a login; the challenge
itself is used up by rowseal_private.use_passkey, or confirm_passkey.
Returns: a status: ok with the public key of the passkey (null: there is none that may answer, which nobody is told
apart), whether user verification was asked for, the domain (null: as yet that of the server) and other origins
that count; invalid: nothing was asked of this browser by this challenge, or it took too long; throttled with the time
to wait.$$;

revoke execute on function rowseal_private.passkey_challenge(bytea, bytea, bytea, inet, bytea) from public;
grant execute on function rowseal_private.passkey_challenge(bytea, bytea, bytea, inet, bytea) to rowseal_issuer;
