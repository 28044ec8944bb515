create or replace function rowseal_private.revoke_session(
  user_id uuid, session_id uuid, reason text, ip inet default null
) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_parent_id uuid;
begin
  update rowseal_private.sessions as session
     set revoked_at = clock_timestamp()
   where session.user_id = revoke_session.user_id
     and session.id = revoke_session.session_id
     and session.revoked_at is null
  returning session.parent_id into v_parent_id;
  if not found then
    return false;
  end if;
  perform rowseal_private.record_event(
    'session_revoked', revoke_session.user_id, null,
    jsonb_strip_nulls(jsonb_build_object(
      'session_id', revoke_session.session_id, 'reason', revoke_session.reason, 'parent_id', v_parent_id
    )), revoke_session.ip
  );
  if revoke_session.reason = 'refresh_token_reused' then
    perform rowseal_private.end_made_by(revoke_session.user_id, revoke_session.session_id, true);
  end if;
  return true;
end
$$;

comment on function rowseal_private.revoke_session(uuid, uuid, text, inet) is
$$Revokes a session: its refresh token and, from the next transaction on, its access tokens; by a trigger everything
that it is the parent of, and where the reason is theft (refresh_token_reused) everything that it has made. reason goes
into the audit event, in the same commit.
Returns: false where there was nothing to end.$$;

revoke execute on function rowseal_private.revoke_session(uuid, uuid, text, inet) from public;
-- The issuing door ends the session whose token it was brought.
revoke execute on function rowseal_private.revoke_session(uuid, uuid, text, inet) from rowseal_issuer;
