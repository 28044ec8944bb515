create or replace function rowseal_private.is_covered(invitation rowseal.invitations) returns boolean
  language sql stable parallel restricted
  return exists (
    select
      from rowseal.users as inviter
     cross join lateral rowseal_private.effective_scope(
       inviter.id, (is_covered.invitation).workspace_id, null) as effective
      join rowseal.roles as given
        on given.workspace_id = (is_covered.invitation).role_workspace_id
       and given.name = (is_covered.invitation).role
     where inviter.id = (is_covered.invitation).invited_by
       and inviter.disabled_at is null
       and pg_catalog.string_to_array(effective.scope, ' ') @> (given.scopes || 'members:write'::text)
  );

comment on function rowseal_private.is_covered(rowseal.invitations) is
$$Whether the inviter could make an invitation now: a member, not disabled, with members:write and every scope of the
role given.
Returns: never null.$$;

revoke execute on function rowseal_private.is_covered(rowseal.invitations) from public;
