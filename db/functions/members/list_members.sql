create or replace function rowseal.list_members(
  after uuid default null, page_size integer default 100, search text default null
)
  returns table (id uuid, email text, name text, role text, joined_at timestamptz, roles text[])
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- Not in the query, which for a workspace without anybody might never ask for the scope.
  v_workspace_id constant uuid := rowseal.require_scope('members:read');
  v_after constant uuid := coalesce(list_members.after, '00000000-0000-0000-0000-000000000000');
  v_size constant integer := rowseal_private.page_size(list_members.page_size);
  v_search constant text := lower(nullif(list_members.search, ''));
begin
  return query
    select found.id, member.email, member.name, member.role, member.created_at,
           member.role || member.further_roles
      from rowseal_private.found_members(v_workspace_id, v_search, v_after, v_size) as found (id)
     -- Each by its keys, however many the planner expects: "offset 0" keeps it from joining all of them.
     cross join lateral (
       select account.email, account.name, membership.role, membership.further_roles, membership.created_at
         from rowseal.memberships as membership
         join rowseal.users as account on account.id = membership.user_id
        where membership.workspace_id = v_workspace_id and membership.user_id = found.id
       offset 0
     ) as member
     where v_search is not null
     union all
    (select membership.user_id, account.email, account.name, membership.role, membership.created_at,
            membership.role || membership.further_roles
       from rowseal.memberships as membership
       join rowseal.users as account on account.id = membership.user_id
      where membership.workspace_id = v_workspace_id and membership.user_id > v_after and v_search is null
      order by membership.user_id
      limit v_size)
     order by 1;
end
$$;

comment on function rowseal.list_members(uuid, integer, text) is $$The members of the workspace entered, by their ids, a
page at a time: after is the id of the last one on the page before (null: the first page), page_size how many at most, 1
to 1000. role: the first of roles. search: only those whose address or name, or the last word of it, begins with this
text, in any case of its letters.
Errors: RS006 lacks members:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.list_members(uuid, integer, text) from public;
grant execute on function rowseal.list_members(uuid, integer, text) to rowseal_gateway;
