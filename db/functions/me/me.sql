create or replace function rowseal.me(after uuid default null, page_size integer default 100) returns jsonb
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  -- Once, because every call verifies the context. Only the page asks again: of a function's value the planner knows
  -- how many rows it has.
  with caller as materialized (
    select entered.user_id, entered.credential_id, entered.workspace_id as entered, entered.scopes
      from rowseal_private.entered() as entered
  ), credential as materialized (
    select caller.*, reach.workspace_id, reach.kind = 'grant' and reach.workspace_id is null as is_nowhere,
           pg_catalog.string_to_array(coalesce(reach.identity_scope, 'profile email'), ' ') as knows
      from caller
     cross join lateral rowseal_private.reach_of(caller.user_id, caller.credential_id) as reach
  ), mine as (
    select page.workspace_id as id,
           pg_catalog.jsonb_build_object(
             'id', page.workspace_id, 'slug', workspace.slug, 'name', workspace.name, 'role', page.role,
             'roles', page.roles, 'erase_at', workspace.erase_at
           ) as shown
      from credential
     cross join lateral (
       select membership.workspace_id, membership.role, membership.role || membership.further_roles as roles
         from rowseal.memberships as membership
        where membership.user_id = rowseal.user_id()
          and membership.workspace_id > coalesce(me.after, '00000000-0000-0000-0000-000000000000')
          and membership.workspace_id = coalesce(credential.workspace_id, membership.workspace_id)
          and not credential.is_nowhere
        order by membership.workspace_id
        limit rowseal_private.page_size(me.page_size) + 1
     ) as page
     -- "offset 0", so that each is looked up by its key: how few a page holds, the planner does not know.
     cross join lateral (
       select known.slug, known.name, known.erase_at
         from rowseal.workspaces as known
        where known.id = page.workspace_id
       offset 0
     ) as workspace
  ), page as (
    select mine.id, mine.shown
      from mine
     order by mine.id
     limit rowseal_private.page_size(me.page_size)
  )
  select pg_catalog.jsonb_build_object(
           'user', pg_catalog.jsonb_build_object('id', account.id)
             || case
                  when 'email' = any (credential.knows) then pg_catalog.jsonb_build_object(
                    'email', account.email, 'email_verified', account.email_verified_at is not null)
                  else '{}' end
             || case
               when 'profile' = any (credential.knows) then pg_catalog.jsonb_build_object('name', account.name)
               else '{}' end,
           'session_id', credential.credential_id,
           'workspace', (
             select pg_catalog.jsonb_build_object(
                      'id', workspace.id, 'slug', workspace.slug, 'name', workspace.name, 'role', membership.role,
                      'roles', membership.role || membership.further_roles, 'scopes', credential.scopes
                    )
               from rowseal.memberships as membership
               join rowseal.workspaces as workspace on workspace.id = membership.workspace_id
              where membership.workspace_id = credential.entered
                and membership.user_id = credential.user_id
                and coalesce(credential.workspace_id, membership.workspace_id) = membership.workspace_id
                and not credential.is_nowhere
           ),
           'workspaces', coalesce((select pg_catalog.jsonb_agg(page.shown order by page.id) from page), '[]'),
           'next', (
             select page.id
               from page
              where (select pg_catalog.count(*) from mine) > rowseal_private.page_size(me.page_size)
              order by page.id desc
              limit 1
           )
         )
    from rowseal.users as account
   cross join credential
   where account.id = credential.user_id
   union all
  select rowseal_private.service_me() from caller where not exists (select from credential);
end;

comment on function rowseal.me(uuid, integer) is $$Who this transaction acts for: user, session, the workspace entered
with its effective scopes (or null), and the workspaces that the credential is for, oldest first, a page at a time:
after is next of the page before (null: the first page), page_size how many at most, 1 to 1000. role: the first of
roles. erase_at: it was deleted, and nobody enters it. A grant, and a token that one made, sees of its user what consent
allowed: the name with profile, the address with email. Of a service user, role and roles are null, and service says
which it is.
Returns: null where nobody entered.
Errors: 28000 bad context; RS002 the credential has ended since it entered.$$;

revoke execute on function rowseal.me(uuid, integer) from public;
grant execute on function rowseal.me(uuid, integer) to rowseal_gateway;
