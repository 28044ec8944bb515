create or replace function rowseal_private.refund_attempt(kind text, subject text) returns void
  language sql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
begin atomic
  update rowseal_private.throttles as throttle
     set attempts = greatest(throttle.attempts - 1, 0),
         blocked_until = '-infinity'
   where throttle.kind = refund_attempt.kind
     and throttle.subject_hash in (
         rowseal_private.text_hash(refund_attempt.subject),
         rowseal_private.text_hash(rowseal_private.wider_network(refund_attempt.subject))
       );
end;

comment on function rowseal_private.refund_attempt(text, text) is
$$Refunds an attempt that succeeded. The attempts of others on the same subject stay counted. Where the subject is an
IPv6 network, its /48 is refunded too.$$;

revoke execute on function rowseal_private.refund_attempt(text, text) from public;
