create or replace function rowseal_private.principal_of(id uuid)
  returns table (
    kind text, user_id uuid, workspace_id uuid, scope text, networks cidr[], gate text, sqlstate text,
    reads_only boolean
  )
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select found.kind, found.user_id, found.workspace_id, found.scope, found.networks,
         case
           when coalesce(account.disabled_at, found.disabled_at) is not null then 'disabled'
           when found.revoked_at is not null then 'revoked'
           when found.expires_at <= pg_catalog.clock_timestamp() then 'expired'
           when found.elsewhere then 'other_resource'
         end,
         case when found.kind = 'database_role' then 'RS072'
              when found.kind in ('token', 'service', 'service_key') or found.elsewhere and account.disabled_at is null
                and found.revoked_at is null and found.expires_at > pg_catalog.clock_timestamp()
           then 'RS001' else 'RS002' end,
         found.reads_only
    from (
      select 'token' as kind, token.user_id, token.workspace_id, token.scope::text, token.networks, token.revoked_at,
             token.expires_at, false as elsewhere, false as reads_only, null::timestamptz as disabled_at
        from rowseal_private.personal_access_tokens as token where token.id = principal_of.id
      union all
      select 'session', session.user_id, session.workspace_id, session.scope::text, null, session.revoked_at,
             session.expires_at, session.resource is not null, false, null
        from rowseal_private.sessions as session where session.id = principal_of.id
      union all
      select 'database_role', bound.user_id, bound.workspace_id, bound.scope::text, null,
             -- Dropped or renamed.
             case when not exists (
               select from pg_catalog.pg_roles as login
                where login.oid = bound.role_oid and login.rolname = bound.role_name
             ) then bound.created_at end,
             bound.expires_at, false, not bound.writes, null
        from rowseal_private.database_principals as bound where bound.id = principal_of.id
      union all
      select 'user', account.id, null, null, null, null, null, false, false, null
        from rowseal.users as account where account.id = principal_of.id
      union all
      select 'service', null, service.workspace_id,
             pg_catalog.array_to_string(rowseal_private.scopes_of_service(service.scopes), ' '), null, null, null,
             false, false, service.disabled_at
        from rowseal_private.services as service where service.id = principal_of.id
      union all
      select 'service_key', null, key.workspace_id,
             pg_catalog.array_to_string(rowseal_private.scopes_of_service(service.scopes, key.scopes), ' '),
             key.networks, key.revoked_at, key.expires_at, false, false, service.disabled_at
        from rowseal_private.service_keys as key
        join rowseal_private.services as service
          on service.workspace_id = key.workspace_id and service.id = key.service_id
       where key.id = principal_of.id
    ) as found
    left join rowseal.users as account on account.id = found.user_id
   where account.id is not null or found.kind in ('service', 'service_key')
   limit 1;
end;

comment on function rowseal_private.principal_of(uuid) is $$Whose credential an id is, or which user or service, and
what it is limited to. gate: why it cannot be used at all, null: it can; sqlstate: the error then. reads_only: a login
role that was not given rowseal_user.
Returns: no row where there is none.$$;

revoke execute on function rowseal_private.principal_of(uuid) from public;
