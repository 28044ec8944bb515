create or replace function rowseal.list_workspace_apps(after text default null, page_size integer default 100)
  returns table (
    client_id text, name text, members integer, scopes text[], connected_at timestamptz, last_used_at timestamptz
  )
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- Not in the query, which for a workspace without any might never ask for the scope.
  v_workspace_id constant uuid := rowseal.require_scope('members:write');
begin
  return query
    -- From one application to the next by the index, and no further than the page.
    with recursive connected as (
      (
        select granted.client_id
          from rowseal_private.sessions as granted
         where granted.workspace_id = v_workspace_id
           and granted.client_id > coalesce(list_workspace_apps.after, '')
           and granted.client_id is not null
           and granted.revoked_at is null
         order by granted.client_id
         limit 1
      )
      union all
      select following.client_id
        from connected
       cross join lateral (
         select granted.client_id
           from rowseal_private.sessions as granted
          where granted.workspace_id = v_workspace_id
            and granted.client_id > connected.client_id
            and granted.client_id is not null
            and granted.revoked_at is null
          order by granted.client_id
          limit 1
       ) as following
    )
    select connected.client_id, client.name, held.members, held.scopes, held.connected_at, held.last_used_at
      from connected
     cross join lateral rowseal_private.grants_of_app(v_workspace_id, connected.client_id) as held
     -- By its key: "offset 0" keeps the planner from joining all of them.
     cross join lateral (
       select known.name from rowseal_private.oauth_clients as known where known.id = connected.client_id offset 0
     ) as client
     where held.members > 0
     limit rowseal_private.page_size(list_workspace_apps.page_size);
end
$$;

comment on function rowseal.list_workspace_apps(text, integer) is $$The applications that members have given access to
the workspace entered, and that still have it, by their client_id, a page at a time: after is the one of the last on the
page before (null: the first page), page_size how many at most, 1 to 1000. None of people who are disabled, or of grants
older than the workspace allows. Of each its hundred grants that last longest: members, how many have given those;
scopes, all that any of them has granted, which none of them exceeds by it; since when, and the last use.
Errors: RS006 lacks members:write; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.list_workspace_apps(text, integer) from public;
grant execute on function rowseal.list_workspace_apps(text, integer) to rowseal_gateway;
