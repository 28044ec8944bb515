create or replace function rowseal.list_connected_apps(after text default null, page_size integer default 100)
  returns table (
    client_id text, name text, workspace text, scope text, connected_at timestamptz, last_used_at timestamptz,
    parent_id uuid
  )
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  -- From one application to the next by the index, and no further than the page.
  with recursive connected as (
    (
      select mine.client_id
        from rowseal_private.sessions as mine
       where mine.user_id = (select rowseal_private.require_account())
         and mine.client_id > coalesce(list_connected_apps.after, '')
         and mine.client_id is not null
         and mine.revoked_at is null
       order by mine.client_id
       limit 1
    )
    union all
    select following.client_id
      from connected
     cross join lateral (
       select mine.client_id
         from rowseal_private.sessions as mine
        where mine.user_id = rowseal.user_id()
          and mine.client_id > connected.client_id
          and mine.client_id is not null
          and mine.revoked_at is null
        order by mine.client_id
        limit 1
     ) as following
  ), shown as (
    select connected.client_id
      from connected
     where exists (
       select from rowseal_private.sessions as mine
        where mine.user_id = rowseal.user_id()
          and mine.client_id = connected.client_id
          and mine.revoked_at is null
          and mine.expires_at > pg_catalog.now()
     )
     limit rowseal_private.page_size(list_connected_apps.page_size)
  )
  select client.id, client.name, workspace.name, granted.scope, granted.connected_at, granted.last_used_at,
         granted.parent_id
    from shown
    join rowseal_private.oauth_clients as client on client.id = shown.client_id
   cross join lateral (
     select lasting.workspace_id, lasting.parent_id,
            pg_catalog.concat_ws(' ', nullif(lasting.identity_scope, ''), nullif(lasting.scope, '')) as scope,
            pg_catalog.min(lasting.created_at) as connected_at, pg_catalog.max(lasting.rotated_at) as last_used_at
       from (
         select mine.*
           from rowseal_private.sessions as mine
          where mine.user_id = rowseal.user_id()
            and mine.client_id = client.id
            and mine.revoked_at is null
            and mine.expires_at > pg_catalog.now()
          order by mine.expires_at desc
          limit 100
       ) as lasting
      group by lasting.workspace_id, lasting.parent_id, 3
   ) as granted
    left join rowseal.workspaces as workspace on workspace.id = granted.workspace_id
   order by client.id, granted.connected_at desc;
end;

comment on function rowseal.list_connected_apps(text, integer) is $$The applications that the caller has allowed and
that still are, with workspace and scopes, a page at a time: after is the client_id of the last one on the page before
(null: the first page), page_size how many applications at most, 1 to 1000. An application has a row for each workspace,
scope and parent of its hundred grants that last longest. parent_id is the limited session that agreed to it, and whose
end is its end.
Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.$$;

revoke execute on function rowseal.list_connected_apps(text, integer) from public;
grant execute on function rowseal.list_connected_apps(text, integer) to rowseal_gateway;
