create or replace function rowseal_private.record_events(kind text, user_id uuid, details jsonb[]) returns void
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
begin atomic
  select rowseal_private.record_event(record_events.kind, record_events.user_id, null, detail)
    from unnest(record_events.details) as detail;
end;

comment on function rowseal_private.record_events(text, uuid, jsonb[]) is
$$Writes an audit event (rowseal_private.record_event) for each of details, all of one kind and one user.$$;

revoke execute on function rowseal_private.record_events(text, uuid, jsonb[]) from public;
