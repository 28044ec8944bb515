create or replace function rowseal.list_unproved_members(after uuid default null, page_size integer default 100)
  returns table (
    id uuid, email text, name text, role text, provable integer, due_at timestamptz, waived_until timestamptz,
    roles text[]
  )
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- Not in the query, which for a workspace without anybody might never ask for the scope.
  v_workspace_id constant uuid := rowseal.require_scope('members:write');
begin
  -- Else each member would be looked at, to be left out.
  if (select settings.required_assurance from rowseal_private.settings as settings) is null
     and (select home.required_assurance from rowseal.workspaces as home where home.id = v_workspace_id) is null
  then
    return;
  end if;
  return query
    select membership.user_id, account.email, account.name, membership.role, held.level, lacking.due_at,
           (select waiver.ends_at from rowseal_private.policy_waivers as waiver
             where waiver.workspace_id = v_workspace_id and waiver.user_id = membership.user_id
               and waiver.ends_at > clock_timestamp()),
           membership.role || membership.further_roles
      from rowseal.memberships as membership
      join rowseal.users as account on account.id = membership.user_id
     cross join lateral rowseal_private.account_level(membership.user_id) as held (level)
     cross join lateral (
       select min(asked.due_at) as due_at
         from rowseal_private.policy_terms(v_workspace_id, membership.user_id) as asked
        where asked.level > held.level
     ) as lacking
     where membership.workspace_id = v_workspace_id
       and membership.user_id > coalesce(list_unproved_members.after, '00000000-0000-0000-0000-000000000000')
       and lacking.due_at is not null
     order by membership.user_id
     limit rowseal_private.page_size(list_unproved_members.page_size);
end
$$;

comment on function rowseal.list_unproved_members(uuid, integer) is $$The members of the workspace entered whose account
lacks the factor that a policy asks for, its own or the one of the installation, by their ids, a page at a time as
rowseal.list_members. provable: the highest level that they can prove; due_at: from when on they do not enter; and until
when their workspace has waived it (null: it has not).
Errors: RS006 lacks members:write; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.list_unproved_members(uuid, integer) from public;
grant execute on function rowseal.list_unproved_members(uuid, integer) to rowseal_gateway;
