create or replace function rowseal_test.anonymous() returns void
  language plpgsql volatile parallel unsafe
as $$
begin
  perform rowseal_test.leave();
  if not rowseal.in_request_now() then
    -- A plan made outside requests must not run inside (RS015); under SET ROLE alone definer functions are outside.
    discard plans;
    set local session authorization rowseal_gateway;
  end if;
end
$$;

comment on function rowseal_test.anonymous() is $$From now on the transaction is a request that nobody has entered. A
suite's own login, which has rowseal_user, is in a request all along; a superuser's session becomes
  rowseal_gateway's.$$;

revoke execute on function rowseal_test.anonymous() from public;
grant execute on function rowseal_test.anonymous() to rowseal_user;
