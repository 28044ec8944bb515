create or replace function rowseal_private.live_scopes(own_role text[] default null) returns text[]
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(
    (
      select rowseal_private.array_intersection(held.scopes, rowseal.effective_scopes())
        from rowseal.users as account
       cross join lateral (
         select live_scopes.own_role where live_scopes.own_role is not null
          union all
         select rowseal_private.granted_scopes(membership.workspace_id, role.scopes, membership.further_roles)
           from rowseal.memberships as membership
           join rowseal.roles as role on role.workspace_id = membership.role_workspace_id
             and role.name = membership.role
          where membership.workspace_id = rowseal.workspace_id() and membership.user_id = account.id
            and live_scopes.own_role is null
       ) as held (scopes)
       where account.id = rowseal.user_id()
         and account.disabled_at is null
         and (
           exists (
             select from rowseal_private.sessions as session
              where session.user_id = account.id
                and session.id = rowseal.session_id()
                and session.revoked_at is null
                and session.expires_at > clock_timestamp()
           )
           or exists (
             select from rowseal_private.personal_access_tokens as token
              where token.user_id = account.id
                and token.id = rowseal.session_id()
                and token.revoked_at is null
                and token.expires_at > clock_timestamp()
           )
           -- A token goes with the membership that this very statement deletes.
           or live_scopes.own_role is not null
              and not exists (select from rowseal_private.sessions as any_session
                where any_session.user_id = account.id and any_session.id = rowseal.session_id())
              and not exists (
                select from rowseal_private.personal_access_tokens as any_token
                 where any_token.user_id = account.id and any_token.id = rowseal.session_id()
              )
         )
    ), '{}'
  );
end
$$;

comment on function rowseal_private.live_scopes(text[]) is
$$What remains at this moment of the scopes that this transaction was entered with: those that the roles still grant,
and none where membership, user or credential have ended since. Volatile, so that it sees what was committed while it
waited for the lock. own_role: the scopes of the caller's roles, where the calling statement changes that too; null:
look it up.
Caller: functions that give or take rights, once they hold the lock of the workspace (rowseal_private.lock_workspace).
Errors: 28000 bad context.$$;

revoke execute on function rowseal_private.live_scopes(text[]) from public;
