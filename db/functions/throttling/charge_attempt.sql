create or replace function rowseal_private.charge_attempt(kind text, subject text, factor integer) returns interval
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_limit rowseal_private.throttle_limits;
  v_free integer;
  v_wait interval;
begin
  select * into strict v_limit from rowseal_private.throttle_limits as limits where limits.kind = charge_attempt.kind;
  v_free := v_limit.free_attempts * charge_attempt.factor;
  insert into rowseal_private.throttles as throttle (kind, subject_hash, attempts, blocked_until, last_attempt_at)
  values (charge_attempt.kind, rowseal_private.text_hash(charge_attempt.subject), 1, '-infinity', clock_timestamp())
  on conflict on constraint throttles_pkey do update
    set attempts = case
      when throttle.last_attempt_at < clock_timestamp() - v_limit.forgotten_after then 1
      else throttle.attempts + 1 end,
        blocked_until = case
          when throttle.last_attempt_at < clock_timestamp() - v_limit.forgotten_after
            or throttle.attempts < v_free then '-infinity'
          else clock_timestamp() + least(
            v_limit.longest_wait, v_limit.first_wait * power(2, least(throttle.attempts - v_free, 30)))
        end,
        last_attempt_at = clock_timestamp()
    where throttle.blocked_until <= clock_timestamp();
  if found then
    return interval '0';
  end if;
  select throttle.blocked_until - clock_timestamp()
    into v_wait
    from rowseal_private.throttles as throttle
   where throttle.kind = charge_attempt.kind
     and throttle.subject_hash = rowseal_private.text_hash(charge_attempt.subject);
  return greatest(v_wait, interval '1 millisecond');
end
$$;

comment on function rowseal_private.charge_attempt(text, text, integer) is
$$Charges one attempt of a kind (rowseal_private.throttle_limits) to one subject, in one statement, so that a hundred at
once are a hundred. factor: how many times the kind's attempts are free. Waits double with each attempt beyond the free
ones.
Caller: only rowseal_private.record_attempt.
Returns: zero: go on; more: how long to wait, and the attempt was not charged.$$;

revoke execute on function rowseal_private.charge_attempt(text, text, integer) from public;
