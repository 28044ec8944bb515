create or replace function rowseal_private.record_attempt(kind text, subject text) returns interval
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  -- The customers of one provider may share a /48.
  c_wider_factor constant integer := 16;
  v_wider constant text := rowseal_private.wider_network(record_attempt.subject);
  v_failure constant text := (
    select limits.failure from rowseal_private.throttle_limits as limits where limits.kind = record_attempt.kind
  );
  v_wait interval := interval '0';
begin
  if v_wider is not null then
    v_wait := rowseal_private.charge_attempt(record_attempt.kind, v_wider, c_wider_factor);
  end if;
  if v_wait > interval '0' then
    return v_wait;
  end if;
  v_wait := rowseal_private.charge_attempt(record_attempt.kind, record_attempt.subject, 1);
  if v_wait > interval '0' and v_wider is not null then
    perform rowseal_private.refund_attempt(record_attempt.kind, v_wider);
  elsif v_wait = interval '0' and v_failure is not null then
    perform rowseal_private.record_failure_event(
      v_failure,
      greatest(
        rowseal_private.attempts_of(record_attempt.kind, record_attempt.subject),
        rowseal_private.attempts_of(record_attempt.kind, v_wider)
      ), null, jsonb_build_object('subject', record_attempt.subject), null, record_attempt.kind, record_attempt.subject
    );
  end if;
  return v_wait;
end
$$;

comment on function rowseal_private.record_attempt(text, text) is
$$Charges one attempt of a kind (rowseal_private.throttle_limits) to a subject before it is evaluated; to an IPv6
network (rowseal_private.network_of), and to the /48 that it is in, which has sixteen times as many free.
Returns: zero: go on; more: how long to wait, nothing was charged, and the attempt must not be evaluated.$$;

revoke execute on function rowseal_private.record_attempt(text, text) from public;
