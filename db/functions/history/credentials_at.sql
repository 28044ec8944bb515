create or replace function rowseal_private.credentials_at(user_id uuid, workspace_id uuid, at timestamptz)
  returns table (kind text, id uuid, scope text, reads_only boolean)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select case when credential.kind <> 'session' then credential.kind when credential.client_id is null then 'session'
           else 'grant' end,
         credential.id, credential.scope, coalesce(not credential.writes, false)
    from (
      select former.kind, former.name::uuid as id, kept.scope, kept.workspace_id, kept.client_id, kept.resource,
             former.began_at, kept.expires_at, kept.revoked_at, kept.writes
        from (
          select distinct on (ended.kind, ended.name) ended.kind, ended.name, ended.began_at, ended.state
            from rowseal_private.former_states as ended
           where ended.workspace_id = rowseal_private.no_workspace()
             and ended.user_id = credentials_at.user_id
             and ended.kind in ('session', 'token', 'database_role')
             and ended.ended_at > credentials_at.at
           order by ended.kind, ended.name, ended.ended_at
        ) as former
       cross join lateral pg_catalog.jsonb_to_record(former.state) as kept (
         scope text, workspace_id uuid, client_id text, resource text, expires_at timestamptz, revoked_at timestamptz,
         writes boolean)
      union all
      select 'session', session.id, session.scope::text, session.workspace_id, session.client_id, session.resource,
             session.created_at, session.expires_at, session.revoked_at, null
        from rowseal_private.sessions as session
       where session.user_id = credentials_at.user_id
         and not exists (
           select from rowseal_private.former_state(
             null, session.user_id, 'session', session.id::text, credentials_at.at))
      union all
      select 'token', token.id, token.scope::text, token.workspace_id, null, null, token.created_at, token.expires_at,
             token.revoked_at, null
        from rowseal_private.personal_access_tokens as token
       where token.user_id = credentials_at.user_id
         and not exists (
           select from rowseal_private.former_state(null, token.user_id, 'token', token.id::text, credentials_at.at))
      union all
      select 'database_role', bound.id, bound.scope::text, bound.workspace_id, null, null, bound.created_at,
             bound.expires_at, null, bound.writes
        from rowseal_private.database_principals as bound
       where bound.user_id = credentials_at.user_id
         and not exists (
           select from rowseal_private.former_state(
             null, bound.user_id, 'database_role', bound.id::text, credentials_at.at))
    ) as credential
   where credential.began_at <= credentials_at.at
     and credential.expires_at > credentials_at.at
     and coalesce(credential.revoked_at > credentials_at.at, true)
     and credential.resource is null
     and (credential.client_id is null or credential.workspace_id is not null)
     and coalesce(credential.workspace_id = credentials_at.workspace_id, true);
end;

comment on function rowseal_private.credentials_at(uuid, uuid, timestamptz) is
$$The credentials of a user that were good at a moment in a workspace, and what they were limited to (null: nothing).
reads_only: a login role that was not given rowseal_user.$$;

revoke execute on function rowseal_private.credentials_at(uuid, uuid, timestamptz) from public;
