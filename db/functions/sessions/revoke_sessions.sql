create or replace function rowseal_private.revoke_sessions(user_id uuid, reason text, spared uuid default null) returns integer
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_ended integer;
  v_ended_later integer;
begin
  select count(*)
    into v_ended
    from rowseal_private.sessions as session
   where session.user_id = revoke_sessions.user_id
     and session.revoked_at is null
     and session.id is distinct from revoke_sessions.spared
     and rowseal_private.revoke_session(session.user_id, session.id, revoke_sessions.reason);
  -- Those of the session that is spared, and waiting for those that are being redeemed, so that the grants they became are seen below. Not before
  -- the sessions, which have theirs deleted by a trigger: the other order would deadlock with it.
  delete from rowseal_private.oauth_codes as issued
   where issued.user_id = revoke_sessions.user_id and issued.session_id is null;
  select count(*)
    into v_ended_later
    from rowseal_private.sessions as session
   where session.user_id = revoke_sessions.user_id
     and session.revoked_at is null
     and session.id is distinct from revoke_sessions.spared
     and rowseal_private.revoke_session(session.user_id, session.id, revoke_sessions.reason);
  return v_ended + v_ended_later;
end
$$;

comment on function rowseal_private.revoke_sessions(uuid, text, uuid) is
  'Ends every session and grant of a user but one (spared; null: none is), each with its audit event, and voids the authorization codes that wait: each '
  'would open another. Returns how many ended. reason is for the events.';

revoke execute on function rowseal_private.revoke_sessions(uuid, text, uuid) from public;
