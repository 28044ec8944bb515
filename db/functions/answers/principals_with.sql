create or replace function rowseal_private.principals_with(scope text, workspace_id uuid)
  returns table (
    workspace_id uuid, user_id uuid, role text, kind text, id uuid, scopes text, last_used_at timestamptz,
    expires_at timestamptz, reads_only boolean, roles text[]
  )
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  with person as (
    select membership.workspace_id, membership.user_id, membership.role, granted.scopes,
           membership.role || membership.further_roles as roles,
           workspace.longest_session_age, workspace.longest_token_lifetime
      from rowseal.memberships as membership
      join rowseal.roles as role
        on role.workspace_id = membership.role_workspace_id and role.name = membership.role
     cross join lateral (
       select rowseal_private.granted_scopes(membership.workspace_id, role.scopes, membership.further_roles) as scopes
     ) as granted
      join rowseal.users as account on account.id = membership.user_id and account.disabled_at is null
      join rowseal.workspaces as workspace on workspace.id = membership.workspace_id and workspace.erase_at is null
     where principals_with.scope = any (granted.scopes)
       and (principals_with.workspace_id is null or membership.workspace_id = principals_with.workspace_id)
  )
  select person.workspace_id, person.user_id, person.role, 'person', person.user_id,
         pg_catalog.array_to_string(person.scopes, ' '), null::timestamptz, null::timestamptz, false, person.roles
    from person
  union all
  select person.workspace_id, person.user_id, person.role,
         case when session.client_id is null then 'session' else 'grant' end, session.id, session.scope,
         session.rotated_at, session.expires_at, false, person.roles
    from person
    join rowseal_private.sessions as session on session.user_id = person.user_id
   where session.revoked_at is null
     and session.expires_at > pg_catalog.clock_timestamp()
     and session.resource is null
     and (session.client_id is null or session.workspace_id is not null)
     and coalesce(session.created_at + case when session.client_id is null then person.longest_session_age
       else person.longest_token_lifetime end > pg_catalog.clock_timestamp(), true)
     and (session.workspace_id is null or session.workspace_id = person.workspace_id)
     and (session.scope is null or principals_with.scope = any (pg_catalog.string_to_array(session.scope, ' ')))
  union all
  select person.workspace_id, person.user_id, person.role, 'token', token.id, token.scope, token.last_used_at,
         token.expires_at, false, person.roles
    from person
    join rowseal_private.personal_access_tokens as token
      on token.workspace_id = person.workspace_id and token.user_id = person.user_id
   where token.revoked_at is null
     and rowseal_private.token_end(token, person.longest_token_lifetime) > pg_catalog.clock_timestamp()
     and (token.scope is null or principals_with.scope = any (pg_catalog.string_to_array(token.scope, ' ')))
  union all
  select person.workspace_id, person.user_id, person.role, 'database_role', bound.id, bound.scope, null,
         bound.expires_at, not bound.writes, person.roles
    from person
    join rowseal_private.database_principals as bound
      on bound.workspace_id = person.workspace_id and bound.user_id = person.user_id
    join pg_catalog.pg_roles as login on login.oid = bound.role_oid and login.rolname = bound.role_name
   where least(bound.expires_at, bound.created_at + person.longest_token_lifetime) > pg_catalog.clock_timestamp()
     and (bound.scope is null or principals_with.scope = any (pg_catalog.string_to_array(bound.scope, ' ')))
  union all
  select service.workspace_id, null, null, shown.kind, shown.id,
         pg_catalog.array_to_string(shown.scopes, ' '), shown.last_used_at,
         shown.expires_at, false, null
    from rowseal_private.services as service
    join rowseal.workspaces as workspace on workspace.id = service.workspace_id and workspace.erase_at is null
   cross join lateral (
     select 'service' as kind, service.id, rowseal_private.scopes_of_service(service.scopes) as scopes,
            null::timestamptz as last_used_at, null::timestamptz as expires_at
     union all
     select 'service_key', key.id, rowseal_private.scopes_of_service(service.scopes, key.scopes), key.last_used_at,
            key.expires_at
       from rowseal_private.service_keys as key
      where key.workspace_id = service.workspace_id and key.service_id = service.id and key.revoked_at is null
        and rowseal_private.service_key_end(key, workspace.longest_token_lifetime) > pg_catalog.clock_timestamp()
   ) as shown
   where service.disabled_at is null
     and principals_with.scope = any (shown.scopes)
     and (principals_with.workspace_id is null or service.workspace_id = principals_with.workspace_id);
end;

comment on function rowseal_private.principals_with(text, uuid) is $$The people of whom a role grants a scope, in one
workspace or in each, and their live credentials that have it: sessions, grants to applications, personal access tokens,
login roles that are bound to them; and the services that have it, with their keys, of which user_id and roles are null;
nobody of a workspace that was deleted. From which networks they come is not looked at. role: the first of roles.
scopes: what the roles grant a person, what a credential is limited to (null: nothing). last_used_at: of a session its
last refresh. reads_only: a login role that was not given rowseal_user.$$;

revoke execute on function rowseal_private.principals_with(text, uuid) from public;
