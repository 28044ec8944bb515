create or replace function rowseal.list_tokens(after uuid default null, page_size integer default 100)
  returns table (
    id uuid, name text, scope text, networks cidr[], last_four text,
    created_at timestamptz, expires_at timestamptz, last_used_at timestamptz, last_used_ip inet, revoked_at timestamptz,
    parent_id uuid
  )
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- Not in the query, where a caller without any token would never be asked for the scope.
  v_workspace_id constant uuid := rowseal.require_scope('tokens:read');
begin
  return query
    select mine.id, mine.name, mine.scope::text, mine.networks, mine.last_four,
           mine.created_at, rowseal_private.token_end(mine, workspace.longest_token_lifetime),
           mine.last_used_at, mine.last_used_ip, mine.revoked_at, mine.parent_id
      from rowseal_private.reach_of(rowseal.user_id(), rowseal.session_id()) as caller
      join rowseal_private.personal_access_tokens as mine
        on mine.user_id = rowseal.user_id()
       and mine.workspace_id = v_workspace_id
       and mine.id > coalesce(list_tokens.after, '00000000-0000-0000-0000-000000000000')
      join rowseal.workspaces as workspace on workspace.id = mine.workspace_id
     where rowseal_private.manages(rowseal.session_id(), caller.limited, mine.id, mine.parent_id)
     order by mine.id
     limit rowseal_private.page_size(list_tokens.page_size);
end
$$;

comment on function rowseal.list_tokens(uuid, integer) is $$The personal access tokens of the caller for the workspace
entered, oldest first: all of them for a session that is limited in nothing, for any other credential itself and what it
has made. A page at a time: after is the id of the last one on the page before (null: the first page), page_size how
many at most, 1 to 1000. parent_id is the limited session or grant that made one, and whose end is its end.
Errors: RS006 lacks tokens:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.list_tokens(uuid, integer) from public;
grant execute on function rowseal.list_tokens(uuid, integer) to rowseal_gateway;
