create or replace function rowseal.list_members(
  after uuid default null, page_size integer default 100, search text default null
)
  returns table (id uuid, email text, name text, role text, joined_at timestamptz)
  language plpgsql stable parallel restricted security definer set search_path = ''
as $$
declare
  -- Not in the query, which for a workspace without anybody might never ask for the scope.
  v_workspace_id constant uuid := rowseal.require_scope('members:read');
  v_search constant text := lower(nullif(list_members.search, ''));
begin
  return query
    select membership.user_id as id, account.email, account.name, membership.role, membership.created_at
      from rowseal.memberships as membership
      join rowseal.users as account on account.id = membership.user_id
     where membership.workspace_id = v_workspace_id
       and membership.user_id > coalesce(list_members.after, '00000000-0000-0000-0000-000000000000')
       and (v_search is null or strpos(account.email, v_search) > 0 or strpos(lower(account.name), v_search) > 0)
     order by membership.user_id
     limit rowseal_private.page_size(list_members.page_size);
end
$$;

comment on function rowseal.list_members(uuid, integer, text) is $$The members of the workspace entered, by their ids, a
page at a time: after is the id of the last one on the page before (null: the first page), page_size how many at most, 1
to 1000. search: only those whose address or name has this text in it, in any case of its letters.
Errors: RS006 lacks members:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.list_members(uuid, integer, text) from public;
grant execute on function rowseal.list_members(uuid, integer, text) to rowseal_gateway;
