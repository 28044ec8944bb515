create or replace function rowseal_private.record_failure_event(
  kind text, count integer, user_id uuid, details jsonb, ip inet
) returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_limit constant integer := (select settings.recorded_failures from rowseal_private.settings as settings);
begin
  -- A power of two has one bit, and so nothing in common with the number before it.
  if v_limit = 0
     or record_failure_event.count > v_limit
       and record_failure_event.count & (record_failure_event.count - 1) <> 0
  then
    return;
  end if;
  perform rowseal_private.record_event(
    record_failure_event.kind, record_failure_event.user_id, null,
    record_failure_event.details || jsonb_build_object('count', record_failure_event.count), record_failure_event.ip
  );
end
$$;

comment on function rowseal_private.record_failure_event(text, integer, uuid, jsonb, inet) is
$$Writes an audit event of a failure, with how many there were lately (rowseal_private.attempts_of) as details.count:
the first settings.recorded_failures one by one, then one each time that the count has doubled, so that an attack
fills no disk and its size is known.$$;

revoke execute on function rowseal_private.record_failure_event(text, integer, uuid, jsonb, inet) from public;
