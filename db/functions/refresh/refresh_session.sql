create or replace function rowseal_private.refresh_session(
  token text,
  ip inet default null,
  user_agent text default null,
  client_id text default null,
  out status text,
  out claims rowseal_private.claims,
  out refresh_token text
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_payload constant bytea := rowseal_private.token_payload('rsr_', refresh_session.token);
  v_user_id constant uuid := encode(substr(v_payload, 1, 16), 'hex')::uuid;
  v_session_id constant uuid := encode(substr(v_payload, 17, 16), 'hex')::uuid;
  v_generation constant integer := ('x' || encode(substr(v_payload, 33, 4), 'hex'))::bit(32)::integer;
  v_secret constant bytea := substr(v_payload, 37, 32);
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
   where session.user_id = v_user_id and session.id = v_session_id and session.client_id is not distinct from refresh_session.client_id;
  -- The tag is judged before anything is locked: who knows a session's id alone can neither change nor hold up anything.
  if not found or substr(v_payload, 69, 18) <> rowseal_private.refresh_tag(
    v_key.inner_pad, v_key.outer_pad, v_user_id, v_session_id, v_generation, v_secret
  ) then
    if rowseal_private.take_attempt('refresh_guess', rowseal_private.network_of(refresh_session.ip)) > interval '0' then
      status := 'throttled';
    end if;
    return;
  end if;
  select * into strict v_settings from rowseal_private.settings;
  v_next := rowseal_private.refresh_secret(v_key.inner_pad, v_key.outer_pad, v_session_id, v_generation + 1, v_secret);

  -- One statement decides: of many that come at once, the first finds its generation and the others do not.
  update rowseal_private.sessions as session
     set generation = v_generation + 1,
         refresh_hash = sha256(v_next),
         rotated_at = clock_timestamp(),
         ip = coalesce(refresh_session.ip, session.ip),
         user_agent = coalesce(left(refresh_session.user_agent, 500), session.user_agent)
   where session.user_id = v_user_id
     and session.id = v_session_id
     and session.generation = v_generation
     and session.refresh_hash = sha256(v_secret)
     and session.revoked_at is null
     and session.expires_at > clock_timestamp()
     and session.rotated_at > clock_timestamp() - v_settings.refresh_idle_lifetime
     and exists (select from rowseal.users as holder where holder.id = v_user_id and holder.disabled_at is null)
  returning session.* into v_session;
  if found then
    status := 'rotated';
  else
    select * into strict v_session
      from rowseal_private.sessions as session
     where session.user_id = v_user_id and session.id = v_session_id
       for update;
    status := rowseal_private.refresh_denial(v_session, v_settings, v_generation, sha256(v_next));
  end if;

  if status in ('rotated', 'retried') then
    claims := rowseal_private.access_claims(v_session);
    refresh_token := rowseal_private.format_refresh_token(
      v_key.inner_pad, v_key.outer_pad, v_user_id, v_session_id, v_generation + 1, v_next
    );
  elsif status = 'reused' then
    perform rowseal_private.revoke_session(v_user_id, v_session_id, 'refresh_token_reused', refresh_session.ip);
    perform rowseal_private.enqueue_mail(
      'refresh_token_reused', jsonb_build_object('user_id', v_user_id, 'id', v_session_id), v_session_id::text
    );
  end if;
end
$$;

comment on function rowseal_private.refresh_session(text, inet, text, text) is
  'Exchanges a refresh token, and RETURNS what came of it: rotated, with the successor and sealed claims; retried, the token was the one before, '
  'inside the window after its rotation, and gets the identical successor; reused, it was authentic and older, or the window had passed, and '
  'the session has been revoked with it (RFC 9700 section 4.14); expired, by idleness or age; revoked; invalid, and no session has changed; '
  'throttled, invalid like many before it from this network: a genuine token is never held up by the guesses of others. client_id is the OAuth client '
  'that presents the token, authenticated; null: the user''s own. To anybody else it is invalid. It never '
  'raises for any of these, because that would take the revocation back.';

revoke execute on function rowseal_private.refresh_session(text, inet, text, text) from public;
grant execute on function rowseal_private.refresh_session(text, inet, text, text) to rowseal_issuer;
