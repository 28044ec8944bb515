create or replace function rowseal.list_connected_apps()
  returns table (client_id text, name text, workspace text, scope text, connected_at timestamptz, last_used_at timestamptz, parent_id uuid)
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select client.id, client.name, workspace.name,
         pg_catalog.concat_ws(' ', nullif(mine.identity_scope, ''), nullif(mine.scope, '')), pg_catalog.min(mine.created_at), pg_catalog.max(mine.rotated_at),
         mine.parent_id
    from rowseal_private.sessions as mine
    join rowseal_private.oauth_clients as client on client.id = mine.client_id
    left join rowseal.workspaces as workspace on workspace.id = mine.workspace_id
   where mine.user_id = (select rowseal_private.require_account())
     and mine.revoked_at is null
     and mine.expires_at > pg_catalog.now()
   group by client.id, client.name, workspace.name, 4, mine.parent_id
   order by 5 desc, client.id;
end;

comment on function rowseal.list_connected_apps() is
  'The applications that the caller has let in and that still are, with workspace and scopes. parent_id is the '
  'limited session that agreed to it, and whose end is its end. Errors: RS008 nobody entered; RS010 a personal access token, '
  'or a limited session.';

revoke execute on function rowseal.list_connected_apps() from public;
grant execute on function rowseal.list_connected_apps() to rowseal_gateway;
