create or replace function rowseal_private.record_failure(
  kind text, subject text, out status text, out retry_after interval
)
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  retry_after := nullif(rowseal_private.record_attempt(record_failure.kind, record_failure.subject), interval '0');
  status := case when retry_after is null then 'invalid' else 'throttled' end;
end
$$;

comment on function rowseal_private.record_failure(text, text) is
$$Charges a credential that turned out to be invalid, and says what to answer. Called after it was verified, so that a
genuine one is never held up by the guesses of others.
Returns: a status: invalid; throttled with the time to wait.$$;

revoke execute on function rowseal_private.record_failure(text, text) from public;
