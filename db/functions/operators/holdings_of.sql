create or replace function rowseal_audit.holdings_of("user" uuid)
  returns table (
    kind text, id text, workspace_id uuid, role text, scopes text, since timestamptz, last_used_at timestamptz,
    expires_at timestamptz, roles text[]
  )
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select 'membership', membership.workspace_id::text, membership.workspace_id, membership.role,
         pg_catalog.array_to_string(
           rowseal_private.granted_scopes(membership.workspace_id, role.scopes, membership.further_roles), ' '),
         membership.created_at, null::timestamptz, null::timestamptz, membership.role || membership.further_roles
    from rowseal.memberships as membership
    join rowseal.roles as role on role.workspace_id = membership.role_workspace_id and role.name = membership.role
   where membership.user_id = holdings_of.user
  union all
  select case when session.client_id is null then 'session' else 'grant' end, session.id::text, session.workspace_id,
         null, session.scope, session.created_at, session.rotated_at, session.expires_at, null
    from rowseal_private.sessions as session
   where session.user_id = holdings_of.user and session.revoked_at is null
     and session.expires_at > pg_catalog.clock_timestamp()
  union all
  select 'token', token.id::text, token.workspace_id, null, token.scope, token.created_at, token.last_used_at,
         token.expires_at, null
    from rowseal_private.personal_access_tokens as token
   where token.user_id = holdings_of.user and token.revoked_at is null
     and token.expires_at > pg_catalog.clock_timestamp()
  union all
  select 'database_role', bound.id::text, bound.workspace_id, null, bound.scopes, bound.since, null, bound.expires_at,
         null
    from rowseal_audit.bound_roles() as bound
   where bound.user_id = holdings_of.user and bound.state = 'live'
  union all
  select 'identity', identity.provider, null, null, null, identity.created_at, null, null, null
    from rowseal_private.identities as identity
   where identity.user_id = holdings_of.user
  union all
  select 'authenticator app', app.id::text, null, null, null, app.confirmed_at, app.last_used_at, null, null
    from rowseal_private.totp_factors as app
   where app.user_id = holdings_of.user and app.confirmed_at is not null
  union all
  select 'passkey', passkey.id::text, null, null, null, passkey.created_at, passkey.last_used_at, null, null
    from rowseal_private.passkeys as passkey
   where passkey.user_id = holdings_of.user;
end;

comment on function rowseal_audit.holdings_of(uuid) is $$What a user has: memberships, live sessions, grants to
applications, personal access tokens, login roles that are bound to them, the providers by which they sign in, and their
second factors. scopes: of the roles, of which role is the first, or what a credential is limited to (null: nothing).
Caller: auditors, the database's owner.$$;

revoke execute on function rowseal_audit.holdings_of(uuid) from public;
grant execute on function rowseal_audit.holdings_of(uuid) to rowseal_auditor, pg_database_owner;
