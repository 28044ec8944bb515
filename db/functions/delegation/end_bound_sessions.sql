create or replace function rowseal_private.end_bound_sessions(
  user_id uuid, workspace_id uuid, made_before timestamptz
) returns integer
  language sql volatile parallel unsafe set search_path = pg_catalog, pg_temp
begin atomic
  with bound as (
    select rowseal_private.revoke_session(end_bound_sessions.user_id, session.id, 'membership_ended') as ended
      from rowseal_private.open_sessions(end_bound_sessions.user_id) as session
     where session.workspace_id = end_bound_sessions.workspace_id
       and session.created_at < end_bound_sessions.made_before
  )
  select pg_catalog.count(*) filter (where bound.ended)::integer from bound;
end;

comment on function rowseal_private.end_bound_sessions(uuid, uuid, timestamptz) is
$$Ends the sessions of a user that are bound to a workspace, and the grants for it, if they were opened before a time.
Caller: only rowseal_private.end_in_workspace.
Returns: how many.$$;

revoke execute on function rowseal_private.end_bound_sessions(uuid, uuid, timestamptz) from public;
