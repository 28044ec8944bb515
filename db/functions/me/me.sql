create or replace function rowseal.me() returns jsonb
  language sql stable parallel restricted security definer set search_path = ''
begin atomic
  with credential as (
    select reach.workspace_id, reach.kind = 'grant' and reach.workspace_id is null as is_nowhere,
           pg_catalog.string_to_array(coalesce(reach.identity_scope, 'profile email'), ' ') as knows
      from rowseal_private.reach_of(rowseal.user_id(), rowseal.session_id()) as reach
  ), mine as (
    select workspace.id,
           pg_catalog.jsonb_build_object(
             'id', workspace.id, 'slug', workspace.slug, 'name', workspace.name, 'role', membership.role
           ) as shown
      from rowseal.memberships as membership
      join rowseal.workspaces as workspace on workspace.id = membership.workspace_id
      join credential on coalesce(credential.workspace_id, workspace.id) = workspace.id and not credential.is_nowhere
     where membership.user_id = rowseal.user_id()
  )
  select pg_catalog.jsonb_build_object(
           'user', pg_catalog.jsonb_build_object('id', holder.id)
             || case
                  when 'email' = any (credential.knows)
                    then pg_catalog.jsonb_build_object(
                      'email', holder.email, 'email_verified', holder.email_verified_at is not null)
                  else '{}'
                end
             || case
               when 'profile' = any (credential.knows) then pg_catalog.jsonb_build_object('name', holder.name)
               else '{}' end,
           'session_id', rowseal.session_id(),
           'workspace', (
             select mine.shown || pg_catalog.jsonb_build_object('scopes', rowseal.effective_scopes())
               from mine
              where mine.id = rowseal.workspace_id()
           ),
           'workspaces', coalesce(
             (select pg_catalog.jsonb_agg(mine.shown order by mine.shown ->> 'slug') from mine), '[]')
         )
    from rowseal.users as holder
   cross join credential
   where holder.id = rowseal.user_id();
end;

comment on function rowseal.me() is $$Who this transaction acts for: user, session, the workspace entered with its
effective scopes (or null), and the workspaces that the credential can enter. A grant, and a token that one made, sees
of its user what consent allowed: the name with profile, the address with email.
Returns: null where nobody entered.
Errors: 28000 bad context.$$;

revoke execute on function rowseal.me() from public;
grant execute on function rowseal.me() to rowseal_gateway;
