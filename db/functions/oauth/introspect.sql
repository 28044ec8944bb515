create or replace function rowseal_private.introspect(
  client_id text, auth_method text, secret_digest bytea, user_id uuid, session_id uuid, scope text,
  refresh_digest bytea, ip inet, request_id text,
  out status text, out active boolean, out sub uuid, out username text, out granted text, out iat bigint,
  out exp bigint, out auth_time bigint, out authentication jsonb
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  select 'ok', account.id is not null, account.id,
         case when 'email' = any (string_to_array(session.identity_scope, ' ')) then account.email end,
         concat_ws(' ', nullif(session.identity_scope, ''), nullif(effective.scope, '')),
         floor(extract(epoch from session.created_at))::bigint, floor(extract(epoch from session.expires_at))::bigint,
         floor(extract(epoch from session.authenticated_at))::bigint, session.authentication
    into introspect.status, introspect.active, introspect.sub, introspect.username, introspect.granted,
         introspect.iat, introspect.exp, introspect.auth_time, introspect.authentication
    from rowseal_private.oauth_clients as client
    left join rowseal_private.sessions as session
      on session.user_id = introspect.user_id
     and session.id = introspect.session_id
     and session.client_id = introspect.client_id
     and (introspect.refresh_digest is null or session.refresh_hash = sha256(introspect.refresh_digest))
     and session.revoked_at is null
     and session.expires_at > now()
    left join rowseal_private.effective_scope(
      session.user_id, session.workspace_id, coalesce(introspect.scope, session.scope)) as effective on true
    left join rowseal.users as account
      on account.id = session.user_id
     and account.disabled_at is null
     and (session.workspace_id is null or effective.role is not null)
   where client.id = introspect.client_id
     and rowseal_private.is_proven_client(client, introspect.auth_method, introspect.secret_digest);
  if not found then
    introspect.status := rowseal_private.authenticate_client(
      introspect.client_id, introspect.auth_method, introspect.secret_digest,
      rowseal_private.from_request(introspect.ip, introspect.request_id)
    );
  end if;
end
$$;

comment on function rowseal_private.introspect(text, text, bytea, uuid, uuid, text, bytea, inet, text) is
$$What a live grant of a client allows now, if the client authenticates (auth_method and secret_digest as
rowseal_private.is_proven_client has them): those of its scopes that the role of its user grants at this moment
(granted), and with email the address as username; and how the user had authenticated. user_id and session_id are those
of the token, null for what is none; scope is what an access token is limited to (null: as the grant is),
refresh_digest the SHA-256 of the secret of a refresh token, which has to be the current one (null: an access token).
request_id as in rowseal_private.from_request.
Returns: a status of rowseal_private.authenticate_client; active is false for a grant that has ended, was made to
another client, or whose user is disabled or lost the membership.
Source: RFC 7662 section 2.2, RFC 9470 section 6.2.$$;

revoke execute on function rowseal_private.introspect(text, text, bytea, uuid, uuid, text, bytea, inet, text)
  from public;
grant execute on function rowseal_private.introspect(text, text, bytea, uuid, uuid, text, bytea, inet, text)
  to rowseal_issuer;
