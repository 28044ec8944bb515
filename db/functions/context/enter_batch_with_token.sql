create or replace procedure rowseal.enter_batch_with_token(portal text, statement bytea, token text, ip inet, wanted text)
  language plpgsql
as $$
declare
  v_nothing pg_catalog.text;
begin
  -- Assigned, not performed: an expression costs a fraction of a query.
  v_nothing := rowseal.check_batch(enter_batch_with_token.portal, enter_batch_with_token.statement);
  v_nothing := rowseal.enter_with_token(enter_batch_with_token.token, enter_batch_with_token.ip, enter_batch_with_token.wanted);
end
$$;

comment on procedure rowseal.enter_batch_with_token(text, bytea, text, inet, text) is
  'rowseal.enter_batch for the holder of a personal access token: rowseal.check_batch, then rowseal.enter_with_token. Errors: those of both.';

revoke execute on procedure rowseal.enter_batch_with_token(text, bytea, text, inet, text) from public;
grant execute on procedure rowseal.enter_batch_with_token(text, bytea, text, inet, text) to rowseal_gateway;
