create or replace function rowseal_private.refresh_session(
  token rowseal_private.presented_refresh_token,
  ip inet default null,
  user_agent text default null,
  client_id text default null,
  out status text,
  out claims rowseal_private.claims
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := token.user_id;
  v_session_id constant uuid := token.session_id;
  v_workspace_id uuid;
  v_scope text;
  v_exp bigint;
  v_seal_key text;
  v_seal_inner bytea;
  v_seal_outer bytea;
  v_evaluated record;
begin
  -- One statement decides: of many that come at once, the first finds its generation and the others do not. It also
  -- reads all that the answer is made of, because each further statement of a function would be set up anew in every
  -- transaction. Nothing is locked unless the secret is the one whose hash is stored; the tag is for tokens whose hash
  -- no longer is.
  update rowseal_private.sessions as session
     set generation = session.generation + 1,
         refresh_hash = sha256(token.successor),
         rotated_at = clock_timestamp(),
         successor_shown_at = null,
         ip = refresh_session.ip,
         user_agent = left(refresh_session.user_agent, 500)
    from rowseal.users as account, rowseal_private.seal_keys as seal, rowseal_private.settings as settings
   where session.user_id = v_user_id
     and session.id = v_session_id
     and session.client_id is not distinct from refresh_session.client_id
     and rowseal_private.is_current_token(refresh_session.token, session, settings)
     and account.id = session.user_id
     and account.disabled_at is null
     and seal.retires_at is null
  returning session.workspace_id, session.scope,
            floor(extract(epoch from least(
              session.expires_at, clock_timestamp() + settings.access_token_lifetime)))::bigint,
            seal.id, seal.inner_pad, seal.outer_pad
       into v_workspace_id, v_scope, v_exp, v_seal_key, v_seal_inner, v_seal_outer;
  if not found then
    select * into v_evaluated
      from rowseal_private.evaluate_refresh_token(
        refresh_session.token, refresh_session.client_id, refresh_session.ip, refresh_session.user_agent
      );
    status := v_evaluated.status;
    claims := v_evaluated.claims;
    return;
  end if;

  status := 'rotated';
  claims := rowseal_private.sealed_claims(
    v_seal_key, v_seal_inner, v_seal_outer, v_user_id, v_session_id, v_workspace_id, v_scope, v_exp
  );
end
$$;

comment on function rowseal_private.refresh_session(rowseal_private.presented_refresh_token, inet, text, text) is
$$Exchanges a refresh token for its successor, which the server derives. client_id is the OAuth client that presents the
token, authenticated; null: the user's own; to any other client the token is invalid. What did not rotate is evaluated
by rowseal_private.evaluate_refresh_token. It never raises for any of these, because that would roll the revocation
back.
Returns: a status: rotated, with sealed claims; retried, the token was the one before, and its successor is valid:
within ten seconds after the rotation, or later as rowseal_private.refresh_denial says; reused, it was authentic and
older, or too late, and the session has been revoked with it; expired, by idleness or age; revoked; invalid, and no
session has changed; throttled, invalid like many before it from this network: a genuine token is never held up by the
guesses of others.
Source: RFC 9700 section 4.14 (reuse).$$;

revoke execute on function rowseal_private.refresh_session(rowseal_private.presented_refresh_token, inet, text, text)
  from public;
grant execute on function rowseal_private.refresh_session(rowseal_private.presented_refresh_token, inet, text, text)
  to rowseal_issuer;
