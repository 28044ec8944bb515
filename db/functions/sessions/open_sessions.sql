create or replace function rowseal_private.open_sessions(user_id uuid)
  returns table (id uuid, workspace_id uuid, created_at timestamptz)
  language sql stable parallel restricted
begin atomic
  -- Apart, so that each is found by its partial index, however many have ended.
  select login.id, login.workspace_id, login.created_at
    from rowseal_private.sessions as login
   where login.user_id = open_sessions.user_id and login.client_id is null and login.revoked_at is null
  union all
  select granted.id, granted.workspace_id, granted.created_at
    from rowseal_private.sessions as granted
   where granted.user_id = open_sessions.user_id and granted.client_id is not null and granted.revoked_at is null;
end;

comment on function rowseal_private.open_sessions(uuid) is
$$The sessions and grants of a user that nobody has ended, those that have expired too. No SET clause, so that it is
inlined into its callers.
Caller: only functions of Rowseal that end sessions.$$;

revoke execute on function rowseal_private.open_sessions(uuid) from public;
