create or replace function rowseal_private.attempts_of(kind text, subject text) returns integer
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp
  return coalesce((
    select counted.attempts
      from rowseal_private.throttles as counted
     where counted.kind = attempts_of.kind
       and counted.subject_hash = rowseal_private.text_hash(attempts_of.subject)
  ), 0);

comment on function rowseal_private.attempts_of(text, text) is
$$How many attempts of a kind are counted against a subject, as rowseal_private.record_attempt counts them.$$;

revoke execute on function rowseal_private.attempts_of(text, text) from public;
