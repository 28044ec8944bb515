create or replace function rowseal_private.authentic_session(token text, out user_id uuid, out id uuid, out client_id text)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select session.user_id, session.id, session.client_id
    from rowseal_private.token_payload('rsr_', authentic_session.token) as payload
    join rowseal_private.sessions as session
      on session.user_id = pg_catalog.encode(pg_catalog.substr(payload, 1, 16), 'hex')::uuid
     and session.id = pg_catalog.encode(pg_catalog.substr(payload, 17, 16), 'hex')::uuid
    join rowseal_private.refresh_keys as key on key.id = session.refresh_key
   where pg_catalog.substr(payload, 69, 18) = rowseal_private.refresh_tag(key.inner_pad, key.outer_pad, pg_catalog.substr(payload, 1, 68));
end;

comment on function rowseal_private.authentic_session(text) is
  'The session that a refresh token was issued for, whatever the token''s age, if it is authentic, and the OAuth client that it is a grant to; nulls for '
  'any other.';

revoke execute on function rowseal_private.authentic_session(text) from public;
