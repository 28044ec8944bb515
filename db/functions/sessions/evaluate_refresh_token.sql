create or replace function rowseal_private.evaluate_refresh_token(
  token rowseal_private.presented_refresh_token, client_id text, ip inet, user_agent text, out status text,
  out claims rowseal_private.claims
)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := (evaluate_refresh_token.token).user_id;
  v_session_id constant uuid := (evaluate_refresh_token.token).session_id;
  v_settings rowseal_private.settings;
  v_session rowseal_private.sessions;
begin
  -- Evaluated before anything is locked: somebody who knows only a session's id can neither change nor delay anything.
  perform from rowseal_private.sessions as session
    where session.user_id = v_user_id
      and session.id = v_session_id
      and session.client_id is not distinct from evaluate_refresh_token.client_id
      and rowseal_private.is_proven(session.generation, session.refresh_hash, evaluate_refresh_token.token);
  if not found then
    status := case
      when v_session_id is not null
        and rowseal_private.record_attempt(
          'refresh_guess', rowseal_private.network_of(evaluate_refresh_token.ip)) > interval '0' then 'throttled'
      else 'invalid'
    end;
    return;
  end if;

  select * into strict v_settings from rowseal_private.settings;
  select * into strict v_session
    from rowseal_private.sessions as session
   where session.user_id = v_user_id and session.id = v_session_id
     for update;
  status := rowseal_private.refresh_denial(
    v_session, v_settings, evaluate_refresh_token.token, evaluate_refresh_token.ip, evaluate_refresh_token.user_agent
  );
  if status = 'retried_late' then
    status := 'retried';
    update rowseal_private.sessions as session
       set late_retry_at = clock_timestamp()
     where session.user_id = v_user_id and session.id = v_session_id;
    perform rowseal_private.record_event(
      'refresh_retried_late', v_user_id, null, jsonb_build_object('session_id', v_session_id), evaluate_refresh_token.ip
    );
  end if;
  if status = 'retried' then
    claims := rowseal_private.access_claims(v_session);
  elsif status = 'reused' then
    perform rowseal_private.revoke_session(v_user_id, v_session_id, 'refresh_token_reused', evaluate_refresh_token.ip);
    perform rowseal_private.enqueue_mail(
      'refresh_token_reused', jsonb_build_object('user_id', v_user_id, 'id', v_session_id), v_session_id::text
    );
  end if;
end
$$;

comment on function rowseal_private.evaluate_refresh_token(rowseal_private.presented_refresh_token, text, inet, text) is
$$Evaluates a refresh token that rowseal_private.refresh_session or refresh_grant could not rotate.
Caller: only rowseal_private.refresh_session and rowseal_private.evaluate_grant_refresh, in the same transaction.
Returns: retried, with an event after more than ten seconds; reused with the session revoked; expired; revoked; invalid;
throttled.$$;

revoke execute on function rowseal_private.evaluate_refresh_token(
  rowseal_private.presented_refresh_token, text, inet, text) from public;
