create or replace function rowseal_test.session_of(
  email text, scopes text[], out sub uuid, out sid uuid, out scope text, out exp bigint, out seal_key text,
    out seal bytea
)
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
begin
  select claims.sub, claims.sid, claims.scope, claims.exp, claims.seal_key, claims.seal
    into sub, sid, scope, exp, seal_key, seal
    from rowseal.users as account
   cross join lateral rowseal_private.open_session(
     account.id, null, nullif(array_to_string(session_of.scopes, ' '), ''), '192.0.2.1', 'rowseal_test',
     proofs => rowseal_test.proofs(rowseal_private.highest_assurance())) as claims
   where account.email = session_of.email;
  if sub is null then
    raise exception 'there is no persona %', session_of.email
      using errcode = 'RS013', hint = 'Make one: select rowseal_test.member(…).';
  end if;
end
$$;

comment on function rowseal_test.session_of(text, text[]) is $$Starts a session of a persona, limited to scopes if
there are any, of somebody who has just proved all that one can.
Caller: rowseal_test.as_user.
Returns: the sealed claims of its access token.
Errors: RS013 no such persona.$$;

revoke execute on function rowseal_test.session_of(text, text[]) from public;
