create or replace function rowseal_private.record_failure_event(
  kind text, count integer, user_id uuid, details jsonb, ip inet, counter text, network text
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
  insert into rowseal_private.throttles as throttle (
    kind, subject_hash, attempts, blocked_until, last_attempt_at, recorded_at
  )
  values (
    record_failure_event.counter,
    rowseal_private.text_hash(coalesce(
      rowseal_private.wider_network(record_failure_event.network), record_failure_event.network)),
    0, '-infinity', clock_timestamp(), clock_timestamp()
  )
  on conflict on constraint throttles_pkey do update
    set recorded_at = clock_timestamp()
    -- A moment that is to come was written before somebody set the clock back.
    where (throttle.recorded_at between clock_timestamp() - interval '1 second' and clock_timestamp()) is not true;
  if not found then
    return;
  end if;
  perform rowseal_private.record_event(
    record_failure_event.kind, record_failure_event.user_id, null,
    record_failure_event.details || jsonb_build_object('count', record_failure_event.count), record_failure_event.ip
  );
end
$$;

comment on function rowseal_private.record_failure_event(text, integer, uuid, jsonb, inet, text, text) is
$$Writes an audit event of a failure, with how many there were lately (rowseal_private.attempts_of) as details.count:
the first settings.recorded_failures one by one, then one each time that the count has doubled; and of those of a
network (of IPv6 its /48) one a second. So an attack fills no disk, and its size is known. counter: the kind of attempts
(rowseal_private.throttle_limits) whose row of the network remembers when the last one was.$$;

revoke execute on function rowseal_private.record_failure_event(text, integer, uuid, jsonb, inet, text, text)
  from public;
