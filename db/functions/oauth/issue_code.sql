create or replace function rowseal_private.issue_code(
  request rowseal_private.oauth_requests, client rowseal_private.oauth_clients, session rowseal_private.sessions,
  workspace_id uuid
) returns text
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_id constant uuid := rowseal.uuidv7();
  v_secret constant bytea := rowseal_private.random_bytes(33);
  -- A variable of its own: what a statement takes as a parameter, auto_explain may log.
  v_hash constant bytea := sha256(sha256(v_secret));
  v_proofs constant jsonb := rowseal_private.proofs_of(
    session.user_id, session.id, rowseal_private.authentication_since(request, session));
  v_granted record;
begin
  select * into v_granted
    from rowseal_private.delegate(session.user_id, session.id, issue_code.workspace_id, request.scope);
  if request.scope <> '' and v_granted.scope = '' then
    return null;
  end if;
  insert into rowseal_private.oauth_codes (
    user_id, id, secret_hash, client_id, redirect_uri, code_challenge, nonce, identity_scope, scope, resource,
    workspace_id,
    authenticated_at, expires_at, parent_id, origin_id, ends_at, proofs
  )
  values (
    session.user_id, v_id, v_hash, client.id, request.redirect_uri, request.code_challenge, request.nonce,
    request.identity_scope,
    v_granted.scope, request.resource, issue_code.workspace_id,
    rowseal_private.oldest_proof(v_proofs, session.authenticated_at),
    clock_timestamp() + interval '60 seconds',
    v_granted.parent_id, v_granted.origin_id, nullif(v_granted.ends_at, 'infinity'),
    v_proofs
  );
  -- Whom nobody here vouched for is asked about each time, and who can neither prove who they are nor be found by an
  -- https address that is theirs alone (RFC 8252 section 8.6). What a limited session agreed to ends with it.
  if (client.auth_method <> 'none' or request.redirect_uri ~ '^https:') and not client.registered_by_itself
    and v_granted.parent_id is null then
    insert into rowseal_private.oauth_consents as given (
      user_id, client_id, workspace_id, identity_scope, scope, origin_id)
    values (
      session.user_id, client.id, coalesce(issue_code.workspace_id, rowseal_private.no_workspace()),
      request.identity_scope, v_granted.scope,
      v_granted.origin_id
    )
    on conflict on constraint oauth_consents_pkey do update
      set identity_scope = excluded.identity_scope, scope = excluded.scope, given_at = excluded.given_at,
        origin_id = excluded.origin_id;
  end if;
  return rowseal_private.format_token('rsc_', uuid_send(session.user_id) || uuid_send(v_id) || v_secret);
end
$$;

comment on function rowseal_private.issue_code(
  rowseal_private.oauth_requests, rowseal_private.oauth_clients, rowseal_private.sessions, uuid
) is
$$An authorization code for a request that the session's user agreed to: 60 seconds, single use, void when the session
ends; only its hash is kept. It is for those of the scopes asked for that the session has now
(rowseal_private.delegate). The agreement is remembered where an operator registered the client, it can authenticate or
is answered by https, and the session is limited in nothing.
Returns: null where the session has none of the scopes.
Errors: those of rowseal_private.delegate.$$;

revoke execute on function rowseal_private.issue_code(
  rowseal_private.oauth_requests, rowseal_private.oauth_clients, rowseal_private.sessions, uuid) from public;
