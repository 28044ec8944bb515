create or replace function rowseal_private.totp_challenge(
  challenge rowseal_private.presented_token, session rowseal_private.presented_refresh_token,
  ip inet default null, devices bytea default null,
  out status text, out retry_after interval, out user_id uuid, out factor_id uuid, out secret_jwe text,
  out step bigint
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_attempt record;
  v_failures integer;
begin
  user_id := coalesce(
    (rowseal_private.waiting_login(totp_challenge.challenge)).user_id,
    (rowseal_private.session_of_refresh_token(totp_challenge.session)).user_id
  );
  if user_id is null then
    select failure.status, failure.retry_after
      into status, retry_after
      from rowseal_private.record_failure('proof_guess', rowseal_private.network_of(totp_challenge.ip)) as failure;
    return;
  end if;
  -- Before the attempts, in the order in which a right code takes the two.
  perform from rowseal_private.totp_factors as factor
    where factor.user_id = totp_challenge.user_id and factor.confirmed_at is not null
      for no key update;
  select * into v_attempt
    from rowseal_private.record_login_attempt(
      rowseal_private.known_device(user_id, totp_challenge.devices), 'second_factor ' || user_id, totp_challenge.ip);
  if v_attempt.wait > interval '0' then
    status := 'throttled';
    retry_after := v_attempt.wait;
    return;
  end if;
  -- Counted before the code is looked at, so that a hundred at once are a hundred; a right one forgives them all.
  update rowseal_private.totp_factors as factor
     set failures = factor.failures + 1
   where factor.user_id = totp_challenge.user_id and factor.confirmed_at is not null and factor.failures < 100
  returning factor.id, factor.secret_jwe, factor.failures into factor_id, secret_jwe, v_failures;
  if not found then
    status := 'denied';
    return;
  end if;
  if v_failures = 100 then
    perform rowseal_private.tell_of_factor('factor_off', user_id, factor_id, totp_challenge.ip);
  end if;
  status := 'ok';
  step := rowseal_private.totp_step();
end
$$;

comment on function rowseal_private.totp_challenge(
  rowseal_private.presented_token, rowseal_private.presented_refresh_token, inet, bytea
) is
$$What the server verifies a code of an authenticator app with, for a login that waits (challenge) or a session that
steps up; one of them is null. Each call is an attempt, whatever comes of it: throttled as a login, apart from the
attempts at the password, which reset nothing here.
Returns: a status: ok with whose factor it is, which, its encrypted secret and the step of time now; denied: there is
none, or it is off; invalid: neither login nor session; throttled with the time to wait.
Source: RFC 6238, NIST SP 800-63B-4 section 3.2.2.$$;

revoke execute on function rowseal_private.totp_challenge(
  rowseal_private.presented_token, rowseal_private.presented_refresh_token, inet, bytea) from public;
grant execute on function rowseal_private.totp_challenge(
  rowseal_private.presented_token, rowseal_private.presented_refresh_token, inet, bytea) to rowseal_issuer;
