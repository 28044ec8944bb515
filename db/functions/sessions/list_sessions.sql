create or replace function rowseal.list_sessions(after uuid default null, page_size integer default 100)
  returns table (
    id uuid, current boolean, created_at timestamptz, last_used_at timestamptz, expires_at timestamptz,
    ip inet, user_agent text, workspace_id uuid, scope text
  )
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  -- By the primary key: ids are in the order of time.
  select mine.id, mine.id = (select rowseal.session_id()), mine.created_at, mine.rotated_at,
         least(mine.expires_at, mine.rotated_at + settings.refresh_idle_lifetime),
         mine.ip, mine.user_agent, mine.workspace_id, mine.scope
    from rowseal_private.sessions as mine
   cross join rowseal_private.settings as settings
   where mine.user_id = (select rowseal_private.require_account())
     and mine.id < coalesce(list_sessions.after, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
     and mine.client_id is null
     and mine.revoked_at is null
     and least(mine.expires_at, mine.rotated_at + settings.refresh_idle_lifetime) > pg_catalog.now()
   order by mine.id desc
   limit rowseal_private.page_size(list_sessions.page_size);
end;

comment on function rowseal.list_sessions(uuid, integer) is
$$The sessions of the caller that have not ended, the newest first, a page at a time: after is the id of the last one on
the page before (null: the first page), page_size how many at most, 1 to 1000. last_used_at is the last refresh,
expires_at the moment a session ends if it is not refreshed before.
Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.$$;

revoke execute on function rowseal.list_sessions(uuid, integer) from public;
grant execute on function rowseal.list_sessions(uuid, integer) to rowseal_gateway;
