create or replace function rowseal.list_sessions()
  returns table (
    id uuid, current boolean, created_at timestamptz, last_used_at timestamptz, expires_at timestamptz,
    ip inet, user_agent text, workspace_id uuid, scope text
  )
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select mine.id, mine.id = (select rowseal.session_id()), mine.created_at, mine.rotated_at,
         least(mine.expires_at, mine.rotated_at + settings.refresh_idle_lifetime),
         mine.ip, mine.user_agent, mine.workspace_id, mine.scope
    from rowseal_private.sessions as mine
   cross join rowseal_private.settings as settings
   where mine.user_id = (select rowseal_private.require_account())
     and mine.client_id is null
     and mine.revoked_at is null
     and least(mine.expires_at, mine.rotated_at + settings.refresh_idle_lifetime) > pg_catalog.now()
   order by mine.rotated_at desc, mine.id;
end;

comment on function rowseal.list_sessions() is
  'The caller''s sessions that have not ended, the one used last first. last_used_at is the last refresh, expires_at the moment it ends if it is '
  'not refreshed before. Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.';

revoke execute on function rowseal.list_sessions() from public;
grant execute on function rowseal.list_sessions() to rowseal_gateway;
