create or replace function rowseal_private.evaluate_grant_refresh(
  client_id text, auth_method text, secret_digest bytea, token rowseal_private.presented_refresh_token, resource text,
  scope text, ip inet, request_id text, user_agent text
) returns rowseal_private.refreshed_grant
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
declare
  v_ip constant inet := rowseal_private.from_request(evaluate_grant_refresh.ip, evaluate_grant_refresh.request_id);
  v_evaluated rowseal_private.refreshed_grant;
  v_session rowseal_private.sessions;
begin
  v_evaluated.status := rowseal_private.authenticate_client(client_id, auth_method, secret_digest, v_ip);
  if v_evaluated.status <> 'ok' then
    return v_evaluated;
  end if;
  select * into v_session
    from rowseal_private.sessions as session
   where session.user_id = token.user_id
     and session.id = token.session_id
     and session.client_id = evaluate_grant_refresh.client_id;
  -- What is asked for is looked at only where the token would be good for it: a replay ends the grant whatever that is.
  if found
    and not rowseal_private.is_within_grant(v_session, resource, scope)
    and rowseal_private.is_proven(v_session.generation, v_session.refresh_hash, token)
    and token.generation <= v_session.generation
    and (select rowseal_private.refresh_denial(v_session, settings, token, v_ip, user_agent)
           from rowseal_private.settings as settings) not in ('reused', 'revoked', 'expired')
  then
    v_evaluated.status := case
      when rowseal_private.is_within_grant(v_session, resource, null) then 'invalid_scope' else 'invalid_target' end;
    return v_evaluated;
  end if;
  select evaluated.status, evaluated.claims
    into v_evaluated
    from rowseal_private.evaluate_refresh_token(token, client_id, v_ip, user_agent) as evaluated;
  if v_evaluated.claims is not null then
    v_evaluated.scope := concat_ws(' ', nullif(v_session.identity_scope, ''), nullif(v_session.scope, ''));
    v_evaluated.resource := v_session.resource;
    v_evaluated.auth_time := floor(extract(epoch from v_session.authenticated_at))::bigint;
    v_evaluated.authentication := v_session.authentication;
  end if;
  return v_evaluated;
end
$$;

comment on function rowseal_private.evaluate_grant_refresh(
  text, text, bytea, rowseal_private.presented_refresh_token, text, text, inet, text, text
) is
$$Evaluates a refresh of a grant that rowseal_private.refresh_grant could not carry out: whether the client
authenticates, then the token (rowseal_private.evaluate_refresh_token), and of one that is current, or a retry, whether
the client asks for too much. So a replay ends the grant, and a wrong token is one, whatever is asked for with it.
Caller: only rowseal_private.refresh_grant, in the same transaction.
Returns: as refresh_grant, but for rotated.$$;

revoke execute on function rowseal_private.evaluate_grant_refresh(
  text, text, bytea, rowseal_private.presented_refresh_token, text, text, inet, text, text) from public;
