create or replace function rowseal_private.open_session(
  user_id uuid,
  workspace_id uuid,
  scope text,
  ip inet,
  user_agent text,
  id uuid default rowseal.uuidv7(),
  client_id text default null,
  identity_scope text default null,
  resource text default null,
  authenticated_at timestamptz default now(),
  parent_id uuid default null,
  origin_id uuid default null,
  ends_at timestamptz default null,
  refresh_digest bytea default null,
  proofs jsonb default '{}'
) returns rowseal_private.claims
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_session rowseal_private.sessions;
begin
  insert into rowseal_private.sessions (
    user_id, id, workspace_id, scope, client_id, identity_scope, resource, authenticated_at, expires_at, refresh_hash,
    ip, user_agent,
    parent_id, origin_id, assurance, authentication
  )
  select open_session.user_id, open_session.id, open_session.workspace_id, open_session.scope, open_session.client_id,
         open_session.identity_scope,
         open_session.resource, open_session.authenticated_at,
         least(open_session.ends_at, now() + case
           when open_session.client_id is null
             or 'offline_access' = any (string_to_array(open_session.identity_scope, ' '))
             then settings.session_lifetime
           else settings.access_token_lifetime
         end),
         sha256(open_session.refresh_digest), open_session.ip, left(open_session.user_agent, 500),
         open_session.parent_id, open_session.origin_id,
         rowseal_private.assurance_level(array(select jsonb_object_keys(open_session.proofs))),
         case when open_session.client_id is not null then
           rowseal_private.authentication_methods(array(select jsonb_object_keys(open_session.proofs)))
         end
    from rowseal_private.settings as settings
  returning * into v_session;
  insert into rowseal_private.session_proofs (user_id, session_id, kind, proved_at)
  select v_session.user_id, v_session.id, proof.key, proof.value::timestamptz
    from jsonb_each_text(open_session.proofs) as proof;
  return rowseal_private.access_claims(v_session);
end
$$;

comment on function rowseal_private.open_session(
  uuid, uuid, text, inet, text, uuid, text, text, text, timestamptz, uuid, uuid, timestamptz, bytea, jsonb
) is
$$Starts a session of a user. refresh_digest is the SHA-256 of the secret of its first refresh token, which the server
has made; null: it has none. workspace_id binds it to one workspace, scope limits it (space-separated; null: not
limited). A grant to an OAuth client names client_id, identity_scope (scopes of OpenID Connect), resource and when the
user authenticated; without offline_access it lasts as long as one access token, and never beyond ends_at; parent_id or
origin_id is the session that agreed to it. proofs: what the user has proved (rowseal_private.session_proofs), an
object of kinds and times.
Caller: only functions that have authenticated the user.
Returns: the sealed claims of its first access token.$$;

revoke execute on function rowseal_private.open_session(
  uuid, uuid, text, inet, text, uuid, text, text, text, timestamptz, uuid, uuid, timestamptz, bytea, jsonb) from public;
