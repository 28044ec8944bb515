create or replace function rowseal_audit.review(workspace uuid, since timestamptz)
  returns table (
    section text, id text, user_id uuid, address text, role text, scopes text, state text, last_used_at timestamptz,
    expires_at timestamptz, at timestamptz, change text, roles text[]
  )
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_workspace constant uuid := rowseal_private.audited_workspace(review.workspace);
begin
  if v_workspace is null then
    raise exception 'no workspace was named' using errcode = 'RS007';
  end if;
  return query
    with member as (
      select membership.user_id, membership.role, membership.created_at, account.email, account.disabled_at,
             rowseal_private.granted_scopes(membership.workspace_id, role.scopes, membership.further_roles) as scopes,
             membership.role || membership.further_roles as roles
        from rowseal.memberships as membership
        join rowseal.roles as role
          on role.workspace_id = membership.role_workspace_id and role.name = membership.role
        join rowseal.users as account on account.id = membership.user_id
       where membership.workspace_id = v_workspace
    ),
    credential as (
      select member.user_id, member.email, member.role, member.roles, member.disabled_at, held.kind, held.id,
             held.scopes, held.since, held.last_used_at, held.expires_at
        from member
       cross join lateral rowseal_audit.holdings_of(member.user_id) as held
       where held.kind in ('session', 'grant', 'token', 'database_role')
         and coalesce(held.workspace_id = v_workspace, true)
    ), listed as (
      select 1 as place, 'person' as section, member.user_id::text as id, member.user_id, member.email as address,
             member.role, array_to_string(member.scopes, ' ') as scopes,
             case when member.disabled_at is null then 'live' else 'disabled' end as state,
             (select max(used.last_used_at) from credential as used where used.user_id = member.user_id) as last_use,
             null::timestamptz as expires_at, member.created_at as at, null as change, member.roles
        from member
      union all
      select 2, 'role', role.name, null, null, role.name, array_to_string(role.scopes, ' '),
             (select count(*) from member as one where role.name = any (one.roles)) || ' members', null, null, null,
             null, null
        from rowseal.roles as role
       where role.workspace_id in (v_workspace, rowseal_private.no_workspace())
      union all
      select 3, credential.kind, credential.id, credential.user_id, credential.email, credential.role,
             credential.scopes, case when credential.disabled_at is null then 'live' else 'disabled' end,
             credential.last_used_at, credential.expires_at, credential.since, null, credential.roles
        from credential
      union all
      select 3, shown.section, shown.id, shown.created_by, maker.email, null, array_to_string(shown.scopes, ' '),
             case when service.disabled_at is null then 'live' else 'disabled' end, shown.last_used_at,
             shown.expires_at, shown.at, null, null
        from rowseal_private.services as service
       cross join lateral (
         select 'service' as section, service.id::text as id, service.created_by,
                rowseal_private.scopes_of_service(service.scopes) as scopes, null::timestamptz as last_used_at,
                null::timestamptz as expires_at, service.created_at as at
         union all
         select 'service_key', key.id::text, key.created_by,
                rowseal_private.scopes_of_service(service.scopes, key.scopes), key.last_used_at, key.expires_at,
                key.created_at
           from rowseal_private.service_keys as key
          where key.workspace_id = service.workspace_id and key.service_id = service.id
            and key.revoked_at is null and key.expires_at > clock_timestamp()
       ) as shown
        left join member as maker on maker.user_id = shown.created_by
       where service.workspace_id = v_workspace
      union all
      select 4, 'change', event.id::text, event.user_id, null, null, null, null, null, null, event.at,
             concat_ws(' ', event.kind, event.details::text), null
        from rowseal_private.audit_events as event
       where event.workspace_id = v_workspace and event.at >= review.since
    )
    select listed.section, listed.id, listed.user_id, listed.address, listed.role, listed.scopes, listed.state,
           listed.last_use, listed.expires_at, listed.at, listed.change, listed.roles
      from listed
     order by listed.place, listed.at, listed.id;
end
$$;

comment on function rowseal_audit.review(uuid, timestamptz) is $$What somebody who reviews the access to a workspace has
to see: its people with roles (role is the first), scopes and last use, the roles, every live credential that serves it,
and what has changed since a moment (null: nothing of that). section: person, role, session, grant, token,
database_role, service, service_key, change; user_id of a service and its keys is who made them. In a request workspace
may be null.
Caller: auditors and the database's owner; in a request those with audit:read, about theirs.
Errors: RS005 another workspace; RS006 lacks audit:read; RS007 no workspace was named; RS008 nobody entered.$$;

revoke execute on function rowseal_audit.review(uuid, timestamptz) from public;
grant execute on function rowseal_audit.review(uuid, timestamptz)
  to rowseal_auditor, rowseal_user, pg_database_owner;
