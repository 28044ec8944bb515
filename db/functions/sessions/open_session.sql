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
  out claims rowseal_private.claims,
  out refresh_token text
)
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_secret constant bytea := rowseal_private.random_bytes(32);
  v_key rowseal_private.refresh_keys;
  v_session rowseal_private.sessions;
begin
  select * into strict v_key from rowseal_private.refresh_keys as key order by key.created_at desc limit 1;
  insert into rowseal_private.sessions (
    user_id, id, workspace_id, scope, client_id, identity_scope, resource, authenticated_at, expires_at, refresh_key, refresh_hash, ip, user_agent
  )
  select open_session.user_id, open_session.id, open_session.workspace_id, open_session.scope, open_session.client_id, open_session.identity_scope,
         open_session.resource, open_session.authenticated_at,
         now() + case
           when open_session.client_id is null or 'offline_access' = any (string_to_array(open_session.identity_scope, ' '))
             then settings.session_lifetime
           else settings.access_token_lifetime
         end,
         v_key.id, sha256(v_secret), open_session.ip, left(open_session.user_agent, 500)
    from rowseal_private.settings as settings
  returning * into v_session;
  claims := rowseal_private.access_claims(v_session);
  refresh_token := rowseal_private.format_refresh_token(
    v_key.inner_pad, v_key.outer_pad, v_session.user_id, v_session.id, v_session.generation, v_secret
  );
end
$$;

comment on function rowseal_private.open_session(uuid, uuid, text, inet, text, uuid, text, text, text, timestamptz) is
  'Starts a session of a user: the sealed claims of its first access token, and its first refresh token, whose hash alone is kept. workspace_id '
  'binds it to one workspace, scope limits it (space-separated; null: not limited). A grant to an OAuth client names client_id, identity_scope (words of '
  'OpenID Connect), resource and when the user authenticated; without offline_access it lasts as long as one access token. Only functions that have '
  'authenticated the user call it.';

revoke execute on function rowseal_private.open_session(uuid, uuid, text, inet, text, uuid, text, text, text, timestamptz) from public;
