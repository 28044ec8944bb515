create or replace function rowseal_private.revoke_sessions(
  user_id uuid, reason text, spared uuid default null
) returns integer
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_ended uuid[] := '{}';
  v_found uuid[];
begin
  -- First, and waiting for those that are being completed, which may replace a session: what they opened is seen below.
  delete from rowseal_private.login_challenges as waiting where waiting.user_id = revoke_sessions.user_id;
  -- Twice: those that are there; then, when the codes that were being redeemed have been waited for, the grants they
  -- became.
  for v_round in 1 .. 2 loop
    with ended as (
      update rowseal_private.sessions as session
         set revoked_at = clock_timestamp()
       where session.user_id = revoke_sessions.user_id
         and session.id = any (
           array(select open.id from rowseal_private.open_sessions(revoke_sessions.user_id) as open)
         )
         and session.revoked_at is null
         and session.id is distinct from revoke_sessions.spared
      returning session.id
    )
    select array_agg(ended.id) into v_found from ended;
    v_ended := v_ended || v_found;
    -- Not before the sessions, which have theirs deleted by a trigger: the other order would deadlock with it.
    delete from rowseal_private.oauth_codes as issued
     where issued.user_id = revoke_sessions.user_id and issued.session_id is null;
  end loop;
  perform rowseal_private.record_events(
    'session_revoked', revoke_sessions.user_id,
    (select array_agg(jsonb_build_object('session_id', id, 'reason', revoke_sessions.reason))
      from unnest(v_ended) as id)
  );
  return cardinality(v_ended);
end
$$;

comment on function rowseal_private.revoke_sessions(uuid, text, uuid) is
$$Ends every session and grant of a user but one (spared; null: none is), each with its audit event, and voids pending
authorization codes, and logins that wait for a second factor: each would open another. reason is for the events.
Returns: how many ended.$$;

revoke execute on function rowseal_private.revoke_sessions(uuid, text, uuid) from public;
