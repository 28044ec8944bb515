create or replace function rowseal_private.session_of_refresh_token(token text) returns rowseal_private.sessions
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select session.*
    from rowseal_private.token_payload('rsr_', session_of_refresh_token.token) as payload
    join rowseal_private.sessions as session
      on session.user_id = pg_catalog.encode(pg_catalog.substr(payload, 1, 16), 'hex')::uuid
     and session.id = pg_catalog.encode(pg_catalog.substr(payload, 17, 16), 'hex')::uuid
    join rowseal_private.refresh_keys as key on key.id = session.refresh_key
    join rowseal.users as holder on holder.id = session.user_id
   cross join rowseal_private.settings as settings
   where session.client_id is null
     and session.revoked_at is null
     and session.expires_at > pg_catalog.now()
     and session.rotated_at > pg_catalog.now() - settings.refresh_idle_lifetime
     and holder.disabled_at is null
     and (
       session.refresh_hash = pg_catalog.sha256(pg_catalog.substr(payload, 37, 32))
       or pg_catalog.now() < session.rotated_at + settings.refresh_window
          and session.refresh_hash = pg_catalog.sha256(rowseal_private.refresh_secret(
                key.inner_pad, key.outer_pad, session.id, session.generation, pg_catalog.substr(payload, 37, 32)
              ))
     );
end;

comment on function rowseal_private.session_of_refresh_token(text) is
  'The session that a refresh token is good for now, without using the token up: whose browser it is that shows the cookie. The token of the generation '
  'before counts inside the window after a rotation. Null for any other, and for grants to OAuth clients.';

revoke execute on function rowseal_private.session_of_refresh_token(text) from public;
