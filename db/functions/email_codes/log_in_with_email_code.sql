create or replace function rowseal_private.log_in_with_email_code(
  browser_digest bytea, code_digest bytea, workspace text default null, scope text default null,
  ip inet default null, user_agent text default null, replaces rowseal_private.presented_refresh_token default null,
  refresh_digest bytea default null, devices bytea default null, device_digest bytea default null,
  out status text, out claims rowseal_private.claims, out retry_after interval, out device_id uuid,
  out challenge text, out factors text[]
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_used constant record := rowseal_private.use_email_code(
    'sign_in', log_in_with_email_code.browser_digest, log_in_with_email_code.code_digest);
  v_known_id constant uuid := rowseal_private.known_device(v_used.user_id, log_in_with_email_code.devices);
  v_completed record;
begin
  if v_used.status = 'invalid' then
    select failure.status, failure.retry_after
      into status, retry_after
      from rowseal_private.record_failure(
        'proof_guess', rowseal_private.network_of(log_in_with_email_code.ip)) as failure;
    return;
  end if;
  if v_used.status <> 'ok' or not rowseal_private.prove_address(v_used.user_id, log_in_with_email_code.ip) then
    status := 'denied';
    perform rowseal_private.record_login_failure(
      'email_code', v_used.user_id::text, v_used.user_id, v_known_id, log_in_with_email_code.ip);
    return;
  end if;
  perform rowseal_private.note_login_network(v_used.user_id, v_known_id, log_in_with_email_code.ip);
  select * into v_completed from rowseal_private.complete_login(
    v_used.user_id, 'email_code', jsonb_build_object('email_code', clock_timestamp()),
    log_in_with_email_code.workspace, log_in_with_email_code.scope, log_in_with_email_code.ip,
    log_in_with_email_code.user_agent, log_in_with_email_code.refresh_digest, v_known_id,
    log_in_with_email_code.device_digest, log_in_with_email_code.replaces
  );
  status := v_completed.status;
  claims := v_completed.claims;
  device_id := v_completed.device_id;
  challenge := v_completed.challenge;
  factors := v_completed.factors;
end
$$;

comment on function rowseal_private.log_in_with_email_code(
  bytea, bytea, text, text, inet, text, rowseal_private.presented_refresh_token, bytea, bytea, bytea
) is
$$Every login by a code that was mailed (rowseal_private.ask_email_code), which is one factor: who has a second one is
asked for it. Where nobody had proved the address before, what was set up until then ends. The rest is as in
rowseal_private.log_in.
Returns: a status: ok with the sealed claims of an access token; second_factor as in rowseal_private.log_in; denied: a
wrong code, or an account that it no longer signs in; invalid: no code was asked for in this browser, or it has expired,
was used, or had five wrong tries; throttled, invalid like many before it from this network; not_a_member of that
workspace.
Errors: 22P02 workspace is neither an id nor a slug; 23514 scope is not a list of scopes.$$;

revoke execute on function rowseal_private.log_in_with_email_code(
  bytea, bytea, text, text, inet, text, rowseal_private.presented_refresh_token, bytea, bytea, bytea) from public;
grant execute on function rowseal_private.log_in_with_email_code(
  bytea, bytea, text, text, inet, text, rowseal_private.presented_refresh_token, bytea, bytea, bytea)
  to rowseal_issuer;
