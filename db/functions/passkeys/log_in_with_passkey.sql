create or replace function rowseal_private.log_in_with_passkey(
  passkey rowseal_private.asserted_passkey, workspace text default null, scope text default null,
  ip inet default null, user_agent text default null, replaces rowseal_private.presented_refresh_token default null,
  refresh_digest bytea default null, devices bytea default null, device_digest bytea default null,
  out status text, out claims rowseal_private.claims, out device_id uuid, out erase_at timestamptz,
  out restore_token text
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_subject constant text := rowseal_private.passkey_subject(null, (passkey).credential_id);
  v_used record;
  v_known_id uuid;
  v_completed record;
begin
  select * into v_used
    from rowseal_private.use_passkey('sign_in', null, null, log_in_with_passkey.passkey, log_in_with_passkey.ip);
  v_known_id := rowseal_private.known_device(v_used.owner_id, log_in_with_passkey.devices);
  if v_used.kind is not null then
    perform rowseal_private.refund_login_attempt(v_known_id, v_subject, log_in_with_passkey.ip);
    select * into erase_at, restore_token from rowseal_private.offer_restoration(v_used.owner_id);
    if erase_at is not null then
      status := 'account_deleted';
      return;
    end if;
  end if;
  if v_used.kind is null or not exists (
    select from rowseal.users as account where account.id = v_used.owner_id and account.disabled_at is null)
  then
    status := 'denied';
    perform rowseal_private.record_login_failure(
      'passkey', v_used.owner_id::text, v_used.owner_id, v_known_id, log_in_with_passkey.ip);
    return;
  end if;
  perform rowseal_private.note_login_network(v_used.owner_id, v_known_id, log_in_with_passkey.ip);
  select * into v_completed from rowseal_private.complete_login(
    v_used.owner_id, 'passkey', jsonb_build_object(v_used.kind, clock_timestamp()), log_in_with_passkey.workspace,
    log_in_with_passkey.scope, log_in_with_passkey.ip, log_in_with_passkey.user_agent,
    log_in_with_passkey.refresh_digest, v_known_id, log_in_with_passkey.device_digest, log_in_with_passkey.replaces
  );
  status := v_completed.status;
  claims := v_completed.claims;
  device_id := v_completed.device_id;
end
$$;

comment on function rowseal_private.log_in_with_passkey(
  rowseal_private.asserted_passkey, text, text, inet, text, rowseal_private.presented_refresh_token, bytea, bytea,
  bytea
) is
$$Every login by a passkey alone, which says itself whose it is and has verified its user, after
rowseal_private.passkey_challenge. The rest is as in rowseal_private.log_in.
Returns: a status: ok with the sealed claims of an access token; denied for an unknown passkey, a wrong answer and a
disabled user alike; not_a_member of that workspace; account_deleted, as in rowseal_private.log_in.
Errors: 22P02 workspace is neither an id nor a slug; 23514 scope is not a list of scopes.
Source: WebAuthn Level 3 section 7.2.$$;

revoke execute on function rowseal_private.log_in_with_passkey(
  rowseal_private.asserted_passkey, text, text, inet, text, rowseal_private.presented_refresh_token, bytea, bytea,
  bytea) from public;
grant execute on function rowseal_private.log_in_with_passkey(
  rowseal_private.asserted_passkey, text, text, inet, text, rowseal_private.presented_refresh_token, bytea, bytea,
  bytea) to rowseal_issuer;
