create or replace function rowseal_private.take_guess(
  kind text, subject text, out status text, out retry_after interval
)
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
begin
  retry_after := nullif(rowseal_private.take_attempt(take_guess.kind, take_guess.subject), interval '0');
  status := case when retry_after is null then 'invalid' else 'throttled' end;
end
$$;

comment on function rowseal_private.take_guess(text, text) is
$$Charges a credential that turned out to be invalid, and says what to answer. Called after it was verified, so that a
genuine one is never held up by the guesses of others.
Returns: a status: invalid; throttled with the time to wait.$$;

revoke execute on function rowseal_private.take_guess(text, text) from public;
