create or replace function rowseal_private.refresh_grant(
  client_id text, auth_method text, secret_digest bytea, token rowseal_private.presented_refresh_token, resource text,
  scope text, ip inet, request_id text, user_agent text
) returns rowseal_private.refreshed_grant
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_refreshed rowseal_private.refreshed_grant;
begin
  perform rowseal_private.keep_to_reads();
  -- One statement decides, as in rowseal_private.refresh_session. That the client authenticates, and asks for no more
  -- than was granted, are conditions of it: where they do not hold, nothing has changed.
  update rowseal_private.sessions as session
     set generation = session.generation + 1,
         refresh_hash = sha256(token.successor),
         rotated_at = clock_timestamp(),
         successor_shown_at = null,
         ip = refresh_grant.ip,
         user_agent = left(refresh_grant.user_agent, 500)
    from rowseal_private.oauth_clients as client, rowseal.users as account, rowseal_private.seal_keys as key,
         rowseal_private.settings as settings
   where session.user_id = token.user_id
     and session.id = token.session_id
     and session.client_id = refresh_grant.client_id
     and rowseal_private.is_current_token(refresh_grant.token, session, settings)
     and rowseal_private.is_within_grant(session, refresh_grant.resource, refresh_grant.scope)
     and client.id = refresh_grant.client_id
     and rowseal_private.is_proven_client(client, refresh_grant.auth_method, refresh_grant.secret_digest)
     and account.id = session.user_id
     and account.disabled_at is null
     and key.retires_at is null
  returning 'rotated',
            rowseal_private.sealed_claims(
              key.id, key.inner_pad, key.outer_pad, session.user_id, session.id, session.workspace_id, session.scope,
              floor(extract(epoch from least(
                session.expires_at, session.rotated_at + settings.access_token_lifetime)))::bigint
            ),
            concat_ws(' ', nullif(session.identity_scope, ''), nullif(session.scope, '')), session.resource,
            floor(extract(epoch from session.authenticated_at))::bigint, session.authentication
       into v_refreshed;
  if not found then
    v_refreshed := rowseal_private.evaluate_grant_refresh(
      client_id, auth_method, secret_digest, token, resource, scope, ip, request_id, user_agent
    );
  end if;
  if scope is not null then
    v_refreshed := rowseal_private.narrowed_grant(v_refreshed, scope);
  end if;
  return v_refreshed;
end
$$;

comment on function rowseal_private.refresh_grant(
  text, text, bytea, rowseal_private.presented_refresh_token, text, text, inet, text, text
) is
$$rowseal_private.refresh_session for a grant: only the client that it was made to can refresh it, which authenticates
in the same statement (auth_method and secret_digest as rowseal_private.is_proven_client has them). scope limits the
access token to some of the grant's scopes (null: to all); what the client may know of the user stays as granted.
resource as in rowseal_private.redeem_code. request_id as in rowseal_private.from_request.
Returns: the statuses of refresh_session, and what the token is for; or those of rowseal_private.authenticate_client but
ok; or, with a token that is current or a retry, invalid_target or invalid_scope, more or other was asked for than was
granted: then nothing has changed.
Source: RFC 6749 section 6 (scope), RFC 8707 section 2.2 (resource), RFC 9700 section 4.14 (reuse).$$;

revoke execute on function rowseal_private.refresh_grant(
  text, text, bytea, rowseal_private.presented_refresh_token, text, text, inet, text, text) from public;
grant execute on function rowseal_private.refresh_grant(
  text, text, bytea, rowseal_private.presented_refresh_token, text, text, inet, text, text) to rowseal_issuer;
