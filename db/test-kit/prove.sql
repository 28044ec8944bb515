create or replace function rowseal_test.prove(level integer, age interval default '0') returns void
  language plpgsql volatile parallel unsafe security definer set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id constant uuid := rowseal.user_id();
  v_session_id constant uuid := rowseal.session_id();
begin
  delete from rowseal_private.session_proofs as proof
   where proof.user_id = v_user_id and proof.session_id = v_session_id;
  insert into rowseal_private.session_proofs (user_id, session_id, kind, proved_at)
  select v_user_id, v_session_id, proof.key, proof.value::timestamptz
    from jsonb_each_text(rowseal_test.proofs(prove.level, prove.age)) as proof;
end
$$;

comment on function rowseal_test.prove(integer, interval) is $$From now on the persona of the transaction has proved who
they are at a level of assurance (0: not at all), so long ago. rowseal_test.as_user gives them the highest there is,
just now.
Errors: 23503 the persona uses a token; 23502 nobody entered.$$;

revoke execute on function rowseal_test.prove(integer, interval) from public;
grant execute on function rowseal_test.prove(integer, interval) to rowseal_user;
