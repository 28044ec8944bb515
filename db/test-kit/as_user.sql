create or replace function rowseal_test.as_user(email text, workspace text default null,
  variadic scopes text[] default '{}')
  returns void
  language plpgsql volatile parallel unsafe
as $$
declare
  v_session record;
begin
  perform rowseal_test.leave();
  select * into v_session from rowseal_test.session_of(as_user.email, as_user.scopes);
  perform rowseal_test.anonymous();
  perform rowseal.enter(
    v_session.sub, v_session.sid, null, v_session.scope, v_session.exp, v_session.seal_key, v_session.seal,
    as_user.workspace, '192.0.2.1', null
  );
end
$$;

comment on function rowseal_test.as_user(text, text, text[]) is $$From now on the transaction is a persona's, in a
workspace (slug or id) or in none, with all scopes of their role there, or those of them that are named.
Errors: those of rowseal.enter; RS013 no such persona.$$;

revoke execute on function rowseal_test.as_user(text, text, text[]) from public;
grant execute on function rowseal_test.as_user(text, text, text[]) to rowseal_user;
