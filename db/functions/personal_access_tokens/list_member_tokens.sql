create or replace function rowseal.list_member_tokens(
  after uuid default null, page_size integer default 100, member uuid default null
)
  returns table (
    id uuid, user_id uuid, user_email text, user_name text, name text, scope text, networks cidr[], last_four text,
    created_at timestamptz, expires_at timestamptz, last_used_at timestamptz
  )
  language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- Not in the query, where a workspace without any token would never be asked for the scope.
  v_workspace_id constant uuid := rowseal.require_scope('members:write');
begin
  return query
    select token.id, account.id, account.email, account.name, token.name, token.scope::text, token.networks,
           token.last_four, token.created_at, rowseal_private.token_end(token, workspace.longest_token_lifetime),
           token.last_used_at
      from rowseal_private.personal_access_tokens as token
      join rowseal.workspaces as workspace on workspace.id = token.workspace_id
     -- By its key: "offset 0" keeps the planner from joining all of them.
     cross join lateral (
       select known.id, known.email, known.name from rowseal.users as known where known.id = token.user_id offset 0
     ) as account
     where token.workspace_id = v_workspace_id
       and token.id > coalesce(list_member_tokens.after, '00000000-0000-0000-0000-000000000000')
       and (list_member_tokens.member is null or token.user_id = list_member_tokens.member)
       and token.revoked_at is null
       and rowseal_private.token_end(token, workspace.longest_token_lifetime) > clock_timestamp()
     order by token.id
     limit rowseal_private.page_size(list_member_tokens.page_size);
end
$$;

comment on function rowseal.list_member_tokens(uuid, integer, uuid) is $$The personal access tokens of all members for
the workspace entered that have not ended, oldest first, a page at a time: after is the id of the last one on the page
before (null: the first page), page_size how many at most, 1 to 1000. member: of this user alone (null: of everybody).
With whose they are, and no secret of any; from where they were used their owner alone sees.
Errors: RS006 lacks members:write; RS007, RS008 nobody entered a workspace.$$;

revoke execute on function rowseal.list_member_tokens(uuid, integer, uuid) from public;
grant execute on function rowseal.list_member_tokens(uuid, integer, uuid) to rowseal_gateway;
