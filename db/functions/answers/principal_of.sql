create or replace function rowseal_private.principal_of(id uuid)
  returns table (
    kind text, user_id uuid, workspace_id uuid, scope text, networks cidr[], gate text, sqlstate text
  )
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  select found.kind, found.user_id, found.workspace_id, found.scope, found.networks,
         case
           when account.disabled_at is not null then 'disabled'
           when found.revoked_at is not null then 'revoked'
           when found.expires_at <= pg_catalog.clock_timestamp() then 'expired'
           when found.elsewhere then 'other_resource'
         end,
         case when found.kind = 'token' or found.elsewhere and account.disabled_at is null
                and found.revoked_at is null and found.expires_at > pg_catalog.clock_timestamp()
           then 'RS001' else 'RS002' end
    from (
      select 'token' as kind, token.user_id, token.workspace_id, token.scope::text, token.networks, token.revoked_at,
             token.expires_at, false as elsewhere
        from rowseal_private.personal_access_tokens as token where token.id = principal_of.id
      union all
      select 'session', session.user_id, session.workspace_id, session.scope::text, null, session.revoked_at,
             session.expires_at, session.resource is not null
        from rowseal_private.sessions as session where session.id = principal_of.id
      union all
      select 'user', account.id, null, null, null, null, null, false
        from rowseal.users as account where account.id = principal_of.id
    ) as found
    join rowseal.users as account on account.id = found.user_id
   limit 1;
end;

comment on function rowseal_private.principal_of(uuid) is $$Whose credential an id is, or which user, and what it is
limited to. gate: why it cannot be used at all, null: it can; sqlstate: the error then.
Returns: no row where there is none.$$;

revoke execute on function rowseal_private.principal_of(uuid) from public;
