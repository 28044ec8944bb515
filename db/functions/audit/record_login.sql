create or replace function rowseal_private.record_login(
  user_id uuid, workspace_id uuid, session_id uuid, provider text, ip inet
) returns void
  language sql volatile parallel unsafe set search_path = pg_catalog, pg_temp
  return rowseal_private.record_event(
    'logged_in', record_login.user_id, record_login.workspace_id,
    jsonb_build_object('session_id', record_login.session_id, 'provider', record_login.provider), record_login.ip
  );

comment on function rowseal_private.record_login(uuid, uuid, uuid, text, inet) is
$$Writes the audit event logged_in (rowseal_private.record_event): which session was opened, by which provider.$$;

revoke execute on function rowseal_private.record_login(uuid, uuid, uuid, text, inet) from public;
