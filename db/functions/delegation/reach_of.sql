create or replace function rowseal_private.reach_of(user_id uuid, credential_id uuid)
  returns table (
    kind text, limited boolean, workspace_id uuid, scope text, networks cidr[], ends_at timestamptz, identity_scope text
  )
  language sql stable parallel restricted
begin atomic
  select case when session.client_id is null then 'session' else 'grant' end,
         session.client_id is not null or session.scope is not null or session.workspace_id is not null,
         session.workspace_id, session.scope::text, null::cidr[],
         least(session.expires_at, session.rotated_at + settings.refresh_idle_lifetime), session.identity_scope
    from rowseal_private.sessions as session
   cross join rowseal_private.settings as settings
   where session.user_id = reach_of.user_id
     and session.id = reach_of.credential_id
     and session.revoked_at is null
     and session.expires_at > pg_catalog.clock_timestamp()
   union all
  select 'token', true, token.workspace_id, token.scope::text, token.networks, token.expires_at,
         (select parent.identity_scope
            from rowseal_private.sessions as parent
           where parent.user_id = token.user_id and parent.id = token.parent_id)
    from rowseal_private.personal_access_tokens as token
   where token.user_id = reach_of.user_id
     and token.id = reach_of.credential_id
     and token.revoked_at is null
     and token.expires_at > pg_catalog.clock_timestamp();
end;

comment on function rowseal_private.reach_of(uuid, uuid) is $$What a live credential of a user is limited to.
Returns: kind (session, grant, token); limited, whether in scope or in workspace, as every grant and token is; its
workspace, scope and networks (null: any); when it ends if it is not used before; identity_scope, what it may know of
its user (scopes of OpenID Connect; null: everything), which a token has from the grant that made it. No row: there is
no such credential, or it has ended.$$;

revoke execute on function rowseal_private.reach_of(uuid, uuid) from public;
