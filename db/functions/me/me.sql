create or replace function rowseal.me() returns jsonb
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  with credential as (
    select session.workspace_id
      from rowseal_private.sessions as session
     where session.user_id = rowseal.user_id() and session.id = rowseal.session_id()
     union all
    select token.workspace_id
      from rowseal_private.personal_access_tokens as token
     where token.user_id = rowseal.user_id() and token.id = rowseal.session_id()
  ), mine as (
    select workspace.id,
           pg_catalog.jsonb_build_object(
             'id', workspace.id, 'slug', workspace.slug, 'name', workspace.name, 'role', membership.role
           ) as shown
      from rowseal.memberships as membership
      join rowseal.workspaces as workspace on workspace.id = membership.workspace_id
      join credential on coalesce(credential.workspace_id, workspace.id) = workspace.id
     where membership.user_id = rowseal.user_id()
  )
  select pg_catalog.jsonb_build_object(
           'user', pg_catalog.jsonb_build_object(
             'id', holder.id, 'email', holder.email, 'email_verified', holder.email_verified_at is not null, 'name', holder.name
           ),
           'session_id', rowseal.session_id(),
           'workspace', (
             select mine.shown || pg_catalog.jsonb_build_object('scopes', rowseal.effective_scopes())
               from mine
              where mine.id = rowseal.workspace_id()
           ),
           'workspaces', coalesce((select pg_catalog.jsonb_agg(mine.shown order by mine.shown ->> 'slug') from mine), '[]')
         )
    from rowseal.users as holder
   where holder.id = rowseal.user_id();
end;

comment on function rowseal.me() is
  'Who this transaction acts for: user, session, the workspace entered with its effective scopes (or null), and the workspaces that the '
  'credential can enter. Null where nobody entered. Errors: 28000 bad context.';

revoke execute on function rowseal.me() from public;
grant execute on function rowseal.me() to rowseal_gateway;
