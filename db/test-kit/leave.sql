create or replace function rowseal_test.leave() returns void
  language plpgsql volatile parallel unsafe
as $$
begin
  reset session authorization;
  perform pg_catalog.set_config('rowseal.context', '', true);
end
$$;

comment on function rowseal_test.leave() is $$Makes the transaction one that nobody has entered, and a session that
was a superuser's a superuser's again.$$;

revoke execute on function rowseal_test.leave() from public;
grant execute on function rowseal_test.leave() to rowseal_user;
