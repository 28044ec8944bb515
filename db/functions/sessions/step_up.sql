create or replace function rowseal_private.step_up(
  token rowseal_private.presented_refresh_token, kind text, subject text, proof bytea, step bigint,
  ip inet default null, user_agent text default null, devices bytea default null,
  passkey rowseal_private.asserted_passkey default null,
  out status text, out claims rowseal_private.claims, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_session constant rowseal_private.sessions := rowseal_private.session_of_refresh_token(step_up.token);
  v_known_id constant uuid := rowseal_private.known_device(v_session.user_id, step_up.devices);
  v_subject constant text := case
    when step_up.kind = 'password' then 'password ' || rowseal_private.normal_address(step_up.subject)
    else 'second_factor ' || v_session.user_id end;
  v_attempt record;
  v_rotated record;
  v_proved text;
begin
  if v_session.id is null then
    select case when refused.status in ('rotated', 'retried') then 'invalid' else refused.status end
      into status from rowseal_private.refresh_session(step_up.token, step_up.ip, step_up.user_agent) as refused;
    return;
  end if;
  -- A mailed code has its own five tries.
  if step_up.kind not in ('totp', 'passkey', 'email_code') then
    select * into v_attempt from rowseal_private.record_login_attempt(v_known_id, v_subject, step_up.ip);
    if v_attempt.wait > interval '0' then
      status := 'throttled';
      retry_after := v_attempt.wait;
      return;
    end if;
  end if;
  if step_up.kind = 'passkey' then
    v_proved := (rowseal_private.use_passkey(
      'step_up', v_session.user_id, v_session.id, step_up.passkey, step_up.ip)).kind;
  elsif step_up.kind = 'email_code' then
    select 'email_code' into v_proved
      from rowseal_private.use_email_code('step_up', substr(step_up.proof, 1, 32), substr(step_up.proof, 33)) as used
      join rowseal.users as account on account.id = used.user_id
     where used.status = 'ok' and used.user_id = v_session.user_id and account.email_verified_at is not null;
  elsif step_up.kind = 'password' and exists (
    select from rowseal_private.identities as identity
     where identity.provider = 'password'
       and identity.subject_hash = rowseal_private.text_hash(rowseal_private.normal_address(step_up.subject))
       and identity.user_id = v_session.user_id
  ) and rowseal_private.lock_password(v_session.user_id, step_up.proof)
    or step_up.kind <> 'password'
      and rowseal_private.use_factor(v_session.user_id, step_up.kind, step_up.step, step_up.proof, step_up.ip)
  then
    v_proved := step_up.kind;
  end if;
  if v_proved is null then
    status := 'denied';
    perform rowseal_private.record_login_failure(
      step_up.kind, v_session.user_id::text, v_session.user_id, v_known_id, step_up.ip);
    return;
  end if;
  -- Who was charged for no attempt is refunded none, or a code of one's own would lift the wait of a whole network.
  if step_up.kind <> 'email_code' then
    perform rowseal_private.refund_login_attempt(v_known_id, v_subject, step_up.ip);
  end if;
  select * into v_rotated from rowseal_private.refresh_session(step_up.token, step_up.ip, step_up.user_agent);
  status := v_rotated.status;
  claims := v_rotated.claims;
  -- Of the session as it is now: where a copy of the token came in between, it has ended, and this proves nothing.
  if status in ('rotated', 'retried') then
    perform rowseal_private.add_proof(v_session.user_id, v_session.id, v_proved);
    perform rowseal_private.record_event(
      'session_stepped_up', v_session.user_id, null,
      jsonb_build_object('session_id', v_session.id, 'kind', v_proved), step_up.ip);
  end if;
end
$$;

comment on function rowseal_private.step_up(
  rowseal_private.presented_refresh_token, text, text, bytea, bigint, inet, text, bytea,
  rowseal_private.asserted_passkey
) is
$$Another proof of the same person in their session, which counts from the next statement on, for every access token of
the session. It rotates the refresh token: a stolen copy of it ends the session at its next use. kind: password with its
address (subject) and the derived key (proof); totp with the step of time, after rowseal_private.totp_challenge;
recovery_code with the SHA-256 of the code (proof); email_code with browser_digest and code_digest, one after the other
(proof), after rowseal_private.ask_email_code; passkey, after rowseal_private.passkey_challenge. devices is as for
rowseal_private.known_device.
Returns: a status: rotated or retried with sealed claims, as rowseal_private.refresh_session, or its refusals; denied:
not this person, a wrong proof, or one that was used; throttled with the time to wait.
Source: RFC 9470.$$;

revoke execute on function rowseal_private.step_up(
  rowseal_private.presented_refresh_token, text, text, bytea, bigint, inet, text, bytea,
  rowseal_private.asserted_passkey) from public;
grant execute on function rowseal_private.step_up(
  rowseal_private.presented_refresh_token, text, text, bytea, bigint, inet, text, bytea,
  rowseal_private.asserted_passkey) to rowseal_issuer;
