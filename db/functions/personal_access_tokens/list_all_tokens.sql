create or replace function rowseal.list_all_tokens(after uuid default null, page_size integer default 100)
  returns table (id uuid, name text, scope text, last_four text, expires_at timestamptz, workspace jsonb)
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
begin atomic
  select mine.id, mine.name, mine.scope::text, mine.last_four,
         rowseal_private.token_end(mine, workspace.longest_token_lifetime),
         pg_catalog.jsonb_build_object('slug', workspace.slug, 'name', workspace.name)
    from rowseal_private.personal_access_tokens as mine
    join rowseal.workspaces as workspace on workspace.id = mine.workspace_id
    join rowseal.memberships as membership on membership.workspace_id = mine.workspace_id
      and membership.user_id = mine.user_id
    join rowseal.roles as role on role.workspace_id = membership.role_workspace_id and role.name = membership.role
   where mine.user_id = (select rowseal_private.require_account())
     and mine.id > coalesce(list_all_tokens.after, '00000000-0000-0000-0000-000000000000')
     and mine.revoked_at is null
     and 'tokens:read' = any (
       rowseal_private.granted_scopes(membership.workspace_id, role.scopes, membership.further_roles))
   order by mine.id
   limit rowseal_private.page_size(list_all_tokens.page_size);
end;

comment on function rowseal.list_all_tokens(uuid, integer) is
$$The personal access tokens of the caller in every workspace where a role of theirs may read tokens, without revoked
ones, oldest first, a page at a time. after is the id of the last one on the page before (null: the first page),
page_size how many at most, 1 to 1000.
Errors: RS008 nobody entered; RS010 a personal access token, or a limited session.$$;

revoke execute on function rowseal.list_all_tokens(uuid, integer) from public;
grant execute on function rowseal.list_all_tokens(uuid, integer) to rowseal_gateway;
