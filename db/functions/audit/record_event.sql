create or replace function rowseal_private.record_event(
  kind text, user_id uuid, workspace_id uuid, details jsonb, ip inet default null
) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_id constant uuid := rowseal.uuidv7();
begin
  insert into rowseal_private.audit_events (workspace_id, at, id, kind, user_id, details, ip)
  values (
    coalesce(record_event.workspace_id, rowseal_private.no_workspace()), clock_timestamp(), v_id,
    record_event.kind, record_event.user_id, record_event.details, record_event.ip
  );
  -- The id alone: every role that can connect can listen, and no privilege prevents it.
  perform pg_notify('rowseal_events', v_id::text);
end
$$;

comment on function rowseal_private.record_event(text, uuid, uuid, jsonb, inet) is
$$Writes an audit event, and announces its id on the channel rowseal_events, both with the caller's commit. details has
ids and words, never a credential.$$;

revoke execute on function rowseal_private.record_event(text, uuid, uuid, jsonb, inet) from public;
