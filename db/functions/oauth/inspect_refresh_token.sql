create or replace function rowseal_private.inspect_refresh_token(client_id text, token text) returns jsonb
  language sql stable parallel restricted security definer set search_path = ''
  return (
    select rowseal_private.inspect_grant(inspect_refresh_token.client_id, session.user_id, session.id)
      from rowseal_private.token_payload('rsr_', inspect_refresh_token.token) as payload
      join rowseal_private.sessions as session
        on session.user_id = pg_catalog.encode(pg_catalog.substr(payload, 1, 16), 'hex')::uuid
       and session.id = pg_catalog.encode(pg_catalog.substr(payload, 17, 16), 'hex')::uuid
     where session.refresh_hash = pg_catalog.sha256(pg_catalog.substr(payload, 37, 32))
  );

comment on function rowseal_private.inspect_refresh_token(text, text) is
  'rowseal_private.inspect_grant by the grant''s refresh token, if that is the one that is good now.';

revoke execute on function rowseal_private.inspect_refresh_token(text, text) from public;
grant execute on function rowseal_private.inspect_refresh_token(text, text) to rowseal_issuer;
