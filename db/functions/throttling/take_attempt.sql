create or replace function rowseal_private.take_attempt(kind text, subject text) returns interval
  language plpgsql volatile parallel unsafe security definer set search_path = ''
as $$
declare
  v_limit rowseal_private.throttle_limits;
  v_wait interval;
begin
  select * into strict v_limit from rowseal_private.throttle_limits as limits where limits.kind = take_attempt.kind;
  insert into rowseal_private.throttles as throttle (kind, subject_hash, attempts, blocked_until, last_attempt_at)
  values (take_attempt.kind, sha256(convert_to(take_attempt.subject, 'UTF8')), 1, '-infinity', clock_timestamp())
  on conflict on constraint throttles_pkey do update
    set attempts = case when throttle.last_attempt_at < clock_timestamp() - v_limit.forgotten_after then 1 else throttle.attempts + 1 end,
        blocked_until = case
          when throttle.last_attempt_at < clock_timestamp() - v_limit.forgotten_after or throttle.attempts < v_limit.free_attempts then '-infinity'
          else clock_timestamp() + least(v_limit.longest_wait, v_limit.first_wait * power(2, least(throttle.attempts - v_limit.free_attempts, 30)))
        end,
        last_attempt_at = clock_timestamp()
    where throttle.blocked_until <= clock_timestamp();
  if found then
    return interval '0';
  end if;
  select throttle.blocked_until - clock_timestamp()
    into v_wait
    from rowseal_private.throttles as throttle
   where throttle.kind = take_attempt.kind
     and throttle.subject_hash = sha256(convert_to(take_attempt.subject, 'UTF8'));
  return greatest(v_wait, interval '1 millisecond');
end
$$;

comment on function rowseal_private.take_attempt(text, text) is
  'Charges one attempt of a kind (rowseal_private.throttle_limits) to a subject before it is judged, in one statement, so that a hundred at once '
  'are a hundred. Zero: go on. More: how long to wait; the attempt was not charged and must not be judged. Waits double with each attempt '
  'beyond the free ones.';

revoke execute on function rowseal_private.take_attempt(text, text) from public;
