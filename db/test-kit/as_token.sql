create or replace function rowseal_test.as_token(email text, workspace text, variadic scopes text[] default '{}')
  returns void
  language plpgsql volatile parallel unsafe
as $$
declare
  v_token record;
begin
  perform rowseal_test.leave();
  select * into v_token from rowseal_test.token_of(as_token.email, as_token.workspace, as_token.scopes);
  perform rowseal_test.anonymous();
  perform rowseal.enter_with_digest(
    v_token.user_id, v_token.token_id, v_token.digest, '192.0.2.1', as_token.workspace, null);
end
$$;

comment on function rowseal_test.as_token(text, text, text[]) is $$From now on the transaction is that of a personal
access token of a persona, with all scopes of their role, or those of them that are named.
Errors: those of rowseal.enter_with_digest; RS013 no such member.$$;

revoke execute on function rowseal_test.as_token(text, text, text[]) from public;
grant execute on function rowseal_test.as_token(text, text, text[]) to rowseal_user;
