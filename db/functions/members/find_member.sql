create or replace function rowseal.find_member(user_id uuid)
  returns table (id uuid, email text, name text, role text, joined_at timestamptz, roles text[])
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- Not in the query, which for nobody's id would never ask for the scope.
  v_workspace_id constant uuid := rowseal.require_scope('members:read');
begin
  return query
    select account.id, account.email, account.name, membership.role, membership.created_at,
           membership.role || membership.further_roles
      from rowseal.memberships as membership
      join rowseal.users as account on account.id = membership.user_id
     where membership.workspace_id = v_workspace_id and membership.user_id = find_member.user_id;
end
$$;

comment on function rowseal.find_member(uuid) is $$A member of the workspace entered, by the id of the user, as
rowseal.list_members has it.
Returns: no row where there is none.
Errors: RS006 lacks members:read; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.find_member(uuid) from public;
grant execute on function rowseal.find_member(uuid) to rowseal_gateway;
