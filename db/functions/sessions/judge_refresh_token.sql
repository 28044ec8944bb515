create or replace function rowseal_private.judge_refresh_token(
  token text, client_id text, ip inet, out status text, out claims rowseal_private.claims, out refresh_token text
)
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
declare
  v_payload constant bytea := rowseal_private.token_payload('rsr_', judge_refresh_token.token);
  v_user_id constant uuid := rowseal_private.uuid_at(v_payload, 1);
  v_session_id constant uuid := rowseal_private.uuid_at(v_payload, 17);
  v_generation constant integer := ('x' || encode(substr(v_payload, 33, 4), 'hex'))::bit(32)::integer;
  v_settings rowseal_private.settings;
  v_key rowseal_private.refresh_keys;
  v_session rowseal_private.sessions;
  v_next bytea;
begin
  status := 'invalid';
  if v_payload is null then
    return;
  end if;
  select key.*
    into v_key
    from rowseal_private.sessions as session
    join rowseal_private.refresh_keys as key on key.id = session.refresh_key
   where session.user_id = v_user_id
     and session.id = v_session_id
     and session.client_id is not distinct from judge_refresh_token.client_id;
  -- The tag is judged before anything is locked: who knows a session's id alone can neither change nor hold up anything.
  if not found or substr(v_payload, 69, 18) <> rowseal_private.refresh_tag(v_key.inner_pad, v_key.outer_pad, substr(v_payload, 1, 68)) then
    if rowseal_private.take_attempt('refresh_guess', rowseal_private.network_of(judge_refresh_token.ip)) > interval '0' then
      status := 'throttled';
    end if;
    return;
  end if;

  select * into strict v_settings from rowseal_private.settings;
  v_next := rowseal_private.refresh_secret(v_key.inner_pad, v_key.outer_pad, v_session_id, v_generation + 1, substr(v_payload, 37, 32));
  select * into strict v_session
    from rowseal_private.sessions as session
   where session.user_id = v_user_id and session.id = v_session_id
     for update;
  status := rowseal_private.refresh_denial(v_session, v_settings, v_generation, sha256(v_next));
  if status = 'retried' then
    claims := rowseal_private.access_claims(v_session);
    refresh_token := rowseal_private.format_refresh_token(
      v_key.inner_pad, v_key.outer_pad, v_user_id, v_session_id, v_generation + 1, v_next
    );
  elsif status = 'reused' then
    perform rowseal_private.revoke_session(v_user_id, v_session_id, 'refresh_token_reused', judge_refresh_token.ip);
    perform rowseal_private.enqueue_mail(
      'refresh_token_reused', jsonb_build_object('user_id', v_user_id, 'id', v_session_id), v_session_id::text
    );
  end if;
end
$$;

comment on function rowseal_private.judge_refresh_token(text, text, inet) is
  'What comes of a refresh token that rowseal_private.refresh_session could not rotate: retried with the identical successor, reused with the '
  'session revoked, expired, revoked, invalid or throttled. Called by it alone, in the same transaction.';

revoke execute on function rowseal_private.judge_refresh_token(text, text, inet) from public;
