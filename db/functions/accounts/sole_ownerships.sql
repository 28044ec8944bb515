create or replace function rowseal_private.sole_ownerships(user_id uuid)
  returns table (workspace_id uuid, slug text, name text)
  language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  select workspace.id, workspace.slug, workspace.name
    from rowseal.memberships as own
    join rowseal.workspaces as workspace on workspace.id = own.workspace_id
   where own.user_id = sole_ownerships.user_id
     and own.role = 'owner'
     and workspace.erase_at is null
     and not exists (
       select from rowseal.memberships as other
        where other.workspace_id = own.workspace_id
          and other.role = 'owner'
          and other.user_id <> own.user_id
          and not exists (
            select from rowseal_private.account_deletions as deletion where deletion.user_id = other.user_id
          )
     )
   order by workspace.slug;
end;

comment on function rowseal_private.sole_ownerships(uuid) is
$$The workspaces that would have no owner without a user, those that were deleted aside. An owner who has deleted their
account does not count.$$;

revoke execute on function rowseal_private.sole_ownerships(uuid) from public;
