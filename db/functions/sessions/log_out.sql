create or replace function rowseal_private.log_out(token text, reason text default 'logged_out', ip inet default null) returns boolean
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_payload constant bytea := rowseal_private.token_payload('rsr_', log_out.token);
  v_user_id constant uuid := encode(substr(v_payload, 1, 16), 'hex')::uuid;
  v_session_id constant uuid := encode(substr(v_payload, 17, 16), 'hex')::uuid;
begin
  -- Authentic is enough: whoever holds an older token of a session may end it, as presenting it at a refresh would.
  if exists (
    select from rowseal_private.sessions as session
      join rowseal_private.refresh_keys as key on key.id = session.refresh_key
     where session.user_id = v_user_id
       and session.id = v_session_id
       and substr(v_payload, 69, 18) = rowseal_private.refresh_tag(key.inner_pad, key.outer_pad, substr(v_payload, 1, 68))
  ) then
    return rowseal_private.revoke_session(v_user_id, v_session_id, log_out.reason, log_out.ip);
  end if;
  return false;
end
$$;

comment on function rowseal_private.log_out(text, text, inet) is
  'Ends the session of a refresh token, whatever the token''s age, if it is authentic. False where there was nothing to end: callers answer both '
  'alike. reason is for the audit event.';

revoke execute on function rowseal_private.log_out(text, text, inet) from public;
grant execute on function rowseal_private.log_out(text, text, inet) to rowseal_issuer;
