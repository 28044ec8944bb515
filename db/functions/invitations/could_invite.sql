create or replace function rowseal_private.could_invite(
  inviter_id uuid, workspace_id uuid, role_home uuid, role text
) returns boolean
  language sql stable parallel restricted
  return exists (
    select
      from rowseal.users as inviter
      join rowseal.workspaces as workspace
        on workspace.id = could_invite.workspace_id and workspace.erase_at is null
     cross join lateral rowseal_private.effective_scope(inviter.id, could_invite.workspace_id, null) as effective
      join rowseal.roles as given
        on given.workspace_id = could_invite.role_home and given.name = could_invite.role
     where inviter.id = could_invite.inviter_id
       and inviter.disabled_at is null
       and pg_catalog.string_to_array(effective.scope, ' ') @> (given.scopes || 'members:write'::text)
  );

comment on function rowseal_private.could_invite(uuid, uuid, uuid, text) is
$$Whether a user could invite somebody as a role now: a member, not disabled, with members:write and every scope of the
role, in a workspace that is not deleted. role_home: the first half of the key of the role.
Returns: never null.$$;

revoke execute on function rowseal_private.could_invite(uuid, uuid, uuid, text) from public;
