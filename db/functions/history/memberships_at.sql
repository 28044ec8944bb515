create or replace function rowseal_private.memberships_at(workspace_id uuid, user_id uuid, at timestamptz)
  returns table (user_id uuid, role text, scopes text[], disabled boolean, roles text[])
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with member (user_id, role, home, further) as (
    select former.user_id, former.state ->> 'role', (former.state ->> 'role_workspace_id')::uuid,
           case pg_catalog.jsonb_typeof(former.state -> 'further_roles') when 'array'
             then array(select pg_catalog.jsonb_array_elements_text(former.state -> 'further_roles')) end
      from (
        select distinct on (kept.user_id) kept.user_id, kept.began_at, kept.state
          from rowseal_private.former_states as kept
         where kept.workspace_id = memberships_at.workspace_id
           and kept.kind = 'membership'
           and (memberships_at.user_id is null or kept.user_id = memberships_at.user_id)
           and kept.ended_at > memberships_at.at
         order by kept.user_id, kept.ended_at
      ) as former
     where former.began_at <= memberships_at.at
    union all
    select membership.user_id, membership.role, membership.role_workspace_id, membership.further_roles
      from rowseal.memberships as membership
     where membership.workspace_id = memberships_at.workspace_id
       and (memberships_at.user_id is null or membership.user_id = memberships_at.user_id)
       and membership.created_at <= memberships_at.at
       and not exists (
         select from rowseal_private.former_states as former
          where former.workspace_id = membership.workspace_id and former.user_id = membership.user_id
            and former.kind = 'membership' and former.ended_at > memberships_at.at
       )
  ),
  granted as (
    select known.home, known.role, known.further,
           case when known.further is null
             then rowseal_private.scopes_of_role_at(known.home, known.role, memberships_at.at)
             else array(
               select distinct pg_catalog.unnest(rowseal_private.scopes_of_role_at(
                        rowseal_private.role_home(held.name, memberships_at.workspace_id), held.name,
                        memberships_at.at))
                 from pg_catalog.unnest(known.role || known.further) as held (name)
                order by 1
             ) end as scopes
      from (select distinct member.home, member.role, member.further from member) as known
  )
  select member.user_id, member.role, coalesce(granted.scopes, '{}'),
         coalesce(
           case when former.began_at is null then account.disabled_at
             else (former.state ->> 'disabled_at')::timestamptz end <= memberships_at.at, false),
         member.role || member.further
    from member
    join granted on granted.home = member.home and granted.role = member.role
     and granted.further is not distinct from member.further
    left join rowseal.users as account on account.id = member.user_id
    left join rowseal_private.former_state(null, member.user_id, 'user', '', memberships_at.at) as former on true;
end;

comment on function rowseal_private.memberships_at(uuid, uuid, timestamptz) is
$$Who belonged to a workspace at a moment, as what, and what those roles granted then; role: the first of them; user_id:
one of them, null: all. disabled: the account was.$$;

revoke execute on function rowseal_private.memberships_at(uuid, uuid, timestamptz) from public;
