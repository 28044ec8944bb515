create or replace function rowseal_private.issue_code(
  request rowseal_private.oauth_requests, client rowseal_private.oauth_clients, session rowseal_private.sessions, workspace_id uuid
) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_id constant uuid := rowseal.uuidv7();
  v_secret constant bytea := rowseal_private.random_bytes(33);
begin
  insert into rowseal_private.oauth_codes (
    user_id, id, secret_hash, client_id, redirect_uri, code_challenge, nonce, identity_scope, scope, resource, workspace_id,
    authenticated_at, expires_at
  )
  values (
    session.user_id, v_id, sha256(v_secret), client.id, request.redirect_uri, request.code_challenge, request.nonce, request.identity_scope,
    request.scope, request.resource, issue_code.workspace_id, session.authenticated_at, clock_timestamp() + interval '60 seconds'
  );
  -- Who cannot prove who they are, or whom nobody here vouched for, is asked about each time (RFC 8252 section 8.6).
  if client.auth_method <> 'none' and not client.registered_by_itself then
    insert into rowseal_private.oauth_consents as given (user_id, client_id, workspace_id, identity_scope, scope)
    values (
      session.user_id, client.id, coalesce(issue_code.workspace_id, '00000000-0000-0000-0000-000000000000'), request.identity_scope, request.scope
    )
    on conflict on constraint oauth_consents_pkey do update
      set identity_scope = excluded.identity_scope, scope = excluded.scope, given_at = excluded.given_at;
  end if;
  return rowseal_private.format_token('rsc_', uuid_send(session.user_id) || uuid_send(v_id) || v_secret);
end
$$;

comment on function rowseal_private.issue_code(rowseal_private.oauth_requests, rowseal_private.oauth_clients, rowseal_private.sessions, uuid) is
  'An authorization code for a request that the session''s user agreed to: 60 seconds, single use; only its hash is kept. The agreement is remembered '
  'where we registered the client, and it can prove who it is.';

revoke execute on function rowseal_private.issue_code(rowseal_private.oauth_requests, rowseal_private.oauth_clients, rowseal_private.sessions, uuid) from public;
