create or replace function rowseal.restore_password(verifier text) returns void
  language plpgsql volatile parallel unsafe set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('alter role %I password %L', session_user, restore_password.verifier);
end
$$;

comment on function rowseal.restore_password(text) is $$Sets the password of the role that is logged in, as its own
ALTER ROLE may. For a server whose new connections are refused while an open one is left: SQL of a request can change
the password, and cannot learn the right one. verifier is a SCRAM-SHA-256 verifier, so that the password never
travels.$$;

revoke execute on function rowseal.restore_password(text) from public;
grant execute on function rowseal.restore_password(text) to rowseal_gateway, rowseal_issuer, rowseal_worker;
