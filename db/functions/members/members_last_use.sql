create or replace function rowseal.members_last_use(user_ids uuid[])
  returns table (user_id uuid, last_used_at timestamptz)
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- Not in the query, which for nobody's id would never ask for the scope.
  v_workspace_id constant uuid := rowseal.require_scope('members:write');
begin
  return query
    select member.user_id,
           greatest(
             (
               select max(recent.rotated_at)
                 from (
                   select session.rotated_at, session.workspace_id
                     from rowseal_private.sessions as session
                    where session.user_id = member.user_id
                    order by session.id desc
                    limit 100
                 ) as recent
                where coalesce(recent.workspace_id, v_workspace_id) = v_workspace_id
             ),
             (
               select max(token.last_used_at)
                 from rowseal_private.personal_access_tokens as token
                where token.workspace_id = v_workspace_id and token.user_id = member.user_id
             )
           )
      from (select distinct given.id from unnest(members_last_use.user_ids) as given (id) limit 1000) as asked
     -- Each by its key, however many the planner expects: "offset 0" keeps it from joining all of them.
     cross join lateral (
       select membership.user_id
         from rowseal.memberships as membership
        where membership.workspace_id = v_workspace_id and membership.user_id = asked.id
       offset 0
     ) as member;
end
$$;

comment on function rowseal.members_last_use(uuid[]) is $$When members of the workspace entered were last here, as far
as that is kept: the last login or refresh of the hundred newest sessions and grants of each that can enter it, or the
last use of a personal access token for it. A session that is bound to no workspace may have been used in another.
Requires members:write. user_ids: a thousand at most; those of nobody here have no row.
Errors: RS006 lacks members:write; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.members_last_use(uuid[]) from public;
grant execute on function rowseal.members_last_use(uuid[]) to rowseal_gateway;
