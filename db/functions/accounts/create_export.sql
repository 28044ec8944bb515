create or replace function rowseal_private.create_export(
  claims rowseal_private.claims, ip inet default null,
  out status text, out token text, out expires_at timestamptz, out retry_after interval
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid;
  v_id constant uuid := rowseal.uuidv7();
  v_secret constant bytea := rowseal_private.random_bytes(33);
  -- A variable of its own: what a statement takes as a parameter, auto_explain may log.
  v_hash constant bytea := sha256(sha256(v_secret));
begin
  perform rowseal_private.enter_by_claims(create_export.claims, null, create_export.ip);
  v_user_id := rowseal_private.require_fresh_proof();
  retry_after := nullif(rowseal_private.record_attempt('data_export', v_user_id::text), interval '0');
  if retry_after is not null then
    status := 'throttled';
    return;
  end if;
  insert into rowseal_private.data_exports (user_id, id, session_id, secret_hash, expires_at)
  select v_user_id, v_id, rowseal.session_id(), v_hash, clock_timestamp() + settings.data_export_lifetime
    from rowseal_private.settings as settings
  returning data_exports.expires_at into create_export.expires_at;
  perform rowseal_private.record_event('data_export_requested', v_user_id, null, '{}');
  token := rowseal_private.format_token('rsv_', uuid_send(v_user_id) || uuid_send(v_id) || v_secret);
  status := 'ok';
end
$$;

comment on function rowseal_private.create_export(rowseal_private.claims, inet) is
$$Lets the user whom the sealed claims of an access token name fetch what is kept about them, once, in this session
(rowseal.export_account).
Returns: a status: ok with the token that fetches it, and until when; throttled with the time to wait.
Errors: those of rowseal.enter; RS010 a personal access token, a grant, or a limited session; RS050 a fresh proof is
needed.$$;

revoke execute on function rowseal_private.create_export(rowseal_private.claims, inet) from public;
grant execute on function rowseal_private.create_export(rowseal_private.claims, inet) to rowseal_issuer;
