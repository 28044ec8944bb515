create or replace function rowseal_private.take_guess(kind text, subject text, out status text, out retry_after interval)
  language plpgsql volatile parallel unsafe set search_path = ''
as $$
begin
  retry_after := nullif(rowseal_private.take_attempt(take_guess.kind, take_guess.subject), interval '0');
  status := case when retry_after is null then 'invalid' else 'throttled' end;
end
$$;

comment on function rowseal_private.take_guess(text, text) is
  'Charges a credential that turned out to be worthless, and says what to answer: invalid, or throttled with the time to wait. Called after '
  'the judgement, so that a genuine one is never held up by the guesses of others.';

revoke execute on function rowseal_private.take_guess(text, text) from public;
