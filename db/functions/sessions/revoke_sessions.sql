create or replace function rowseal_private.revoke_sessions(user_id uuid, reason text, spared uuid default null) returns integer
  language sql volatile parallel unsafe security definer set search_path = ''
begin atomic
  -- First, and waiting for those that are being redeemed, so that the sessions they opened are seen below.
  delete from rowseal_private.oauth_codes as issued
   where issued.user_id = revoke_sessions.user_id and issued.session_id is null;
  select pg_catalog.count(*)::integer
    from rowseal_private.sessions as session
   where session.user_id = revoke_sessions.user_id
     and session.revoked_at is null
     and session.id is distinct from revoke_sessions.spared
     and rowseal_private.revoke_session(session.user_id, session.id, revoke_sessions.reason);
end;

comment on function rowseal_private.revoke_sessions(uuid, text, uuid) is
  'Ends every session of a user but one (spared; null: none is), each with its audit event, and voids the authorization codes that wait: each '
  'would open another. Returns how many sessions ended. reason is for the events.';

revoke execute on function rowseal_private.revoke_sessions(uuid, text, uuid) from public;
