create or replace function rowseal_private.complete_second_factor(
  challenge rowseal_private.presented_token, kind text, step bigint, code_digest bytea,
  ip inet default null, user_agent text default null,
  replaces rowseal_private.presented_refresh_token default null,
  refresh_digest bytea default null, devices bytea default null, device_digest bytea default null,
  passkey rowseal_private.asserted_passkey default null,
  out status text, out claims rowseal_private.claims, out retry_after interval, out device_id uuid
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_waiting constant rowseal_private.login_challenges := rowseal_private.waiting_login(challenge);
  v_subject constant text := 'second_factor ' || v_waiting.user_id;
  v_known_id uuid;
  v_attempt record;
  v_proved text;
  v_completed record;
begin
  if v_waiting.id is null then
    select failure.status, failure.retry_after
      into status, retry_after
      from rowseal_private.record_failure(
        'proof_guess', rowseal_private.network_of(complete_second_factor.ip)) as failure;
    return;
  end if;
  v_known_id := rowseal_private.known_device(v_waiting.user_id, complete_second_factor.devices);
  -- Of the others the attempt was counted when the server was told what to verify them with.
  if complete_second_factor.kind = 'recovery_code' then
    select * into v_attempt
      from rowseal_private.record_login_attempt(v_known_id, v_subject, complete_second_factor.ip);
    if v_attempt.wait > interval '0' then
      status := 'throttled';
      retry_after := v_attempt.wait;
      return;
    end if;
  end if;
  if complete_second_factor.kind = 'passkey' then
    v_proved := (rowseal_private.use_passkey(
      'second_factor', v_waiting.user_id, null, complete_second_factor.passkey, complete_second_factor.ip)).kind;
  elsif rowseal_private.use_factor(
    v_waiting.user_id, complete_second_factor.kind, complete_second_factor.step, complete_second_factor.code_digest,
    complete_second_factor.ip)
  then
    v_proved := complete_second_factor.kind;
  end if;
  if v_proved is null then
    status := 'denied';
    perform rowseal_private.record_login_failure(
      complete_second_factor.kind, v_waiting.user_id::text, v_waiting.user_id, v_known_id, complete_second_factor.ip);
    return;
  end if;
  delete from rowseal_private.login_challenges as used
   where used.user_id = v_waiting.user_id and used.id = v_waiting.id;
  perform rowseal_private.refund_login_attempt(v_known_id, v_subject, complete_second_factor.ip);
  select * into v_completed from rowseal_private.complete_login(
    v_waiting.user_id, v_waiting.provider,
    jsonb_build_object(v_waiting.kind, v_waiting.proved_at, v_proved, clock_timestamp()),
    v_waiting.workspace_id::text, v_waiting.scope, complete_second_factor.ip, complete_second_factor.user_agent,
    complete_second_factor.refresh_digest, v_known_id, complete_second_factor.device_digest,
    complete_second_factor.replaces
  );
  status := v_completed.status;
  claims := v_completed.claims;
  device_id := v_completed.device_id;
end
$$;

comment on function rowseal_private.complete_second_factor(
  rowseal_private.presented_token, text, bigint, bytea, inet, text, rowseal_private.presented_refresh_token, bytea,
  bytea, bytea, rowseal_private.asserted_passkey
) is
$$Continues a login that waits for a second factor: the only thing that its token does. kind, step and code_digest are
as in rowseal_private.use_factor, after rowseal_private.totp_challenge for an authenticator app; passkey, of that kind,
is after rowseal_private.passkey_challenge; the rest is as in rowseal_private.log_in.
Returns: a status: ok with the sealed claims of an access token; denied: a wrong code or passkey, or one that was used;
invalid: no login waits under this token; throttled with the time to wait; not_a_member: of the workspace that the login
is for, not any more.$$;

revoke execute on function rowseal_private.complete_second_factor(
  rowseal_private.presented_token, text, bigint, bytea, inet, text, rowseal_private.presented_refresh_token, bytea,
  bytea, bytea, rowseal_private.asserted_passkey) from public;
grant execute on function rowseal_private.complete_second_factor(
  rowseal_private.presented_token, text, bigint, bytea, inet, text, rowseal_private.presented_refresh_token, bytea,
  bytea, bytea, rowseal_private.asserted_passkey) to rowseal_issuer;
