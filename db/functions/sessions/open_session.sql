create or replace function rowseal_private.open_session(user_id uuid, workspace_id uuid, scope text, ip inet, user_agent text)
  returns rowseal_private.claims
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_session rowseal_private.sessions;
  v_settings rowseal_private.settings;
begin
  select * into strict v_settings from rowseal_private.settings;
  insert into rowseal_private.sessions (user_id, workspace_id, scope, expires_at, ip, user_agent)
  values (
    open_session.user_id, open_session.workspace_id, open_session.scope, now() + v_settings.session_lifetime,
    open_session.ip, left(open_session.user_agent, 500)
  )
  returning * into v_session;
  return rowseal_private.seal_claims(
    v_session.user_id, v_session.id, v_session.workspace_id, v_session.scope,
    floor(extract(epoch from least(v_session.expires_at, now() + v_settings.access_token_lifetime)))::bigint
  );
end
$$;

comment on function rowseal_private.open_session(uuid, uuid, text, inet, text) is
  'Starts a session of a user and seals the claims of its first access token. workspace_id binds it to one workspace, scope limits it '
  '(space-separated; null: not limited). Only functions that have authenticated the user call it.';

revoke execute on function rowseal_private.open_session(uuid, uuid, text, inet, text) from public;
