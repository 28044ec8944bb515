create or replace function rowseal_private.record_attempt(kind text, subject text) returns interval
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  -- The customers of one provider may share a /48.
  c_wider_factor constant integer := 16;
  v_wider constant text := rowseal_private.wider_network(record_attempt.subject);
  v_wait interval;
begin
  if v_wider is null then
    return rowseal_private.charge_attempt(record_attempt.kind, record_attempt.subject, 1);
  end if;
  v_wait := rowseal_private.charge_attempt(record_attempt.kind, v_wider, c_wider_factor);
  if v_wait > interval '0' then
    return v_wait;
  end if;
  v_wait := rowseal_private.charge_attempt(record_attempt.kind, record_attempt.subject, 1);
  if v_wait > interval '0' then
    perform rowseal_private.refund_attempt(record_attempt.kind, v_wider);
  end if;
  return v_wait;
end
$$;

comment on function rowseal_private.record_attempt(text, text) is
$$Charges one attempt of a kind (rowseal_private.throttle_limits) to a subject before it is evaluated; to an IPv6
network (rowseal_private.network_of), and to the /48 that it is in, which has sixteen times as many free.
Returns: zero: go on; more: how long to wait, nothing was charged, and the attempt must not be evaluated.$$;

revoke execute on function rowseal_private.record_attempt(text, text) from public;
