create or replace function rowseal.list_workspace_apps(after text default null, page_size integer default 100)
  returns table (
    client_id text, name text, members integer, scopes text[], connected_at timestamptz, last_used_at timestamptz
  )
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
declare
  -- Not in the query, which for a workspace without any might never ask for the scope.
  v_workspace_id constant uuid := rowseal.require_scope('members:write');
begin
  return query
    select client.id, client.name, count(distinct granted.user_id)::integer,
           array(
             select distinct word
               from unnest(array_agg(granted.scope::text)) as given (scope)
              cross join lateral unnest(string_to_array(given.scope, ' ')) as word
              where word <> ''
              order by word
           ),
           min(granted.created_at), max(granted.rotated_at)
      from rowseal_private.sessions as granted
      -- Of members: a grant of anybody else opens nothing here.
      join rowseal.memberships as membership
        on membership.workspace_id = granted.workspace_id and membership.user_id = granted.user_id
      join rowseal.users as account on account.id = granted.user_id and account.disabled_at is null
      join rowseal.workspaces as workspace on workspace.id = granted.workspace_id
      join rowseal_private.oauth_clients as client on client.id = granted.client_id
     where granted.workspace_id = v_workspace_id
       and granted.client_id > coalesce(list_workspace_apps.after, '')
       and granted.revoked_at is null
       and granted.expires_at > now()
       and granted.created_at + workspace.longest_token_lifetime > clock_timestamp()
     group by client.id
     order by client.id
     limit rowseal_private.page_size(list_workspace_apps.page_size);
end
$$;

comment on function rowseal.list_workspace_apps(text, integer) is $$The applications that members have given access to
the workspace entered, and that still have it, by their client_id, a page at a time: after is the one of the last on the
page before (null: the first page), page_size how many at most, 1 to 1000. None of people who are disabled, or of grants
older than the workspace allows. members: how many have; scopes: all that any of them has granted, which none of them
exceeds by it.
Errors: RS006 lacks members:write; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.list_workspace_apps(text, integer) from public;
grant execute on function rowseal.list_workspace_apps(text, integer) to rowseal_gateway;
