create or replace function rowseal_private.attempt_wait(kind text, subject text) returns interval
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return greatest(interval '0', (
    select max(throttle.blocked_until) - pg_catalog.clock_timestamp()
      from rowseal_private.throttles as throttle
     where throttle.kind = attempt_wait.kind
       and throttle.subject_hash in (
             rowseal_private.text_hash(attempt_wait.subject),
             rowseal_private.text_hash(rowseal_private.wider_network(attempt_wait.subject))
           )
       and throttle.blocked_until > pg_catalog.clock_timestamp()
  ));

comment on function rowseal_private.attempt_wait(text, text) is
$$How long a subject has to wait before its next attempt of a kind. Charges nothing: asked before the server does costly
work for an attempt that rowseal_private.record_attempt would refuse.
Returns: zero: not at all. Never null.$$;

revoke execute on function rowseal_private.attempt_wait(text, text) from public;
